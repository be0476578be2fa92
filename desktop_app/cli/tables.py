"""A set as tables for a terminal of 80 columns or more; a dash is unknown, a question mark uncertain."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final, TextIO

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from desktop_app.cli.terminal import PlainConsole, one_line
from desktop_app.sign_words import sign_value
from dsp.results import LimitSource, Quality, Rep, SetResult, Severity, Sign

if TYPE_CHECKING:
    from desktop_app.analysis import RecordingAnalysis

DASH: Final = "-"
FILE_COLUMNS: Final = 120
"""Width of what is written to a file or a pipe."""
COLOURS: Final = {Severity.NOTE: "cyan", Severity.WARN: "yellow", Severity.STOP: "bold red"}
MARKS: Final = {Quality.GOOD: "", Quality.UNCERTAIN: " ?", Quality.UNRESOLVED: " ??"}
HELD_AGAINST: Final = {
    LimitSource.PRESCRIBED: "prescribed",
    LimitSource.BASELINE: "baseline",
    LimitSource.FIRST_REPS: "first reps",
    LimitSource.FALLBACK: "fallback",
}


def console_for(stream: TextIO) -> Console:
    """A console that is as wide as the terminal, and `FILE_COLUMNS` wide where there is none."""
    console = PlainConsole(stream)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = FILE_COLUMNS
    return console


def show(console: Console, analysis: RecordingAnalysis, *, live: bool = False) -> None:
    """Print every set of every sensor of a recording."""
    for sensor in analysis.sensors:
        for number, result in enumerate(sensor.sets, 1):
            title = [analysis.source]
            if len(analysis.sensors) > 1:
                title.append(f"sensor {one_line(sensor.identity.name or sensor.identity.id)}")
            if len(sensor.sets) > 1:
                title.append(f"set {number} of {len(sensor.sets)}")
            show_set(console, result, ", ".join(title), live=live)


def show_set(console: Console, result: SetResult, title: str, *, live: bool = False) -> None:
    """Print one set: what it was, its reps, its signs, what was not counted, and the warnings."""
    console.print(Text(title, style="bold"))
    console.print(Text(_facts(result)))
    if result.reps:
        for table in _rep_tables(console, result.reps, result.signs, live=live):
            console.print(table)
        console.print(Text(_totals(result)))
        console.print(Text(_spread(result.reps), style="dim"))
    if result.signs:
        wide = _sign_table(result.signs, 2, live=live)
        console.print(wide if _fits(console, wide) else _sign_table(result.signs, 1, live=live))
        console.print(Text("Figures of the bar with our limits: no medical advice.", style="dim"))
    elif result.reps:
        console.print(Text("No sign of lost control.", style="green"))
    for refused in result.refused:
        kind = refused.reason.value.replace("_", " ")
        console.print(Text(f"not counted: {refused.start_s:.1f}-{refused.end_s:.1f} s, {kind}", style="dim"))
    for warning in result.warnings:
        console.print(Text(f"warning {warning.code}: {warning.text}", style="magenta"))
    console.print()


def _facts(result: SetResult) -> str:
    name = (result.exercise or "exercise not named").replace("_", " ")
    if result.variation:
        name += f" ({', '.join(result.variation)})"
    parts = [name, _count(len(result.reps), "rep")]
    if result.load_kg is not None:
        parts.append(f"{result.load_kg:g} kg")
    if result.tempo is not None:
        parts.append(f"tempo {result.tempo}")
    parts.append(f"{result.duration_s:.1f} s")
    parts.append("rate unknown" if result.rate_hz is None else f"{result.rate_hz:.0f} Hz")
    if result.gaps:
        missing_s = sum(gap.end_s - gap.start_s for gap in result.gaps)
        parts.append(f"{_count(len(result.gaps), 'gap')} of {missing_s:.1f} s in all")
    return " · ".join(parts)


def _count(number: int, of: str) -> str:
    return f"{number} {of}" if number == 1 else f"{number} {of}s"


@dataclass(frozen=True, slots=True)
class _Column:
    """head: up to three lines. show: a rep's cell. signs: codes that colour it."""

    head: str
    show: Callable[[Rep], str]
    signs: frozenset[str] = frozenset()


