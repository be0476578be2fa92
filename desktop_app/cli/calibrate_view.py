"""A calibration on the terminal: what to do next while it goes on, and how good it came out."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Final, Self, TextIO

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from desktop_app.calibrating import Progress, Stage
from desktop_app.cli.record_lines import STYLES, told
from desktop_app.cli.terminal import PlainConsole, one_line
from dsp.constants import DEG_PER_RAD, STANDARD_GRAVITY_MS2
from dsp.still_stretches import Side
from sensor.ble.status import LinkState, LinkStatus

if TYPE_CHECKING:
    from sensor.calibrations import StoredCalibration

MG_PER_MS2: Final = 1000.0 / STANDARD_GRAVITY_MS2
_OTHERS: Final = {LinkState.SEARCHING, LinkState.CONNECTING, LinkState.SETTING_UP}


class WalkView:
    """Tells the user what to do: drawn on a terminal, a line for each change elsewhere."""

    def __init__(self, console: Console, title: str) -> None:
        self._console, self._title = console, title
        self._live = Live(console=console, auto_refresh=False, transient=True) if console.is_terminal else None
        self._seen = 0
        self._told: tuple[Stage, int] | None = None
        self._link: str | None = None

    def __enter__(self) -> Self:
        self._console.print(
            f"{self._title}: lay it on each of its six sides, on something solid, and leave it until it is seen. "
            "Leaning it on three edges as well, before the last side, makes it better.",
            soft_wrap=True,
        )
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def link(self, status: LinkStatus) -> None:
        """A link that does not simply stream is told."""
        text = told(status)
        if text != self._link and status.state is not LinkState.STREAMING and status.state not in _OTHERS:
            self._console.print(Text(text, style=STYLES.get(status.state, "")), soft_wrap=True)
        self._link = text

    def show(self, progress: Progress) -> None:
        """Where the walk is."""
        if len(progress.sides) > self._seen and progress.side is not None:
            self._seen = len(progress.sides)
            # Who turns a sensor over looks at the sensor, not at the screen.
            if self._live is not None:
                self._console.bell()
            self._console.print(f"  {self._seen} of 6: {words_of(progress.side)} seen")
        if self._live is not None:
            self._live.update(Text(instruction(progress), style="bold"), refresh=True)
        elif (progress.stage, self._seen) != self._told and progress.stage in (Stage.REST, Stage.TURN):
            self._told = (progress.stage, self._seen)
            self._console.print(instruction(progress), soft_wrap=True)


def view_for(stream: TextIO, title: str) -> WalkView:
    """A view on a stream, whatever that is."""
    return WalkView(PlainConsole(stream), one_line(title))


def words_of(side: Side) -> str:
    """The side as people read it."""
    return f"{side.value} up"


def instruction(progress: Progress) -> str:
    """What to do now, in one line."""
    left = [words_of(side) for side in Side if side not in progress.sides]
    if progress.stage is Stage.HOLD:
        return f"still for {progress.still_s:.0f} s of {progress.wanted_s:.0f} ..."
    if progress.stage is Stage.REST:
        return f"all sides seen: leave it alone now, {progress.still_s:.0f} s of {progress.wanted_s:.0f}"
    if progress.stage is Stage.DONE:
        return "done"
    if progress.still_s > 0.0 and progress.side is None and progress.sides:
        return f"an edge: it helps too; {len(left)} sides left ({', '.join(left)})"
    if not progress.sides:
        return "lay it on any side"
    return f"turn it to another side; {len(left)} left ({', '.join(left)})"


def show_fit(console: Console, stored: StoredCalibration) -> None:
    """The calibration and how good it is."""
    fit, calibration = stored.fit, stored.calibration
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for head in ("axis", "bias, mg", "scale, %", "rate at rest, °/s"):
        table.add_column(head, no_wrap=True, justify="left" if head == "axis" else "right")
    for k, axis in enumerate("xyz"):
        table.add_row(
            axis,
            _with_sigma(MG_PER_MS2 * calibration.acc_bias_ms2[k], MG_PER_MS2 * fit.acc_bias_sigma_ms2[k], 1),
            _with_sigma(100 * (calibration.acc_gain[k][k] - 1), 100 * fit.gain_sigma_share[k], 2),
            _with_sigma(DEG_PER_RAD * calibration.gyro_bias_rads[k], DEG_PER_RAD * fit.gyro_bias_sigma_rads[k], 3),
        )
    console.print(Text(f"{one_line(stored.name or stored.identity)}: calibrated", style="bold"))
    console.print(table)
    before, after = MG_PER_MS2 * fit.before_ms2, MG_PER_MS2 * fit.residual_ms2
    console.print(f"one g at rest: off by {before:.1f} mg before, {after:.1f} mg now ({fit.stretches} positions)")
    console.print(
        f"noise of single samples: {MG_PER_MS2 * fit.acc_noise_ms2:.1f} mg, "
        f"{DEG_PER_RAD * fit.gyro_noise_rads:.2f} °/s; ± is one sigma"
    )
    if fit.cross_terms == 0:
        console.print(Text("Axes are taken as square: six sides tell no more, three edges do.", style="dim"))
    console.print(Text("Gravity is taken as standard; where it is not, scale is off by up to 0.5 %.", style="dim"))


def _with_sigma(value: float, sigma: float, digits: int) -> str:
    return f"{value:+.{digits}f} ± {sigma:.{digits}f}"
