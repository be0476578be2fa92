"""A recording as it happens, drawn on a terminal: for each sensor its link, the cue, the gauge and the last reps."""

from __future__ import annotations

from typing import Final

from rich.console import Console, Group, RenderableType
from rich.text import Text

from desktop_app.cli.live_lines import sign_text
from desktop_app.cli.live_screen import PHASES, REPS_SHOWN, SIGNS_SHOWN, Drawing, cue_panel, gauge, rep_table
from desktop_app.cli.record_lines import sensor_line, trouble_line
from desktop_app.cli.tables import COLOURS
from desktop_app.live_board import LiveBoard
from sensor.ble.status import LinkState
from sensor.session import LiveSensor, RecordingSession

LARGE_CUES: Final = 2
"""With more sensors a cue takes one line, so that all fit on a screen."""


class RecordScreen(Drawing):
    """Draws a session on a terminal while it is entered."""

    def __init__(self, console: Console, session: RecordingSession, board: LiveBoard) -> None:
        super().__init__(console)
        self._session, self._board = session, board

    def show(self) -> None:
        """Draw anew, at once where something was said."""
        self.draw(lambda: picture(self._session, self._board), at_once=bool(self._board.news()))


def picture(session: RecordingSession, board: LiveBoard) -> RenderableType:
    """One frame."""
    info = session.info
    parts = [
        session.path.name,
        (info.exercise or "exercise not named").replace("_", " "),
    ]
    parts += [] if info.load_kg is None else [f"{info.load_kg:g} kg"]
    parts += [] if info.athlete is None else [info.athlete]
    last_s = max((s.last_s for s in session.sensors.values() if s.last_s is not None), default=None)
    parts += [] if last_s is None else [f"{last_s:.1f} s"]
    head = Text("   ".join(parts), style="bold")
    rows: list[RenderableType] = [head]
    for sensor in session.sensors.values():
        rows.extend(_sensor_rows(sensor, board, len(session.sensors)))
    rows.append(Text("Ctrl-C ends the recording.", style="dim"))
    return Group(*rows)


def _sensor_rows(sensor: LiveSensor, board: LiveBoard, sensors: int) -> list[RenderableType]:
    live = board.of(sensor.id)
    rows: list[RenderableType] = [sensor_line(sensor)]
    trouble = trouble_line(sensor)
    rows.extend(line for line in (trouble, *(Text(f"  {p}", style="magenta") for p in sensor.problems[-1:])) if line)
    state = sensor.state
    if state is None:
        return rows
    if sensor.status is not None and sensor.status.state is not LinkState.STREAMING:
        # Where the bar was when the last packet came is no news.
        return [*rows, *([rep_table(live.reps, max(1, REPS_SHOWN // sensors))] if live.reps else [])]
    phase = PHASES.get(state.phase, state.phase)
    if sensors <= LARGE_CUES:
        rows.append(cue_panel(live, phase))
    elif live.alarm is not None:
        rows.append(Text("TOO FAST", style="bold white on red"))
    elif live.cue is not None:
        rows.append(Text(live.cue.text.upper(), style=f"bold {COLOURS[live.cue.severity]}"))
    rows.append(gauge(state))
    if live.reps:
        rows.append(rep_table(live.reps, max(1, REPS_SHOWN // sensors)))
    rows.extend(
        Text(f"{sign.said_at_s:6.1f} s  {sign_text(sign)}", style=COLOURS[sign.severity], no_wrap=True)
        for sign in live.signs[-max(1, SIGNS_SHOWN // sensors) :]
    )
    return rows
