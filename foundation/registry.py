"""Named things that live one per file in a package: field kinds, actions, mail filters, channels, statistics.

>>> kinds: Registry[type[object]] = Registry("kind of field")
>>> @kinds.register("text")
... class Text: ...
>>> kinds["text"].__name__
'Text'
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from threading import RLock
from typing import Generic, TypeVar

from foundation.errors import NotFound

Thing = TypeVar("Thing")
Registered = TypeVar("Registered")


class Registry(Mapping[str, Thing], Generic[Thing]):
    """What registered itself under a name; the modules of `package` are loaded on first use.

    Args:
        noun: what is kept here, for sentences.
        package: dotted name of the package whose modules register something.
    """

    def __init__(self, noun: str, package: str | None = None) -> None:
        self.noun = noun
        self._package = package
        self._things: dict[str, Thing] = {}
        self._loading = RLock()
        self._is_loading = False

    def register(self, name: str) -> Callable[[Registered], Registered]:
        """Decorate what is to be known as `name`; a name can be taken once."""

        def keep(thing: Registered) -> Registered:
            if name in self._things:
                raise ValueError(f"The {self.noun} {name!r} is registered twice.")
            self._things[name] = thing  # type: ignore[assignment]  # a decorator returns just what it got
            return thing

        return keep

    def __getitem__(self, name: str) -> Thing:
        """The thing of that name; NotFound, naming those there are, if there is none."""
        things = self._loaded()
        if name not in things:
            raise NotFound(f"There is no {self.noun} {name!r}; there are {', '.join(sorted(things)) or 'none'}.")
        return things[name]

    def __contains__(self, name: object) -> bool:
        return name in self._loaded()

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._loaded()))

    def __len__(self) -> int:
        return len(self._loaded())

    def _loaded(self) -> dict[str, Thing]:
        if self._package is not None:
            with self._loading:  # another thread waits until all are there; a module that looks in while it is loaded does not
                self._load()
        return self._things

    def _load(self) -> None:
        if self._package is None or self._is_loading:
            return
        self._is_loading = True
        try:
            for module in pkgutil.iter_modules(importlib.import_module(self._package).__path__):
                importlib.import_module(f"{self._package}.{module.name}")
        finally:
            self._is_loading = False
        self._package = None
