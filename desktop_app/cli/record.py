"""`rackside record`: sensors connected, recorded and measured while the set is lifted."""

from __future__ import annotations

import secrets
import sys
import time
from dataclasses import replace
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
    read_athlete,
    read_clip,
    read_exercise,
    read_forward,
    read_load,
    read_tempo,
    wrong,
)
from desktop_app.cli.sensors import SensorOption, say, wished
from desktop_app.cli.terminal import one_line
from desktop_app.counting import counted

if TYPE_CHECKING:
    from rich.console import Console

    from desktop_app.cli.record_history import SettledSets
    from desktop_app.cli.stopping import Stop
    from desktop_app.live_board import LiveBoard
    from desktop_app.pumping import Outcome
    from sensor.ble.thread import RadioThread
    from sensor.loaded import Mounting, SetInfo
    from sensor.recorder import Recorder
    from sensor.recording.marks import Header
    from sensor.session import RecordingSession

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
    no_history: Annotated[
        bool, typer.Option("--no-history", help="Keep nothing of it in `rackside history`, and ask nothing there.")
    ] = False,
) -> int:
    """Record sensors, and see reps and signs of lost control as they happen.

    With --athlete the signs are held against that lifter's own baseline, once there is
    one. The sets are kept in `rackside history`; whose they are can be said there later.

    Ctrl-C ends the recording in order, and shows the sets measured as a whole; the
    exit status is then 130. `rackside analyze` on the file gives the same again.
    """
    from desktop_app.cli.stopping import Stop
    from desktop_app.cli.tables import console_for
    from sensor.loaded import Mounting, SetInfo

    info = SetInfo(
        exercise=read_exercise(exercise),
        load_kg=read_load(load_kg),
        athlete=read_athlete(athlete),
        tempo=read_tempo(tempo),
    )
    mounting = Mounting(read_forward(forward), read_clip(clip))
    _check_name(out)
    with Stop() as stop:
        return _Recording(console_for(sys.stdout), stop, out, info, mounting, history=not no_history).run(
            sensor, seconds
        )


class _Recording:
    """One run of the command."""

    def __init__(
        self, console: Console, stop: Stop, out: Path, info: SetInfo, mounting: Mounting, *, history: bool
    ) -> None:
        from desktop_app.cli.record_history import SettledSets, own_values
        from desktop_app.live_board import LiveBoard
        from desktop_app.session.own import Own, key_of
        from desktop_app.session.plan import LiftPlan
        from dsp.limits import LimitTable
        from sensor.recording.marks import Header

        self._console, self._stop, self._history = console, stop, history
        self._board: LiveBoard = LiveBoard()
        self._settled = SettledSets(self._board.take)
        own = own_values(info) if history else Own(key_of(LiftPlan.of(info)))
        self._info = replace(info, baseline=own.baseline, limits=(own.limits or LimitTable()).of(info.exercise))
        self._token, self._started_unix_ns = secrets.token_hex(8), time.time_ns()
        header = Header(self._info, self._started_unix_ns, self._token)
        self._session = _new_session(out, header, mounting, self._settled)

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
        code = self._code(outcome if session.failed is None else Outcome.FAILED)
        if self._history and session.failed is None and session.recorded and not self._keep():
            return code or ExitCode.SOME_FAILED
        return code

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

    def _keep(self) -> bool:
        """The sets into the history; whether that went well."""
        from desktop_app.cli.record_history import keep_sets, later
        from desktop_app.errors import AppError
        from sensor.errors import SensorError

        session = self._session
        try:
            kept = keep_sets(session, self._settled, self._token, self._started_unix_ns * 1e-9, self._info)
        except (AppError, SensorError) as error:
            later(session.path, error)
            return False
        if kept is not None:
            whose = kept.lifter or f"nobody; `rackside history assign {kept.session} NAME` says whose"
            self._console.print(
                f"in the history: {counted(kept.count, 'set')} of {one_line(whose)}", soft_wrap=True, markup=False
            )
        return True

    def _show(self) -> None:
        """Every set of every sensor, settled, and where it all is."""
        from desktop_app.cli.tables import show_set

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
            told = f", {counted(lost, 'sample')} lost" if lost else ""
            packets = counted(session.recorded, "packet")
            self._console.print(f"{session.path}: {last_s:.1f} s, {packets}{told}", soft_wrap=True)

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


def _new_session(out: Path, header: Header, mounting: Mounting, settled: SettledSets) -> RecordingSession:
    from desktop_app.paths import calibrations_folder
    from sensor.calibrations import CalibrationStore
    from sensor.session import RecordingSession

    calibrations = CalibrationStore(calibrations_folder())
    return RecordingSession(out, header, mounting=mounting, listener=settled.take, find_calibration=calibrations.of)


def _check_name(out: Path) -> None:
    if out.suffix.lower() != ".mcap":
        raise wrong("--out", str(out), "Name a file that ends in .mcap; `rackside convert` makes a CSV of it.")
