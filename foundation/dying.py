"""Children that do not outlive their parent, also where it is killed without a word."""

import ctypes
import os
import signal
import sys
import threading
import time

SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def die_with_parent() -> None:
    """Have the kernel end this process when its parent ends; Linux alone can. It holds over exec, not over a change of user."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def watch_parent(parent: int) -> None:
    """Ask for this process's end soon after its parent's, on any system.

    Args:
        parent: process id of the parent, taken before this process was made.
    """
    threading.Thread(target=_watch, args=[parent], name="watch-parent", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(10)
    os._exit(1)
