"""One lift and its sets on a report's pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from desktop_app.report import words
from desktop_app.report.pages import (
    Beside,
    Block,
    Card,
    Cell,
    Column,
    Heading,
    Line,
    Lines,
    Paragraph,
    Picture,
    Pictures,
    Table,
    Tone,
)
from desktop_app.report.set_pictures import PathLine, RepBar, bar_path, rep_bars
from desktop_app.report.svg import Mark, Svg
from desktop_app.report.time_pictures import TrendDot, trend
from desktop_app.report.trends import usual_of
from desktop_app.session.plates import Units
from desktop_app.sign_words import sign_limit, sign_name, sign_value
from dsp.results import Quality, Rep, Severity, Sign

if TYPE_CHECKING:
    from desktop_app.replay.overlay import RepPath
    from desktop_app.report.content import Lift, Report, SetShown
    from desktop_app.report.trends import Trend

MARK_OF: Final = {Severity.NOTE: Mark.NOTE, Severity.WARN: Mark.WARN, Severity.STOP: Mark.STOP}
GOES_DOWN: Final = frozenset({"descent", "bottom"})
"""Phases whose signs stand at the descent's bar; all others stand at the drive's."""
PATH_POINTS: Final = 60
VALUES_MOST: Final = 6
"""So many reps of one sign are named with their values."""


def lift_blocks(report: Report, lift: Lift, numbers: dict[str, int]) -> list[Block]:
    """Heading, trends, and a card for each set. numbers: of the sets, by identity."""
    units = report.units
    blocks: list[Block] = [Heading(words.lift_name(lift.exercise, lift.variation), note=_loads(lift, units))]
    blocks += trend_blocks(report, lift)
    told = [one for one in lift.sets if one.warned or not one.stored.entry.plan.warm_up]
    if len(lift.sets) > 1:
        blocks.append(_sets_table(report, lift, numbers))
    if len(told) < len(lift.sets):
        blocks.append(Paragraph(words.QUIET_WARM_UPS, Tone.FAINT))
    blocks += [
        Card(tuple(set_blocks(one, numbers[one.stored.id], units, report.paths.get(one.stored.id, ())))) for one in told
    ]
    return blocks


def trend_blocks(report: Report, lift: Lift) -> list[Block]:
    """The last sessions at about the same load; nothing where there is only the one."""
    trends = [t for t in lift.trends if len(t.points) > 1]
    if not trends or lift.band_kg is None:
        return []
    at = words.loads(*lift.band_kg, report.units)
    return [
        Heading(words.TRENDS.format(at), 2),
        Pictures(tuple(Picture(_trend(report, t)) for t in trends)),
        Paragraph(_usual(lift, at), Tone.FAINT),
    ]


def set_blocks(
    one: SetShown, number: int, units: Units, paths: Sequence[RepPath]
) -> list[Block]:  # fmt: skip
    """One set: what it was, its reps as pictures and figures, its signs."""
    entry = one.stored.entry
    blocks: list[Block] = [Heading(words.SET.format(number), 2, _facts(one, units))]
    if entry.result is None:
        return [*blocks, Paragraph(words.NOT_MEASURED, Tone.FAINT)]
    if entry.reps:
        pictures = [Picture(_bars(one), _caption(one))]
        if any(path.forward_m is not None for path in paths):
            pictures.append(_path(one, paths))
        blocks += [Beside(tuple(pictures), (_signs(one),)), _table(entry.reps, one.signs, number)]
    else:
        blocks.append(_signs(one))
    told = dict.fromkeys(words.WARNING_TEXTS.get(w.code, w.text) for w in entry.result.warnings)
    if told:
        blocks.append(Paragraph(words.CAVEAT.format(" ".join(_sentence(text) for text in told)), Tone.FAINT))
    return blocks


def sign_lines(signs: Iterable[Sign]) -> tuple[Line, ...]:
    """Signs in words, the same of several reps in one line, the gravest first."""
    groups: dict[tuple[str, str, Severity, str | None], list[Sign]] = defaultdict(list)
    for sign in signs:
        groups[(sign.code, sign.unit, sign.severity, sign.phase if sign.code == "tempo_missed" else None)].append(sign)
    order = sorted(groups.items(), key=lambda item: -item[0][2].rank)
    return tuple(
        Line(
            f"{sign_name(code)}{f' ({phase})' if phase else ''}:",
            _where(found),
            mark=MARK_OF[severity],
        )
        for (code, _, severity, phase), found in order
    )


def worst(signs: Iterable[Sign]) -> Mark | None:
    """The shape of the gravest of some signs."""
    found = max((s.severity for s in signs), key=lambda s: s.rank, default=None)
    return None if found is None else MARK_OF[found]


def _where(found: Sequence[Sign]) -> str:
    """`rep 3: 1.20 s, rep 4: 1.10 s (limit 1.60 s, own baseline)`."""
    told = [
        sign_value(s.value, s.unit) if s.rep is None else f"rep {s.rep}: {sign_value(s.value, s.unit)}"
        for s in sorted(found, key=lambda s: s.rep or 0)[:VALUES_MOST]
    ]
    more = len(found) - len(told)
    return f"{', '.join(told)}{f' and {more} more' if more > 0 else ''} ({sign_limit(found[-1])})"


def _loads(lift: Lift, units: Units) -> str:
    loads = [s.stored.entry.plan.load_kg for s in lift.sets if s.stored.entry.plan.load_kg is not None]
    told = [words.count(len(lift.sets), "set")]
    if loads:
        low, high = min(loads), max(loads)
        told.append(
            words.load(high, units) if low == high else f"{words.load(low, units)} to {words.load(high, units)}"
        )
    return ", ".join(told)


def _facts(one: SetShown, units: Units) -> str:
    entry, plan = one.stored.entry, one.stored.entry.plan
    told = [f"{words.load(plan.load_kg, units)} × {entry.rep_count}"]
    told += [words.TEMPO.format(plan.tempo)] if plan.tempo is not None else []
    told += [words.WARM_UP] if plan.warm_up else []
    told += [words.ADDED.format(entry.added)] if entry.added and entry.result is not None else []
    told += [words.STRUCK.format(len(entry.struck))] if entry.struck else []
    told += [words.ENDED_FOR_PAIN] if entry.ended_for_pain else []
    return " · ".join(told)


def _asked_s(one: SetShown) -> float | None:
    tempo = one.stored.entry.plan.tempo
    return None if tempo is None else tempo.eccentric_s


def _bars(one: SetShown) -> Svg:
    bars = [_bar(rep, [s for s in one.signs if s.rep == rep.number]) for rep in one.stored.entry.reps]
    return rep_bars(bars, usual_of(one.learned, "descent_s"), usual_of(one.learned, "drive_speed_ms"), _asked_s(one))


def _bar(rep: Rep, signs: Sequence[Sign]) -> RepBar:
    return RepBar(
        rep.number,
        rep.descent.duration_s if rep.descent is not None else None,
        rep.drive.mean_speed_ms if rep.drive is not None else None,
        rep.quality is not Quality.GOOD,
        worst(s for s in signs if s.phase in GOES_DOWN),
        worst(s for s in signs if s.phase not in GOES_DOWN),
    )


def _caption(one: SetShown) -> str:
    told = []
    if usual_of(one.learned, "descent_s") is not None and one.learned is not None:
        told.append(words.USUAL_CAPTION.format(one.learned.reps))
    asked_s = _asked_s(one)
    if asked_s is not None:
        told.append(words.ASKED_CAPTION.format(asked_s))
    return " ".join(told)


def _path(one: SetShown, paths: Sequence[RepPath]) -> Picture:
    reps = one.stored.entry.reps
    lines = []
    for rep, path in zip(reps, paths, strict=True):
        if path.forward_m is None:
            continue
        step = max(1, len(path.up_m) // PATH_POINTS)
        points = zip(path.forward_m[::step].tolist(), path.up_m[::step].tolist(), strict=True)
        grave = worst(s for s in one.signs if s.rep == rep.number and s.severity is not Severity.NOTE)
        lines.append(PathLine(rep.number, tuple(points), grave, rep.quality is not Quality.GOOD))
    return Picture(bar_path(lines, signed=all(path.signed for path in paths)), words.PATH_CAPTION)


def _sets_table(report: Report, lift: Lift, numbers: dict[str, int]) -> Table:
    """A row a set: medians of its reps, loss of speed, signs."""
    lines = {line.id: line for line in report.lines}
    columns = tuple(Column(head, share, right=k > 0) for k, (head, share) in enumerate(words.SET_COLUMNS))
    rows = []
    for one in lift.sets:
        line, plan = lines[one.stored.id], one.stored.entry.plan
        name = f"{numbers[one.stored.id]}{f' {words.WARM_UP}' if plan.warm_up else ''}"
        figures = (
            words.number(line.descent_s, 2),
            words.number(line.drive_speed_ms, 2),
            words.number(line.speed_loss_percent, 0),
            "?" if line.by_hand else f"{one.warned}",
            "?" if line.by_hand else f"{len(one.signs) - one.warned}",
        )
        load = words.load(plan.load_kg, report.units) if plan.load_kg is not None else "?"
        told = (load, f"{one.stored.entry.rep_count}", *figures)
        mark = worst(s for s in one.signs if s.severity is not Severity.NOTE)
        rows.append((Cell(name, mark), *(Cell(text, faint=text == "?") for text in told)))
    return Table(words.SETS_TABLE, columns, tuple(rows))


def _table(reps: Sequence[Rep], signs: Sequence[Sign], number: int) -> Table:
    columns = tuple(Column(head, share, right=k > 0) for k, (head, share) in enumerate(words.REP_COLUMNS))
    rows = tuple(_row(rep, [s for s in signs if s.rep == rep.number]) for rep in reps)
    return Table(words.REP_TABLE.format(number), columns, rows)


def _row(rep: Rep, signs: Sequence[Sign]) -> tuple[Cell, ...]:
    d, b, u, path = rep.descent, rep.bottom, rep.drive, rep.path
    uncertain = rep.quality is not Quality.GOOD
    side = "" if path.signed or path.max_forward_m is None else "±"
    texts = (
        words.number(d.duration_s if d else None, 2),
        words.number(d.late_ratio if d else None, 2),
        words.number(b.pause_s if b else None, 2),
        words.number(b.turnaround_acc_ms2 if b else None, 1),
        words.number(u.mean_speed_ms if u else None, 2),
        words.number(rep.rom_m, 1, 100.0),
        side + words.number(path.max_forward_m, 1, 100.0),
        words.number(rep.tilt_deg, 1),
    )
    first = Cell(f"{rep.number}{' ?' if uncertain else ''}", worst(signs) or (Mark.UNCERTAIN if uncertain else None))
    return (first, *(Cell(text, faint=uncertain or text == "?") for text in texts))


def _signs(one: SetShown) -> Block:
    if one.signs:
        return Lines(sign_lines(one.signs))
    reps = one.stored.entry.reps
    uncertain = sum(rep.quality is not Quality.GOOD for rep in reps)
    if uncertain or not reps:
        text = words.NO_SIGN_UNCERTAIN.format(uncertain, len(reps))
        return Lines((Line(text, mark=Mark.UNCERTAIN),))
    return Lines((Line(words.NO_SIGN, mark=Mark.STEADY),))


def _trend(report: Report, found: Trend) -> Svg:
    name, factor, digits = words.FIGURES[found.figure]
    scaled = None if found.usual is None else found.usual.times(factor)
    dots = [TrendDot(words.short_day(report.at(p.at_unix_s)), p.value * factor, p.here) for p in found.points]
    return trend(name, dots, scaled, digits)


def _usual(lift: Lift, at: str) -> str:
    learned = lift.learned
    if learned is not None and learned.baseline is not None:
        return words.TRENDS_USUAL.format(at, learned.reps, learned.sessions)
    if learned is not None and learned.missing is not None:
        return words.TRENDS_NO_USUAL.format(at, learned.missing)
    return words.TRENDS_NONE.format(at)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
