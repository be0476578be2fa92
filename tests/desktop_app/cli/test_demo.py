"""`rackside demo`, at once and on no terminal; and the picture a terminal shows."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console

from desktop_app.cli.live_screen import picture
from desktop_app.player import Moment, play
from sensor.clock import InstantClock
from sensor.opening import open_recording
from tests.desktop_app.cli.conftest import Run


def test_the_demo_needs_nothing_and_ends_by_itself(run: Run) -> None:
    ended = run("demo", "--speed", 0)
    assert ended.code == 0
    lines = ended.out.splitlines()
    times = [float(line.split()[0]) for line in lines if re.match(r" +\d+\.\d\d s  ", line)]
    assert len(times) > 12
    assert times == sorted(times)
    assert sum(re.search(r"rep \d+: down", line) is not None for line in lines) == 7
    assert any("too fast down" in line for line in lines)
    assert any('"Slow it down"' in line for line in lines)
    assert any("settled" in line for line in lines)


def test_it_plays_an_example_by_name_and_a_recording_of_ones_own(run: Run, controlled_csv: Path) -> None:
    assert "hip thrust · 8 reps" in run("demo", "simulated_hip_thrust", "--speed", 0).out
    assert "5 reps" in run("demo", controlled_csv, "--speed", 0).out


def test_an_unknown_example_is_answered_with_those_there_are(run: Run) -> None:
    assert "simulated_bench" in run("demo", "nothing").complaint
    assert run("demo", "--speed", 99).code == 2


def test_the_picture_shows_gauge_cue_and_reps(falls_apart: Path) -> None:
    frames: list[str] = []

    def show(moment: Moment) -> None:
        if moment.events:
            console = Console(width=80, record=True, file=io.StringIO())
            console.print(picture(moment, "set"))
            frames.append(console.export_text())

    play(open_recording(falls_apart), InstantClock(), show)
    assert any("TOO FAST" in frame for frame in frames)
    assert any("SLOW IT DOWN" in frame and "reps 4" in frame for frame in frames)
    assert all(len(line) <= 80 for frame in frames for line in frame.splitlines())
