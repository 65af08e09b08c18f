"""The reader's child process: reads requests from its parent, one file each, and answers; dies with its parent.

Started as a fresh interpreter by `bpm.reading.warm`; whatever goes wrong here ends this process only.
"""

import os
import resource
import signal
import sys
from pathlib import Path
from typing import BinaryIO, Final

MEMORY: Final = 512 * 1024 * 1024
SECONDS: Final = 10
OUT_OF_MEMORY, TOO_DEEP = 3, 4


def main() -> None:
    """Bound the process, then answer until the parent's pipe ends."""
    # The folder that holds `bpm` comes last: an isolated interpreter does not know it, and nothing installed may be shadowed by it.
    sys.path.append(str(Path(__file__).resolve().parents[2]))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not look like an answer
    try:
        _serve(sys.stdin.buffer, answers)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except RecursionError:
        os._exit(TOO_DEEP)


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    # Not at the top: `bpm` can be found only now, and the parent imports this module for its constants.
    from bpm.reading.answering import answer  # noqa: PLC0415
    from bpm.reading.frames import HEADER, packed, unpacked  # noqa: PLC0415

    while head := requests.read(HEADER.size):
        length, raw_length = HEADER.unpack(head)
        # The parent's clock is what counts; this one ends a child whose parent is gone while it works.
        signal.alarm(SECONDS)
        request, data = unpacked(requests.read(length + raw_length), length=length)
        reply, raw = answer(request, data)
        answers.write(packed(reply, raw=raw))
        answers.flush()
        signal.alarm(0)


if __name__ == "__main__":
    main()
