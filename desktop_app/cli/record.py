"""`rackside record`: sensors connected, recorded and measured while the set is lifted."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from desktop_app.cli.exits import ExitCode, complain
from desktop_app.cli.options import (
    ClipOption,
    ExerciseOption,
    ForwardOption,
    LoadOption,
    TempoOption,
    read_clip,
    read_exercise,
    read_forward,
    read_load,
    read_tempo,
    wrong,
)
from desktop_app.cli.sensors import SensorOption, say, wished

if TYPE_CHECKING:
    from rich.console import Console

    from desktop_app.cli.stopping import Stop
    from desktop_app.live_board import LiveBoard
    from desktop_app.pumping import Outcome
    from sensor.ble.thread import RadioThread
    from sensor.loaded import Mounting, SetInfo
    from sensor.recorder import Recorder
    from sensor.session import RecordingSession

ATHLETE_MAX_CHARS: Final = 200
WAIT_S: Final = 0.05
"""How soon a request to end is seen while nothing comes."""


def record(
    out: Annotated[Path, typer.Option("--out", metavar="FILE.mcap", help="The recording to write; not written over.")],
    sensor: SensorOption = None,
    exercise: ExerciseOption = None,
    load_kg: LoadOption = None,
    athlete: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who lifts; kept in the recording.", show_default=False)
    ] = None,
    tempo: TempoOption = None,
    seconds: Annotated[
        float | None,
        typer.Option(
            metavar="S",
            min=1.0,
            help="Record so long, from the first data on; otherwise until Ctrl-C.",
            show_default=False,
        ),
    ] = None,
    forward: ForwardOption = None,
    clip: ClipOption = None,
) -> int:
    """Record sensors, and see reps and signs of lost control as they happen.

    Ctrl-C ends the recording in order, and shows the sets measured as a whole; the
    exit status is then 130. `rackside analyze` on the file gives the same again.
    """
    from desktop_app.cli.stopping import Stop
    from desktop_app.cli.tables import console_for
    from sensor.loaded import Mounting, SetInfo

    info = SetInfo(
        exercise=read_exercise(exercise),
        load_kg=read_load(load_kg),
        athlete=_read_athlete(athlete),
        tempo=read_tempo(tempo),
    )
    mounting = Mounting(read_forward(forward), read_clip(clip))
    _check_name(out)
    with Stop() as stop:
        return _Recording(console_for(sys.stdout), stop, out, info, mounting).run(sensor, seconds)


class _Recording:
    """One run of the command."""

    def __init__(self, console: Console, stop: Stop, out: Path, info: SetInfo, mounting: Mounting) -> None:
        from desktop_app.live_board import LiveBoard

        self._console, self._stop = console, stop
        self._board: LiveBoard = LiveBoard()
        self._session = _new_session(out, info, mounting, self._board)

    def run(self, names: list[str] | None, seconds: float | None) -> int:
        """Connect, record, end; the exit status."""
        from desktop_app.pumping import Outcome
        from sensor.ble.thread import RadioThread
        from sensor.recorder import Recorder

        session = self._session
        try:
            with RadioThread() as radio, Recorder(session, radio.clock.now_ns) as recorder:
                outcome = self._connected(radio, recorder, names, seconds)
                if self._console.is_terminal:
                    say("ending ...")
                if not radio.stop_links():
                    say("Bluetooth does not answer and is left alone; all that came is recorded")
            session.measure(recorder.rest())
        finally:
            session.end()
        self._show()
        return self._code(outcome if session.failed is None else Outcome.FAILED)

    def _connected(
        self, radio: RadioThread, recorder: Recorder, names: list[str] | None, seconds: float | None
    ) -> Outcome:
        from desktop_app.cli.record_lines import RecordLines
        from desktop_app.cli.record_screen import RecordScreen
        from desktop_app.pumping import pump

        session, console = self._session, self._console
        with self._stop.at_once():
            found = radio.start(wished(radio, names), recorder.put)
        ids = [one.address for one in found]

        def run(view: RecordLines | RecordScreen) -> Outcome:
            return pump(
                session,
                lambda: recorder.batch(WAIT_S),
                ids,
                now_ns=radio.clock.now_ns,
                asked=lambda: self._stop.asked,
                show=view.show,
                seconds=seconds,
            )

        if not console.is_terminal:
            return run(RecordLines(console, session, self._board))
        with RecordScreen(console, session, self._board) as screen:
            return run(screen)

    def _show(self) -> None:
        """Every set of every sensor, settled, and where it all is."""
        from desktop_app.cli.tables import show_set
        from desktop_app.cli.terminal import one_line

        session = self._session
        for sensor in session.sensors.values():
            for number, result in enumerate(sensor.sets, 1):
                title = [str(session.path)]
                title += [f"sensor {one_line(sensor.title)}"] if len(session.sensors) > 1 else []
                title += [f"set {number} of {len(sensor.sets)}"] if len(sensor.sets) > 1 else []
                show_set(self._console, result, ", ".join(title))
        if session.recorded:
            last_s = max((s.last_s or 0.0) for s in session.sensors.values())
            lost = sum(s.lost for s in session.sensors.values())
            told = f", {lost} samples lost" if lost else ""
            self._console.print(f"{session.path}: {last_s:.1f} s, {session.recorded} packets{told}", soft_wrap=True)

    def _code(self, outcome: Outcome) -> int:
        from desktop_app.pumping import Outcome as Ended

        session = self._session
        if session.failed is not None:
            complain(f"{session.failed.message}; the recording ends there", session.failed.advice)
            return ExitCode.BAD_INPUT
        if outcome is Ended.GONE:
            for sensor in session.sensors.values():
                if sensor.status is not None:
                    text, _, advice = sensor.status.text.partition(". ")
                    complain(f"{sensor.title}: {text}", advice or "Try again.")
            return ExitCode.SOME_FAILED
        return ExitCode.STOPPED if outcome is Ended.ASKED else ExitCode.DONE


def _new_session(out: Path, info: SetInfo, mounting: Mounting, board: LiveBoard) -> RecordingSession:
    import secrets
    import time

    from desktop_app.paths import calibrations_folder
    from sensor.calibrations import CalibrationStore
    from sensor.recording.marks import Header
    from sensor.session import RecordingSession

    store = CalibrationStore(calibrations_folder())

    header = Header(info, time.time_ns(), secrets.token_hex(8))
    return RecordingSession(out, header, mounting=mounting, listener=board.take, find_calibration=store.of)


def _check_name(out: Path) -> None:
    if out.suffix.lower() != ".mcap":
        raise wrong("--out", str(out), "Name a file that ends in .mcap; `rackside convert` makes a CSV of it.")


def _read_athlete(name: str | None) -> str | None:
    if name is None:
        return None
    # On a system that is not set to UTF-8, letters beyond ASCII come as bytes that Python could not read.
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()
    if 0 < len(name) <= ATHLETE_MAX_CHARS:
        return name
    raise wrong("--athlete", name[:20], f"Give a name of 1 to {ATHLETE_MAX_CHARS} characters.")
