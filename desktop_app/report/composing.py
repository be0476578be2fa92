"""A report put into words and pictures: `document_of` a session or a month, with what is the same in both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from desktop_app import __version__
from desktop_app.report import words
from desktop_app.report.content import Lift, Report
from desktop_app.report.month_pages import lift_month_blocks, month_blocks
from desktop_app.report.pages import Block, Document, Fact, Facts, Heading, Line, Lines, Paragraph, Tone
from desktop_app.report.set_pages import lift_blocks
from desktop_app.report.svg import Mark
from desktop_app.report.symptom_pages import symptom_blocks
from desktop_app.sign_words import SEEN, sign_name
from dsp.results import Severity


def document_of(report: Report) -> Document:
    """The pages of a session or of a month."""
    made = words.MADE.format(__version__, f"{words.day(report.made)}, {report.made:%H:%M}")
    blocks: list[Block] = [_facts(report)]
    if report.month is None:
        title = words.SESSION_TITLE if report.source is None else words.RECORDING_TITLE
        when = f"{words.day(report.begun)}, {report.begun:%H:%M} to {report.ended:%H:%M}"
        when += "" if report.source is None else f" · {report.source}"
        numbers = {one.stored.id: k for k, one in enumerate(report.sets, 1)}
        blocks += [*_in_short(report), *symptom_blocks(report)]
        for lift in report.lifts:
            blocks += lift_blocks(report, lift, numbers)
    else:
        title, when = words.MONTH_TITLE, f"{words.MONTHS[report.month.month - 1]} {report.month.year}"
        blocks += [*month_blocks(report), *symptom_blocks(report)]
        for lift in report.lifts:
            blocks += lift_month_blocks(report, lift)
    blocks += how_to_read({sign.code: sign.article for one in report.sets for sign in one.signs})
    return Document(title, report.lifter.name, when, made, tuple(blocks), words.NO_DEVICE)


def how_to_read(signs: Mapping[str, str]) -> list[Block]:
    """Marks, figures, where limits come from. signs: codes to be explained, with the letters of their articles."""
    marks = tuple(Line(f"{name}:", text, mark=Mark(key)) for key, (name, text) in words.MARKS.items())
    return [
        Heading(words.HOW_TO_READ),
        Lines(marks),
        Lines(tuple(Line(f"{sign_name(code)}:", f"{SEEN.get(code, '')} [{signs[code]}]") for code in sorted(signs))),
        Lines(tuple(Line(f"{name}:", text) for name, text in words.READ)),
    ]


def _facts(report: Report) -> Facts:
    lines = report.lines
    warm_ups = sum(line.warm_up for line in lines)
    unknown = sum(line.tonnage_kg is None for line in lines)
    warned, stops = sum(line.warns + line.stops for line in lines), sum(line.stops for line in lines)
    by_hand = sum(line.by_hand for line in lines)
    uncertain, measured = report.uncertain
    warmed = words.WARM_UPS.format(warm_ups) if warm_ups else ""
    sets = Fact(words.SETS, f"{len(lines)}", warmed)
    if report.month is not None:
        told = words.count(len(lines), "set")
        sets = Fact(words.SESSIONS, f"{len(report.sessions)}", f"{told}, {warmed}" if warmed else told)
    facts = [
        sets,
        Fact(words.REPS, f"{sum(line.reps for line in lines)}"),
        Fact(
            words.TONNAGE,
            words.tonnage(sum(line.tonnage_kg or 0.0 for line in lines), report.units)
            if unknown < len(lines)
            else words.UNKNOWN,
            words.TONNAGE_PART.format(words.count(unknown, "set")) if 0 < unknown < len(lines) else "",
        ),
        Fact(
            words.WARNINGS,
            words.UNKNOWN if by_hand == len(lines) else f"{warned}",
            words.STOPS.format(stops) if stops else words.NO_SENSOR_SETS.format(by_hand) if by_hand else "",
            (Mark.STOP if stops else Mark.WARN if warned else Mark.STEADY) if by_hand < len(lines) else None,
        ),
    ]
    if measured:
        mark = Mark.UNCERTAIN if uncertain else None
        facts.append(Fact(words.UNCERTAIN, f"{uncertain}", words.OF_MEASURED.format(measured), mark))
    if report.symptoms is not None:
        pain = max((c.pain for c in report.symptoms.check_ins), default=None)
        facts.append(Fact(words.WORST_PAIN, words.UNKNOWN if pain is None else f"{pain}", words.PAIN_OF))
    return Facts(tuple(facts))


def _in_short(report: Report) -> list[Block]:
    lines = tuple(_lift_line(report, lift) for lift in report.lifts)
    return [Heading(words.IN_SHORT), Lines(lines), Paragraph(words.NO_DEVICE, Tone.FAINT)]


def _lift_line(report: Report, lift: Lift) -> Line:
    """`Squat: 4 sets, up to 140 kg x 5. Warnings: fast descent 3 times.`."""
    tops = [s for s in lift.sets if s.stored.entry.plan.load_kg is not None]
    top = max(tops, key=lambda s: s.stored.entry.plan.load_kg or 0.0, default=None)
    told = words.count(len(lift.sets), "set")
    if top is not None:
        told += f", up to {words.load(top.stored.entry.plan.load_kg, report.units)} × {top.stored.entry.rep_count}"
    signs = [s for one in lift.sets for s in one.signs]
    grave = Counter(s.code for s in signs if s.severity is not Severity.NOTE)
    told += "".join(f". {text}" for text in _against_usual(lift))
    name = f"{words.lift_name(lift.exercise, lift.variation)}:"
    if all(one.stored.entry.result is None for one in lift.sets):
        return Line(name, f"{told}. {words.NOT_JUDGED}")
    if not grave:
        return Line(name, f"{told}. {words.NO_WARNING}", mark=Mark.STEADY)
    mark = Mark.STOP if any(s.severity is Severity.STOP for s in signs) else Mark.WARN
    return Line(name, f"{told}. {words.WARNINGS}: {_counted(grave.most_common())}.", mark=mark)


def _against_usual(lift: Lift) -> list[str]:
    """Descent and drive of the working sets, where there is a usual range to hold them against."""
    told = []
    for trend in lift.trends:
        here = [p.value for p in trend.points if p.here]
        if trend.figure in words.USUALLY and trend.usual is not None and here:
            _, factor, digits = words.FIGURES[trend.figure]
            values = (here[-1], trend.usual.low, trend.usual.high)
            told.append(words.USUALLY[trend.figure].format(*(f"{v * factor:.{digits}f}" for v in values)))
    return told


def _counted(found: Sequence[tuple[str, int]]) -> str:
    return words.listed([f"{sign_name(code).lower()} {words.times(number)}" for code, number in found])
