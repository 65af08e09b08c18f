"""What the stand-in ticket begins with: the texts of `lz:ticket`, filled in as soon as what they name has a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpm.errors import BpmError, Incident, NoValue
from bpm.playing.timers import BareNames

if TYPE_CHECKING:
    from bpm.expressions import Names
    from bpm.model import Model
    from bpm.player import Player
    from bpm.texts import Text
    from bpm.tokens import Token


def fill_at_once(player: Player) -> None:
    """Texts that need no answer."""
    for name, text in texts(player.model).items():
        if not text.names:
            player.now.ticket.write(name, filled(name, text, BareNames(player), model=player.model))


def fill_with_answers(player: Player, token: Token) -> None:
    """Texts that needed the answers of the start; a value that was given stays, and so does one without all its names."""
    ticket = player.now.ticket
    for name, text in texts(player.model).items():
        if text.names and ticket.values[name] in (None, ticket.first(name)):
            try:
                ticket.write(name, filled(name, text, token.names, model=player.model))
            except NoValue:
                continue


def texts(model: Model) -> dict[str, Text]:
    """The texts of `lz:ticket` by attribute."""
    return {} if model.ticket is None else dict(model.ticket.values)


def filled(name: str, text: Text, names: Names, *, model: Model) -> str:
    """One text, filled in.

    Raises:
        NoValue: a name in it has no value yet.
        Incident: it cannot be filled in.
    """
    try:
        return text.render(names)
    except NoValue:
        raise
    except BpmError as error:
        where = model.main.name
        raise Incident(f"{where}: the {name} of lz:ticket, {text.text!r}, cannot be filled in: {error}", element=where) from error
