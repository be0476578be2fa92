"""What `rackside` runs. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Protocol

from desktop_app.cli.exits import ExitCode, complain


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status. Errors are one line on standard error."""
    sys.excepthook = _own_fault
    _have_somewhere_to_print()
    try:
        _never_fail_to_print()
        code = _run(arguments)
    except KeyboardInterrupt:
        code = ExitCode.STOPPED
    except BrokenPipeError:
        # Whoever read our output had enough: nobody is left to tell.
        _drop_output()
        code = ExitCode.SOME_FAILED
    if code == ExitCode.STOPPED:
        # Python remembers a Ctrl-C that passed through code compiled from text, as dataclasses are, and would end by
        # that signal whatever is returned here. The next such text makes it forget.
        eval("None")  # noqa: S307
    return code


def _run(arguments: Sequence[str] | None) -> int:
    import typer

    from desktop_app.cli.app import app
    from desktop_app.errors import AppError
    from dsp.errors import DspError
    from sensor.errors import DeviceError, SensorError

    try:
        command = typer.main.get_command(app)
        _flow(command)
        code = command.main(None if arguments is None else list(arguments), "rackside", standalone_mode=False)
        sys.stdout.flush()
    except typer.Abort:
        return ExitCode.STOPPED
    except typer.TyperException as error:
        path = getattr(getattr(error, "ctx", None), "command_path", "rackside")
        complain(error.format_message() or "no command is named", f"See {path} --help.")
        return ExitCode.BAD_INPUT
    except (AppError, DspError, SensorError) as error:
        complain(error.message, error.advice)
        return ExitCode.SOME_FAILED if isinstance(error, DeviceError) else ExitCode.BAD_INPUT
    except BrokenPipeError:
        raise
    except OSError as error:
        _drop_output()
        what = error.filename or "the output"
        complain(f"{what} could not be written: {error.strerror or error}", "Make room or write somewhere else.")
        return ExitCode.BAD_INPUT
    return int(code or 0)


class _Helped(Protocol):
    help: str | None


def _flow(command: _Helped) -> None:
    """Let the help of a command, and of all below it, be as wide as the terminal, not as the source's lines."""
    if command.help:
        paragraphs = inspect.cleandoc(command.help).split("\n\n")
        command.help = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
    for below in getattr(command, "commands", {}).values():
        _flow(below)


def _drop_output() -> None:
    """What is still waiting to be printed goes nowhere, so that ending does not fail on it once more."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _have_somewhere_to_print() -> None:
    """Started with its output closed, as `>&-` does, the program has none: what it says goes nowhere then."""
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115


def _never_fail_to_print() -> None:
    """A console that lacks a character shows another one rather than stop the program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _own_fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """An error nobody foresaw is a fault of the program: said in one line, with the way to see more."""
    if os.environ.get("RACKSIDE_DEBUG"):
        sys.__excepthook__(kind, error, trace)
        return
    complain(
        f"this is a fault of rackside itself: {kind.__name__}: {error}",
        "Please report it; with RACKSIDE_DEBUG=1 the same command shows where.",
    )
