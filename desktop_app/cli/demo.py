"""`rackside demo`: an example set played as if live, with no hardware."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desktop_app.cli.exits import ExitCode
from desktop_app.cli.options import wrong

if TYPE_CHECKING:
    from sensor.clock import Clock
    from sensor.loaded import LoadedRecording


def demo(
    recording: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE",
            help="A recording of your own, or an example by name: simulated_bench, ...",
            show_default=False,
        ),
    ] = None,
    speed: Annotated[
        float, typer.Option(metavar="FACTOR", help="1 is real time, at most 8; 0 is as fast as it goes.")
    ] = 1.0,
    terminal: Annotated[
        bool, typer.Option("--terminal", help="In the terminal, also where there is a screen.")
    ] = False,
) -> int:
    """Play an example set as if the bar were moving now: its reps, and the signs of lost control as they are said.

    It opens the window. Where there is no screen, or with --terminal, it is shown in
    the terminal: drawn anew as the bar moves, or, where that is none, a line for each
    thing as it is known. It ends with the set, or with Ctrl-C.
    """
    from desktop_app.errors import ScreenError

    opened, name = _opened(recording)
    clock = _clock(opened, speed)
    if not terminal and speed > 0.0:
        from desktop_app.app import open_demo

        with suppress(ScreenError):
            return open_demo(opened, speed)
    _in_terminal(opened, name, clock, speed)
    return ExitCode.DONE


def _in_terminal(opened: LoadedRecording, name: str, clock: Clock, speed: float) -> None:
    from desktop_app.cli.live_lines import Lines
    from desktop_app.cli.live_screen import Screen
    from desktop_app.cli.tables import console_for, show_set
    from desktop_app.player import play

    console = console_for(sys.stdout)
    if console.is_terminal:
        with Screen(console, name, speed) as screen:
            live = play(opened, clock, screen.show)
    else:
        lines = Lines(console, name)
        live = play(opened, clock, lines.show)
    if live.settled is not None:
        show_set(console, live.settled, f"{name}: the set, settled")


def _opened(wanted: str | None) -> tuple[LoadedRecording, str]:
    from desktop_app.examples import DEFAULT, find_examples, simulated_example
    from sensor.opening import open_recording

    examples = find_examples()
    if wanted is None and DEFAULT not in examples:
        return simulated_example(DEFAULT), DEFAULT
    path = examples.get(wanted or DEFAULT, Path(wanted or DEFAULT))
    if wanted is not None and wanted not in examples and not path.suffix and not path.exists():
        raise wrong("FILE", wanted, f"Name a recording, or one of: {', '.join(examples)}.")
    return open_recording(path), path.stem


def _clock(recording: LoadedRecording, speed: float) -> Clock:
    from sensor.clock import InstantClock, RealClock

    chunks = recording.sensors[0].chunks
    start_s = float(chunks.arrival_s[0]) if len(chunks) else 0.0
    return RealClock(start_s, rate=speed) if speed != 0.0 else InstantClock(start_s)
