"""A group's session as a report's pages: each rep a shape, each set a line, the board of those who want one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from desktop_app import __version__
from desktop_app.group import words_summary as words
from desktop_app.group.summary import Judged, LifterDone, SetDone, board
from desktop_app.report.pages import (
    Block,
    Card,
    Cell,
    Column,
    Document,
    Fact,
    Facts,
    Heading,
    Line,
    Lines,
    Paragraph,
    Picture,
    Table,
    Tone,
)
from desktop_app.report.svg import DIM, Canvas, Mark, Svg
from desktop_app.report.words import MADE, NO_DEVICE, count, day
from desktop_app.session.plates import Units
from desktop_app.sign_words import sign_name

MARKS: Final = {
    Judged.STOP: Mark.STOP,
    Judged.WARN: Mark.WARN,
    Judged.UNCERTAIN: Mark.UNCERTAIN,
    Judged.STEADY: Mark.STEADY,
}
_STEP, _ROW, _LABEL, _WIDE = 17.0, 22.0, 150.0, 640.0
_MOST: Final = int((_WIDE - _LABEL) / _STEP)
"""So many reps have room in a line."""


def summary_document(
    lifters: Sequence[LifterDone], wanting: Collection[str], units: Units, made: datetime
) -> Document:  # fmt: skip
    """All of it. wanting: names of those who want to stand on the board."""
    blocks: list[Block] = [_facts(lifters), *_board(lifters, wanting)]
    blocks += [Card(tuple(_lifter(lifter, units))) for lifter in lifters]
    if not lifters:
        blocks.append(Paragraph(words.NOTHING))
    blocks.append(Lines(tuple(Line(text, mark=MARKS[judged]) for judged, text in words.LEGEND)))
    written = MADE.format(__version__, f"{day(made)}, {made:%H:%M}")
    return Document(words.TITLE, count(len(lifters), "lifter"), day(made), written, tuple(blocks), NO_DEVICE)


def reps_picture(sets: Sequence[SetDone], units: Units, title: str) -> Svg:
    """Each set a line, each rep a shape."""
    canvas = Canvas(_WIDE, _ROW * len(sets) + 4.0)
    told: list[str] = []
    for k, one in enumerate(sets):
        y = _ROW * (k + 0.5) + 2.0
        canvas.text((0.0, y + 4.0), words.lift_text(one.lift, units, short=True), fill=DIM)
        for n, judged in enumerate(one.judged[:_MOST]):
            canvas.mark((_LABEL + _STEP * (n + 0.5), y), MARKS[judged], 11.0)
        more = one.reps - min(len(one.judged), _MOST)
        if more > 0:
            canvas.text((_LABEL + _STEP * min(len(one.judged), _MOST) + 4.0, y + 4.0), f"+ {more}", fill=DIM)
        counted = ", ".join(f"{one.judged.count(name)} {text}" for name, text in words.JUDGED if name in one.judged)
        told.append(f"{words.lift_text(one.lift, units)}: {counted or one.reps}")
    return canvas.picture(title, ". ".join(told))


def _facts(lifters: Sequence[LifterDone]) -> Facts:
    steady, judged = (sum(one.steady[k] for one in lifters) for k in (0, 1))
    stops = sum(one.stops for one in lifters)
    return Facts(
        (
            Fact(words.LIFTERS, str(len(lifters))),
            Fact(words.SETS, str(sum(len(one.sets) for one in lifters))),
            Fact(words.REPS, str(sum(one.reps for one in lifters))),
            Fact(words.STEADY, words.share(steady, judged), words.OF_JUDGED.format(judged) if judged else ""),
            Fact(words.WARNS, str(sum(one.warns for one in lifters)), mark=Mark.WARN),
            Fact(words.STOPS, str(stops), mark=Mark.STOP),
        )
    )


def _board(lifters: Sequence[LifterDone], wanting: Collection[str]) -> list[Block]:
    lines = board(lifters, wanting)
    if not lines:
        return []
    columns = (
        Column(words.PLACE, 0.4),
        Column(words.LIFTER, 2.0, right=False),
        Column(words.STEADY),
        Column(words.REPS),
    )
    rows = tuple(
        (Cell(str(x.place)), Cell(x.name), Cell(words.share(x.steady, x.judged)), Cell(str(x.judged))) for x in lines
    )
    return [Heading(words.BOARD), Paragraph(words.BOARD_NOTE, Tone.FAINT), Table(words.BOARD, columns, rows)]


def _lifter(lifter: LifterDone, units: Units) -> list[Block]:
    name = lifter.name or words.NOBODY
    blocks: list[Block] = [Heading(name, 2, words.head(lifter)), Picture(reps_picture(lifter.sets, units, name))]
    if lifter.signs:
        text = ", ".join(f"{sign_name(code)} {count} ×" for code, count in lifter.signs)
        blocks.append(Lines((Line(words.SIGNS, text, mark=Mark.STOP if lifter.stops else Mark.WARN),)))
    columns = (
        Column(words.SET, 0.4), Column(words.LIFT_HEAD, 2.6, right=False), Column(words.REPS, 0.6), Column(words.DOWN),
        Column(words.BEST), Column(words.LOSS), Column(words.SIGNS_SHORT, 0.9),
    )  # fmt: skip
    rows = tuple(_row(k, one, units) for k, one in enumerate(lifter.sets, 1))
    return [*blocks, Table(words.SETS_OF.format(name), columns, rows)]


def _row(number: int, one: SetDone, units: Units) -> tuple[Cell, ...]:
    mark = Mark.STOP if one.stops else Mark.WARN if one.warns else None
    lift = words.lift_text(one.lift, units) + (f" · {words.WARM_UP}" if one.warm_up else "")
    return (
        Cell(str(number)), Cell(lift), Cell(str(one.reps)), _cell(one.descent_s, 1), _cell(one.best_ms, 2),
        _cell(one.loss_percent, 0), Cell(str(one.warns + one.stops), mark),
    )  # fmt: skip


def _cell(value: float | None, digits: int) -> Cell:
    return Cell("–", faint=True) if value is None else Cell(f"{value:.{digits}f}")
