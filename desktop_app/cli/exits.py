"""How a command ends: its exit status, and errors in one line."""

from __future__ import annotations

import sys
from enum import IntEnum


class ExitCode(IntEnum):
    """What the command's exit status means."""

    DONE = 0
    SOME_FAILED = 1
    """A device or service could not be reached, or some files of several failed."""
    BAD_INPUT = 2
    """Bad usage or bad input."""
    STOPPED = 130
    """Stopped with Ctrl-C."""


def complain(message: str, advice: str) -> None:
    """Say an error in one line on standard error, whatever is in the file names."""
    end = "" if message.endswith(("?", "!")) else "."
    line = f"rackside: {message.rstrip('.')}{end} {advice}"
    sys.stderr.write("".join(c if c.isprintable() else " " for c in line) + "\n")
