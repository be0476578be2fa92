"""What a lifter answered about how it feels, on a report's pages, where it was ticked. Their words, no diagnosis."""

from __future__ import annotations

from desktop_app.health import words as health
from desktop_app.health.answer import Level, answer
from desktop_app.health.checkin import CheckIn
from desktop_app.health.normal_or_problem import Which
from desktop_app.report import words
from desktop_app.report.content import Report, Symptoms
from desktop_app.report.pages import Block, Heading, Line, Lines, Paragraph, Tone
from desktop_app.report.svg import Mark


def symptom_blocks(report: Report) -> list[Block]:
    """Red flags first, then each answer, then what the last four weeks look like. Nothing where it was not ticked."""
    symptoms = report.symptoms
    if symptoms is None:
        return []
    blocks: list[Block] = [Heading(words.SYMPTOMS, note=words.SYMPTOMS_NOTE)]
    if not symptoms.check_ins:
        return [*blocks, Paragraph(words.NO_ANSWERS)]
    blocks += [Paragraph(text, Tone.ALERT) for text in dict.fromkeys(_red_flags(symptoms))]
    blocks.append(Lines(tuple(_line(report, symptoms, each) for each in symptoms.check_ins)))
    verdict = symptoms.verdict
    if verdict.which not in {Which.NOT_ANSWERED, Which.NOTHING}:
        until = words.short_day(symptoms.until)
        blocks.append(Paragraph(words.FOUR_WEEKS.format(until, verdict.text), Tone.BOXED))
        blocks.append(Lines(tuple(Line(f"{p.text}", _entries(p.checkins)) for p in verdict.points)))
    blocks.append(Paragraph(health.NO_DIAGNOSIS, Tone.FAINT))
    return blocks


def _red_flags(symptoms: Symptoms) -> list[str]:
    told = []
    for each in symptoms.check_ins:
        said = answer(each, symptoms.earlier)
        if said.level is Level.RED_FLAG:
            flags = words.listed([health.RED_FLAGS[flag] for flag in said.red_flags])
            told.append(words.RED_FLAG.format(flags, health.RED_URGENT if said.urgent else health.RED))
    return told


def _line(report: Report, symptoms: Symptoms, each: CheckIn) -> Line:
    level = answer(each, symptoms.earlier).level
    mark = {
        Level.RED_FLAG: Mark.STOP, Level.LEAVE_OUT: Mark.STOP, Level.MODIFY: Mark.WARN, Level.SAFE_ZONE: Mark.NOTE,
    }.get(level, Mark.STEADY)  # fmt: skip
    pain = words.PAIN.format(each.pain) if each.pain else words.NO_PAIN
    where = _place(each)
    text = f"{words.day_time(each.at.astimezone(report.begun.tzinfo))}: {pain}{f', {where}' if where else ''}"
    return Line(text, _details(report, each), mark=mark)


def _place(each: CheckIn) -> str:
    if each.place is None:
        return ""
    name = each.other or health.PLACES[each.place]
    return f"{name} ({health.SIDES[each.side]})" if each.side is not None else name


def _details(report: Report, each: CheckIn) -> str:
    moment = health.MOMENTS[each.moment].partition(":")[0]
    told = [moment[0].lower() + moment[1:]]
    told += [health.KINDS[each.kind]] if each.kind is not None else []
    if each.change is not None:
        change = health.BETTER_OR_WORSE[each.change]
        told.append(words.SAME if change == health.BETTER_OR_WORSE["same"] else words.AGAINST.format(change))
    if each.since is not None:
        told.append(words.SINCE.format(words.short_day(each.since.astimezone(report.begun.tzinfo))))
    told += [health.FLAGS[flag] for flag in sorted(each.flags)]
    told += [health.REMARKS[remark] for remark in sorted(each.remarks)]
    told += [words.TRIED.format(health.TRIED[change]) for change in sorted(each.tried)]
    told += [each.exercise.replace("_", " ")] if each.exercise is not None else []
    told += [words.SAID.format(each.note)] if each.note else []
    return " · ".join(told)


def _entries(check_ins: tuple[CheckIn, ...]) -> str:
    days = dict.fromkeys(words.short_day(each.at) for each in check_ins)
    return f"({words.listed(list(days))})" if days else ""
