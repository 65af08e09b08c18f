"""All tables of the foundation: whoever needs the whole schema imports this."""

__all__: list[str] = []