def number_text(value: float | None, digits: int, factor: float = 1.0) -> str:
    """A number with so many decimals, a dash where it is not known; never a negative zero."""
    if value is None:
        return DASH
    text = f"{value * factor:.{digits}f}"
    return text.removeprefix("-") if float(text) == 0.0 else text


def _path(value: float | None, *, signed: bool) -> str:
    if value is None:
        return DASH
    return f"{100 * value:+.0f}" if signed else f"±{abs(100 * value):.0f}"


def tempo_digits(rep: Rep) -> str:
    """Seconds down, at the bottom, up and at the top, between the edges of the phases; `?` was not measured."""
    parts = (
        rep.descent and rep.descent.duration_s,
        rep.bottom and rep.bottom.pause_s,
        rep.drive and rep.drive.duration_s,
        rep.top.pause_s,
    )
    return "-".join("?" if part is None else f"{part:.1f}" for part in parts)


_REP: Final = _Column("\n\nrep", lambda r: f"{r.number}{MARKS[r.quality]}")
_SPEED_COLUMNS: Final = (
    _Column(
        "down\ntime\ns",
        lambda r: number_text(r.descent.duration_s if r.descent else None, 2),
        frozenset({"fast_descent"}),
    ),
    _Column("\nmean\nm/s", lambda r: number_text(r.descent.mean_speed_ms if r.descent else None, 2)),
    _Column("\npeak\nm/s", lambda r: number_text(r.descent.peak_speed_ms if r.descent else None, 2)),
    _Column(
        "\nlate\nratio", lambda r: number_text(r.descent.late_ratio if r.descent else None, 2), frozenset({"late_rush"})
    ),
    _Column(
        "bottom\npause\ns",
        lambda r: number_text(r.bottom.pause_s if r.bottom else None, 2),
        frozenset({"rest_at_bottom", "lost_tension", "bottom_unstable"}),
    ),
    _Column(
        "\nturn\nm/s²",
        lambda r: number_text(r.bottom.turnaround_acc_ms2 if r.bottom else None, 1),
        frozenset({"bounce"}),
    ),
    _Column(
        "up\nmean\nm/s", lambda r: number_text(r.drive.mean_speed_ms if r.drive else None, 2), frozenset({"slowing"})
    ),
    _Column("\npeak\nm/s", lambda r: number_text(r.drive.peak_speed_ms if r.drive else None, 2)),
)
_PLACE_COLUMNS: Final = (
    _Column(
        "path\nROM\ncm", lambda r: number_text(r.rom_m, 0, 100), frozenset({"short_rom", "depth_varies", "overshoot"})
    ),
    _Column(
        "\nfwd\ncm",
        lambda r: _path(r.path.max_forward_m, signed=r.path.signed),
        frozenset({"forward_drift", "position_change"}),
    ),
    _Column("\nside\ncm", lambda r: _path(r.path.max_lateral_m, signed=r.path.signed)),
    _Column("\nroll\n°", lambda r: number_text(r.roll_deg, 0)),
    _Column("\ntilt\n°", lambda r: number_text(r.tilt_deg, 1), frozenset({"shift"})),
    _Column("tempo\ndown-bottom-\nup-top, s", tempo_digits, frozenset({"tempo_missed", "rushed_reps"})),
)
_SAID: Final = _Column("\nsaid\nat s", lambda r: number_text(r.said_at_s, 2))


