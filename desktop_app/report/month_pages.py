"""A month on a report's pages: its days, its signs, and how each lift went."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import median
from typing import TYPE_CHECKING

from desktop_app.report import words
from desktop_app.report.content import days_of
from desktop_app.report.pages import Beside, Block, Cell, Column, Heading, Paragraph, Picture, Pictures, Table, Tone
from desktop_app.report.set_pages import trend_blocks
from desktop_app.report.svg import Mark, Svg
from desktop_app.report.time_pictures import (
    DayDone,
    SessionColumn,
    SpeedLine,
    load_speed,
    month_days,
    signs_of_sessions,
)
from desktop_app.session.plates import Units
from desktop_app.sign_words import sign_name
from dsp.results import Severity

if TYPE_CHECKING:
    from desktop_app.report.content import Lift, Report, SetShown
    from desktop_app.store.history import SessionLine


def month_blocks(report: Report) -> list[Block]:
    """Days, signs of the sessions (beside pain where that was ticked), and every sign with its count."""
    pictures = (Picture(_days(report), words.MONTH_CAPTION), Picture(_signs(report)))
    blocks: list[Block] = [Paragraph(words.NO_DEVICE, Tone.FAINT), Pictures(pictures)]
    if report.symptoms is not None:
        blocks.append(Paragraph(report.symptoms.together.text, Tone.FAINT))
    table = _sign_table(report)
    return [*blocks, Heading(words.SIGNS_TITLE, 2), table] if table.rows else blocks


def lift_month_blocks(report: Report, lift: Lift) -> list[Block]:
    """One lift of the month: trends, drive speed against load, its sessions."""
    name = words.lift_name(lift.exercise, lift.variation)
    blocks: list[Block] = [Heading(name, note=words.count(len(lift.sets), "set")), *trend_blocks(report, lift)]
    blocks += _load_speed(lift, report.units)
    return [*blocks, _session_table(report, lift, name)]


def _days(report: Report) -> Svg:
    month = report.month or report.begun.date()
    by_day: dict[int, list[SessionLine]] = defaultdict(list)
    for session in report.sessions:
        by_day[report.at(session.started_unix_s).day].append(session)
    tonnage = {day: sum(s.tonnage_kg for s in found) for day, found in by_day.items()}
    most = max(tonnage.values(), default=0.0)
    done = [
        DayDone(
            day,
            tonnage[day] / most if most > 0.0 else 0.0,
            words.tonnage(tonnage[day], report.units) if tonnage[day] > 0.0 else words.count(len(found), "session"),
            sum(s.signs for s in found),
        )
        for day, found in sorted(by_day.items())
    ]
    return month_days(month, days_of(month), done)


def _signs(report: Report) -> Svg:
    pain = {d.session: d.pain for d in report.symptoms.together.dots} if report.symptoms is not None else {}
    columns = [
        SessionColumn(
            words.short_day(report.at(s.started_unix_s)),
            None if all(line.by_hand for line in s.sets) else s.signs,
            pain.get(s.id),
        )
        for s in report.sessions
    ]
    return signs_of_sessions(columns, with_pain=report.symptoms is not None)


def _sign_table(report: Report) -> Table:
    """Every code with its counts, the most warnings first."""
    warned, notes = Counter[str](), Counter[str]()
    sessions: dict[str, set[str]] = defaultdict(set)
    lifts: dict[str, dict[str, None]] = defaultdict(dict)
    for lift in report.lifts:
        for one in lift.sets:
            for sign in one.signs:
                (notes if sign.severity is Severity.NOTE else warned)[sign.code] += 1
                sessions[sign.code].add(one.stored.session_id)
                lifts[sign.code][words.lift_name(lift.exercise, lift.variation)] = None
    order = sorted(sessions, key=lambda code: (-warned[code], -notes[code], code))
    columns = tuple(Column(head, share, right=0 < k < 4) for k, (head, share) in enumerate(words.SIGNS_COLUMNS))
    rows = tuple(
        (
            Cell(sign_name(code), Mark.WARN if warned[code] else Mark.NOTE),
            Cell(f"{warned[code]}"),
            Cell(f"{notes[code]}"),
            Cell(f"{len(sessions[code])}"),
            Cell(words.listed(list(lifts[code]))),
        )
        for code in order
    )
    return Table(words.SIGNS_TITLE, columns, rows)


def _load_speed(lift: Lift, units: Units) -> list[Block]:
    found = lift.profile
    if found is None or not found.points:
        return []
    points = [(p.load_kg / units.kg, p.speed_ms) for p in found.points]
    line = None
    if found.intercept_ms is not None and found.slope_ms_kg is not None:
        ends = [None if v is None else v / units.kg for v in (found.one_rm_kg, found.low_kg, found.high_kg)]
        least_ms = found.least.speed_ms if found.least is not None else None
        line = SpeedLine(found.intercept_ms, found.slope_ms_kg * units.kg, least_ms, *ends)
    known = (found.one_rm_kg, found.low_kg, found.high_kg)
    if None in known:
        told = Paragraph(words.NO_ONE_RM.format(" ".join(found.missing)), Tone.FAINT)
    else:
        told = Paragraph(words.ONE_RM.format(*(words.load(round(v), units) for v in known if v is not None)))
    return [Beside((Picture(load_speed(points, line, str(units))),), (told,))]


def _session_table(report: Report, lift: Lift, name: str) -> Table:
    by_session: dict[str, list[SetShown]] = defaultdict(list)
    for one in lift.sets:
        by_session[one.stored.session_id].append(one)
    columns = tuple(Column(head, share, right=k > 1) for k, (head, share) in enumerate(words.LIFT_COLUMNS))
    lines = {line.id: line for line in report.lines}
    rows = []
    for session in report.sessions:
        sets = by_session.get(session.id)
        if not sets:
            continue
        working = [s for s in sets if not s.stored.entry.plan.warm_up] or sets
        top_kg = max((s.stored.entry.plan.load_kg or 0.0 for s in working), default=0.0) or None
        top = [lines[s.stored.id] for s in working if s.stored.entry.plan.load_kg == top_kg]
        judged = any(s.stored.entry.result is not None for s in sets)
        warned = sum(s.warned for s in sets)
        rows.append(
            (
                Cell(words.short_day(report.at(session.started_unix_s))),
                Cell(" ".join(f"{count}×{reps}" for reps, count in _runs(working))),
                Cell(words.load(top_kg, report.units) if top_kg is not None else "?", faint=top_kg is None),
                *(
                    _median([getattr(line, figure) for line in top], digits, factor)
                    for figure, digits, factor in (
                        ("descent_s", 2, 1.0),
                        ("drive_speed_ms", 2, 1.0),
                        ("rom_m", 1, 100.0),
                    )
                ),
                Cell(f"{warned}" if judged else "?", Mark.WARN if warned else None, faint=not judged),
            )
        )
    return Table(words.LIFT_SESSIONS.format(name), columns, tuple(rows))


def _runs(sets: list[SetShown]) -> list[tuple[int, int]]:
    """Reps and how many sets running had so many."""
    runs: list[tuple[int, int]] = []
    for one in sets:
        reps = one.stored.entry.rep_count
        if runs and runs[-1][0] == reps:
            runs[-1] = (reps, runs[-1][1] + 1)
        else:
            runs.append((reps, 1))
    return runs


def _median(values: list[float | None], digits: int, factor: float) -> Cell:
    known = [v for v in values if v is not None]
    return Cell(words.number(median(known) if known else None, digits, factor), faint=not known)
