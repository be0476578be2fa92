"""A set as it happens, drawn on a terminal: gauges, the cue, the reps and what was said of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Final, Self

from rich.align import Align
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from desktop_app.cli.live_lines import sign_text
from desktop_app.cli.tables import COLOURS, MARKS, number_text
from desktop_app.live_set import LiveSet
from desktop_app.player import Moment
from dsp.events import LiveState
from dsp.results import Rep

FRAMES_S: Final = 1.0 / 12.0
"""A terminal that is drawn more often only flickers."""
BAR_COLUMNS: Final = 34
"""So that speed, target and height fit beside it on 80 columns."""
TARGET_SHARE: Final = 0.5
"""Where on the gauge the target stands, so that twice the target fills it."""
ALARM_RATIO: Final = 1.33
"""From here on the descent is running away (the rule of the tone)."""
SCALE_MS: Final = 1.0
"""Full gauge where there is no target to compare with, m/s."""
REPS_SHOWN: Final = 8
SIGNS_SHOWN: Final = 5
PHASES: Final = {"descent": "down", "bottom": "bottom", "drive": "up", "top": "top", "rest": "rest"}


class Drawing:
    """Pictures on a terminal while it is entered, not more often than one bears; nothing of them is left standing."""

    def __init__(self, console: Console) -> None:
        self._live = Live(console=console, auto_refresh=False, transient=True)
        self._drawn_s = -1.0

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def draw(self, made: Callable[[], RenderableType], *, at_once: bool) -> None:
        """Make and draw a picture if it is time, or at once."""
        now_s = time.monotonic()
        if at_once or now_s - self._drawn_s >= FRAMES_S:
            self._drawn_s = now_s
            self._live.update(made(), refresh=True)


class Screen(Drawing):
    """Draws moments of a set that is played."""

    def __init__(self, console: Console, name: str, speed: float) -> None:
        super().__init__(console)
        self._title = f"{name}, as if live" + ("" if speed == 1.0 else f", speed {speed:g}")

    def show(self, moment: Moment) -> None:
        self.draw(lambda: picture(moment, self._title), at_once=bool(moment.events))


def picture(moment: Moment, title: str) -> RenderableType:
    """One frame."""
    live, context = moment.live, moment.context
    name = (context.exercise or "exercise not named").replace("_", " ")
    state = moment.state
    phase = PHASES.get(state.phase, state.phase) if state else "over"
    head = Text.assemble((title, "bold"), f"   {name}   {moment.time_s:5.1f} s")
    parts: list[RenderableType] = [head, cue_panel(live, phase), gauge(state), rep_table(live.reps)]
    parts.extend(
        Text(f"{sign.said_at_s:6.1f} s  {sign_text(sign)}", style=COLOURS[sign.severity], no_wrap=True)
        for sign in live.signs[-SIGNS_SHOWN:]
    )
    return Group(*parts)


def cue_panel(live: LiveSet, phase: str) -> Panel:
    """What to tell the lifter, as large as a terminal can."""
    if live.alarm is not None:
        text, style = "TOO FAST", "bold white on red"
    elif live.cue is not None:
        text, style = live.cue.text.upper(), f"bold {COLOURS[live.cue.severity]}"
    else:
        text, style = " ", ""
    title = f"reps {len(live.reps)}   {phase}"
    return Panel(Align.center(Text(text, style=style)), title=title, padding=(1, 2), border_style=style or "dim")


def gauge(state: LiveState | None) -> Text:
    """Speed down against its target; without a target, speed alone."""
    speed_ms = max(0.0, -state.speed_ms) if state else 0.0
    target_ms = state.target_ms if state else None
    full_ms = target_ms / TARGET_SHARE if target_ms else SCALE_MS
    filled = min(BAR_COLUMNS, round(BAR_COLUMNS * speed_ms / full_ms))
    cells = ["█"] * filled + ["·"] * (BAR_COLUMNS - filled)
    if target_ms:
        cells[round(BAR_COLUMNS * TARGET_SHARE)] = "┃"
    style = "green"
    if target_ms and speed_ms > target_ms:
        style = "red" if speed_ms > ALARM_RATIO * target_ms else "yellow"
    said = f" {speed_ms:4.2f} m/s" + (f", target {target_ms:.2f}" if target_ms else "")
    said += f"   height {100 * state.height_m:+4.0f} cm" if state else ""
    return Text.assemble("down ", ("".join(cells), style), said)


def rep_table(reps: Sequence[Rep], shown: int = REPS_SHOWN) -> Table:
    """The last reps, provisional, in one line each."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for head in ("rep", "down s", "mean m/s", "peak m/s", "late", "turn m/s²", "up mean", "up peak", "ROM cm"):
        table.add_column(head, justify="left" if head == "rep" else "right", no_wrap=True)
    for rep in reps[-shown:]:
        down, up = rep.descent, rep.drive
        table.add_row(
            f"{rep.number}{MARKS[rep.quality]}",
            number_text(down.duration_s if down else None, 2),
            number_text(down.mean_speed_ms if down else None, 2),
            number_text(down.peak_speed_ms if down else None, 2),
            number_text(down.late_ratio if down else None, 2),
            number_text(rep.bottom.turnaround_acc_ms2 if rep.bottom else None, 1),
            number_text(up.mean_speed_ms if up else None, 2),
            number_text(up.peak_speed_ms if up else None, 2),
            number_text(rep.rom_m, 0, 100),
        )
    return table