def _rep_tables(console: Console, reps: Sequence[Rep], signs: Sequence[Sign], *, live: bool) -> Sequence[Table]:
    """One table where it fits the terminal, else speeds and places apart."""
    end = (_SAID,) if live else ()
    coloured = _coloured_cells(signs)
    whole = _rep_table(reps, (_REP, *_SPEED_COLUMNS, *_PLACE_COLUMNS, *end), coloured)
    if _fits(console, whole):
        return [whole]
    return [_rep_table(reps, (_REP, *columns), coloured) for columns in ((*_SPEED_COLUMNS, *end), _PLACE_COLUMNS)]


def _fits(console: Console, table: Table) -> bool:
    return Measurement.get(console, console.options.update(max_width=10_000), table).maximum <= console.width


def _rep_table(reps: Sequence[Rep], columns: Sequence[_Column], coloured: dict[tuple[int, str], Severity]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in columns:
        table.add_column(column.head, justify="left" if column is _REP else "right", no_wrap=True)
    for rep in reps:
        table.add_row(*(_cell(rep, column, coloured) for column in columns))
    return table


def _cell(rep: Rep, column: _Column, coloured: dict[tuple[int, str], Severity]) -> Text:
    hits = [s for code in column.signs if (s := coloured.get((rep.number, code))) is not None]
    worst = max(hits, key=lambda s: s.rank, default=None)
    return Text(column.show(rep), style="" if worst is None else COLOURS[worst])


def _coloured_cells(signs: Sequence[Sign]) -> dict[tuple[int, str], Severity]:
    worst: dict[tuple[int, str], Severity] = {}
    for sign in signs:
        if sign.rep is not None:
            key = (sign.rep, sign.code)
            worst[key] = max(worst.get(key, sign.severity), sign.severity, key=lambda s: s.rank)
    return worst


def _totals(result: SetResult) -> str:
    s = result.summary
    parts = [
        f"set: down {number_text(s.mean_descent_s, 2)} s",
        f"up {number_text(s.mean_drive_speed_ms, 2)} m/s",
        f"ROM {number_text(s.rom_m, 0, 100)} cm",
        f"speed loss {number_text(s.speed_loss_percent, 0)} %",
        f"tempo {s.tempo or DASH}",
    ]
    return " · ".join(parts)


def _spread(reps: Sequence[Rep]) -> str:
    def typical(values: list[float | None]) -> float | None:
        known = [v for v in values if v is not None]
        return median(known) if known else None

    parts = [
        f"mean speed ±{number_text(typical([r.sigma.mean_speed_ms for r in reps]), 3)} m/s",
        f"peak ±{number_text(typical([r.sigma.peak_speed_ms for r in reps]), 3)}",
        f"ROM ±{number_text(typical([r.sigma.rom_m for r in reps]), 1, 100)} cm",
        f"forward ±{number_text(typical([r.sigma.forward_m for r in reps]), 1, 100)} cm",
    ]
    text = "one sigma: " + ", ".join(parts)
    if any(r.quality is Quality.UNCERTAIN for r in reps):
        text += "; ? uncertain"
    if any(r.quality is Quality.UNRESOLVED for r in reps):
        text += "; ?? drive not resolved"
    return text


def _sign_table(signs: Sequence[Sign], apart: int, *, live: bool) -> Table:
    table = Table(box=None, padding=(0, apart, 0, 0), header_style="dim")
    for head in ("rep", "sign", "measured", "limit", "held against", "cue", "from"):
        table.add_column(head, no_wrap=head != "cue", justify="right" if head in ("measured", "limit") else "left")
    if live:
        table.add_column("at s", no_wrap=True, justify="right")
    for sign in signs:
        cells: list[str | Text] = [
            "set" if sign.rep is None else str(sign.rep),
            Text(f"{sign.severity} {sign.code}", style=COLOURS[sign.severity]),
            sign_value(sign.value, sign.unit),
            sign_value(sign.limit, sign.unit),
            HELD_AGAINST[sign.limit_source],
            sign.cue or DASH,
            sign.article,
        ]
        if live:
            cells.append(f"{sign.said_at_s:.2f}")
        table.add_row(*cells)
    return table
