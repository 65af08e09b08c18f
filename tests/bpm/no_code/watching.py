"""What watches while hostile texts are read and played: an audit hook, and canaries in place of the builtins that run code.

Whatever the interpreter compiles, executes, opens or starts raises an audit event. Once everything needed has been loaded none of these
may come from a text, with one exception: `ast.parse` raises `compile` too, and only parses.
"""

import builtins
import sys
from types import FrameType
from typing import Any

STARTS = (
    "os.",
    "subprocess.",
    "socket.",
    "ctypes.",
    "shutil.",
    "ftplib.",
    "urllib.",
    "http.",
    "smtplib.",
    "webbrowser.",
    "winreg.",
    "pty.",
)
SINGLE = {
    "exec", "compile", "open", "import", "builtins.input", "builtins.breakpoint", "pickle.find_class", "marshal.loads", "code.__new__",
    "function.__new__", "object.__getattr__", "object.__setattr__", "object.__delattr__", "gc.get_objects", "sys.settrace",
}  # fmt: skip
HARMLESS = {"os.putenv"}
CANARIES = ("eval", "exec", "compile", "open", "input", "breakpoint", "__import__", "print")


class Watch:
    """Counts what happens while it is on; `seen` tells what, and from which files it was called."""

    def __init__(self) -> None:
        self.is_on = False
        self.seen: list[str] = []
        sys.addaudithook(self._hook)
        for name in CANARIES:
            setattr(builtins, name, self._canary(name, getattr(builtins, name)))

    def begin(self) -> None:
        self.seen = []
        self.is_on = True

    def end(self) -> list[str]:
        self.is_on = False
        return self.seen

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.is_on and event not in HARMLESS and (event in SINGLE or event.startswith(STARTS)):
            self.is_on = False  # looking at frames raises events of its own
            if event != "compile" or not called_from(sys._getframe(1), "/ast.py", "parse"):
                self._note(event, arguments)
            self.is_on = True

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        self.seen.append(f"{event} {str(arguments)[:200]} at {way(sys._getframe(2))}")

    def _canary(self, name: str, real: Any) -> Any:
        """The builtin, noticed when it is called while everything is watched."""

        def canary(*arguments: Any, **keywords: Any) -> Any:
            if self.is_on:
                self.is_on = False
                if not self._is_known(name, sys._getframe(1)):
                    self._note(f"builtins.{name}", arguments)
                self.is_on = True
            return real(*arguments, **keywords)

        return canary

    @staticmethod
    def _is_known(name: str, caller: FrameType) -> bool:
        """An import statement of a file, and parsing, are no breach."""
        return (name == "__import__" and not caller.f_code.co_filename.startswith("<")) or (
            name == "compile" and called_from(caller, "/ast.py", "parse")
        )


def called_from(frame: FrameType | None, file: str, function: str) -> bool:
    """Whether a frame, or the canary's around it, is that function of that file."""
    if frame is not None and frame.f_code.co_name == "canary":
        frame = frame.f_back
    return frame is not None and frame.f_code.co_filename.endswith(file) and frame.f_code.co_name == function


def way(frame: FrameType | None) -> str:
    """The last callers, innermost first."""
    told: list[str] = []
    while frame is not None and len(told) < 5:
        told.append(f"{frame.f_code.co_filename.rsplit('/', 1)[-1]}:{frame.f_lineno}")
        frame = frame.f_back
    return " < ".join(told)
