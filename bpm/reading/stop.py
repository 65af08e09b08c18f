"""The reading of a file ends here: it cannot be read as a model at all."""


class Stop(Exception):
    """Carries a rule for the file as a whole, its line and what fills its sentence."""

    def __init__(self, rule: str, *, line: int | None = None, **params: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.line = line
        self.params = params
