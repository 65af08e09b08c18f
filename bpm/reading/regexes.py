"""Why a text is no regular expression, as their engine says it: in a few words of its own, with the piece they are about."""

from typing import Final

from bpm.sentences import Sentence

_MISTAKES: Final = {
    str(mistake): mistake
    for mistake in (
        Sentence("missing )"),
        Sentence("missing ]"),
        Sentence("unexpected )"),
        Sentence("trailing \\"),
        Sentence("bad repetition operator"),
        Sentence("no argument for repetition operator"),
        Sentence("invalid repetition size"),
        Sentence("invalid escape sequence"),
        Sentence("invalid character class"),
        Sentence("invalid character class range"),
        Sentence("invalid named capture group"),
        Sentence("invalid perl operator"),
        Sentence("invalid UTF-8"),
        Sentence("pattern too large - compile failed"),
    )
}


def mistake_in(problem: Exception) -> str:
    """What an error of the engine says; as a sentence, where it is one of those it is known to say."""
    said = problem.args[0] if problem.args else ""
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    mistake, _, piece = text.partition(": ")
    if mistake not in _MISTAKES:
        return text
    return Sentence("{mistake}: {piece}", mistake=_MISTAKES[mistake], piece=piece) if piece else _MISTAKES[mistake]
