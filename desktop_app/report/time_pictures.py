"""Pictures over time: trends, sessions, a month, drive speed against load. Plain values in, `Svg` out.

What is not known is a question mark: never a bar of no height.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_app.report import words
from desktop_app.report.svg import (
    BAND,
    COLOURS,
    DIM,
    DOWN,
    HAIR,
    LINE,
    PAPER,
    SMALL,
    TEXT,
    UP,
    Canvas,
    Mark,
    Point,
    Scale,
    Svg,
    fitted,
    nice_scale,
    tick_text,
    ticks,
)
from desktop_app.report.trends import Usual

TREND_WIDTH: Final = 262.0
TREND_HEIGHT: Final = 128.0


@dataclass(frozen=True, slots=True)
class TrendDot:
    """One session: its day in a few letters, its value in the unit that is shown; here: it is told of."""

    label: str
    value: float
    here: bool


def trend(name: str, dots: Sequence[TrendDot], usual: Usual | None, digits: int) -> Svg:
    """One figure over the last sessions, beside the lifter's usual range."""
    canvas = Canvas(TREND_WIDTH, TREND_HEIGHT)
    values = [d.value for d in dots]
    band = () if usual is None else (usual.low, usual.high)
    scale = nice_scale([*values, *band], TREND_HEIGHT - 22.0, 26.0, zero=False, most=3)
    left, right = 40.0, TREND_WIDTH - 40.0
    canvas.text((4.0, 13.0), fitted(name, TREND_WIDTH - 8.0, SMALL + 1.0), size=SMALL + 1.0, bold=True)
    if usual is not None:
        ends = [scale.at(value) for value in band]
        canvas.rect(left, ends[1], right - left, max(ends[0] - ends[1], 1.5), BAND)
        canvas.line((left, scale.at(usual.middle)), (right, scale.at(usual.middle)), LINE)
    for value in ticks(scale, 3):
        canvas.line((left, scale.at(value)), (right, scale.at(value)), HAIR, 0.7)
        canvas.text((left - 5.0, scale.at(value) + 3.5), tick_text(value), size=SMALL, fill=DIM, anchor="end")
    step = (right - left - 16.0) / max(len(dots) - 1, 1)
    places = [
        (left + 8.0 + step * k if len(dots) > 1 else (left + right) / 2.0, scale.at(v)) for k, v in enumerate(values)
    ]
    canvas.polyline(places, LINE, 1.3)
    for place, dot in zip(places, dots, strict=True):
        canvas.circle(place, 4.0 if dot.here else 2.6, DOWN if dot.here else PAPER, DOWN)
    if dots:
        canvas.text((places[-1][0] + 7.0, places[-1][1] + 3.5), f"{values[-1]:.{digits}f}", bold=True)
        canvas.text((places[0][0], TREND_HEIGHT - 6.0), dots[0].label, size=SMALL, fill=DIM, anchor="middle")
    if len(dots) > 1:
        canvas.text((places[-1][0], TREND_HEIGHT - 6.0), dots[-1].label, size=SMALL, fill=DIM, anchor="middle")
    return canvas.picture(name, words.trend_told([(d.label, f"{d.value:.{digits}f}") for d in dots]))


COLUMN: Final = 36.0
COLUMNS_MOST: Final = 430.0
"""Room for a calendar beside it."""
PAIN_MOST: Final = 10.0


@dataclass(frozen=True, slots=True)
class SessionColumn:
    """One session. signs: None where no sensor judged it. pain: the worst of the days after; None: not answered."""

    label: str
    signs: int | None
    pain: int | None


def signs_of_sessions(columns: Sequence[SessionColumn], *, with_pain: bool) -> Svg:
    """Signs of each session as bars; with_pain: the pain of the three days after it above, on a scale of its own."""
    top = 86.0 if with_pain else 0.0
    left = 34.0
    right = left + min(max(COLUMN * len(columns), 240.0), COLUMNS_MOST)
    canvas = Canvas(right + 8.0, 150.0 + top)
    base = canvas.height - 24.0
    step = min((right - left) / max(len(columns), 1), 64.0)
    scale = nice_scale([float(c.signs or 0) for c in columns] + [4.0], base, top + 28.0, zero=True)
    canvas.text((4.0, top + 14.0), words.SIGNS_AXIS, size=SMALL + 1.0, bold=True)
    for value in ticks(scale):
        canvas.line((left, scale.at(value)), (right, scale.at(value)), HAIR if value else LINE, 0.7)
        canvas.text((left - 6.0, scale.at(value) + 3.5), tick_text(value), size=SMALL, fill=DIM, anchor="end")
    every = max(1, -(-len(columns) * 36 // int(right - left)))
    for k, column in enumerate(columns):
        x = left + step * (k + 0.5)
        if column.signs is None:
            canvas.text((x, base - 6.0), "?", anchor="middle", fill=DIM, bold=True)
        else:
            y, wide = scale.at(float(column.signs)), min(0.5 * step, 22.0)
            canvas.rect(x - wide / 2.0, y, wide, base - y, COLOURS[Mark.WARN], corner=1.5)
            canvas.text((x, y - 4.0), f"{column.signs}", size=SMALL, anchor="middle")
        if k % every == 0:
            canvas.text((x, canvas.height - 7.0), column.label, size=SMALL, fill=DIM, anchor="middle")
    if with_pain:
        _pain(canvas, columns, left, right, step)
    title = words.SIGNS_AND_PAIN if with_pain else words.SIGNS_AXIS
    return canvas.picture(title, "; ".join(words.column_told(c, with_pain=with_pain) for c in columns))


def _pain(canvas: Canvas, columns: Sequence[SessionColumn], left: float, right: float, step: float) -> None:
    scale = Scale(0.0, PAIN_MOST, 80.0, 26.0)
    canvas.text((4.0, 14.0), words.PAIN_AXIS, size=SMALL + 1.0, bold=True)
    for value in (0.0, 5.0, 10.0):
        canvas.line((left, scale.at(value)), (right, scale.at(value)), HAIR if value else LINE, 0.7)
        canvas.text((left - 6.0, scale.at(value) + 3.5), tick_text(value), size=SMALL, fill=DIM, anchor="end")
    for k, column in enumerate(columns):
        x = left + step * (k + 0.5)
        if column.pain is None:
            canvas.text((x, 76.0), "?", anchor="middle", fill=DIM)
            continue
        y = scale.at(float(column.pain))
        canvas.line((x, 80.0), (x, y), COLOURS[Mark.STOP], 1.2)
        canvas.circle((x, y), 3.6, COLOURS[Mark.STOP])
        canvas.text((x + 7.0, y + 3.5), f"{column.pain}", size=SMALL)


SPEED_WIDTH: Final = 400.0
SPEED_HEIGHT: Final = 220.0


@dataclass(frozen=True, slots=True)
class SpeedLine:
    """The line speed = intercept + slope x load, in the unit of the loads that are shown, and where it ends.

    least_ms: the least speed, at the estimate, which lies between low and high.
    """

    intercept_ms: float
    slope: float
    least_ms: float | None = None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None


def load_speed(points: Sequence[Point], line: SpeedLine | None, unit: str) -> Svg:
    """Best drive of each set against its load; with an estimate, the line goes on to it."""
    canvas = Canvas(SPEED_WIDTH, SPEED_HEIGHT)
    left, right, base = 40.0, SPEED_WIDTH - 14.0, SPEED_HEIGHT - 34.0
    ends = [v for v in (line.estimate, line.low, line.high) if v is not None] if line is not None else []
    loads = nice_scale([*(p[0] for p in points), *ends], left, right, zero=False, most=6)
    speeds = nice_scale([p[1] for p in points], base, 26.0, zero=True)
    canvas.text((4.0, 13.0), words.SPEED_AXIS, size=SMALL + 1.0, bold=True)
    for value in ticks(speeds):
        canvas.line((left, speeds.at(value)), (right, speeds.at(value)), HAIR if value else LINE, 0.7)
        canvas.text((left - 5.0, speeds.at(value) + 3.5), tick_text(value), size=SMALL, fill=DIM, anchor="end")
    for value in ticks(loads, 6):
        canvas.text((loads.at(value), base + 14.0), tick_text(value), size=SMALL, fill=DIM, anchor="middle")
    canvas.text((right, SPEED_HEIGHT - 6.0), words.LOAD_AXIS.format(unit), size=SMALL, fill=DIM, anchor="end")
    if line is not None:
        _speed_line(canvas, points, line, loads, speeds)
    for load, speed in points:
        canvas.circle((loads.at(load), speeds.at(speed)), 3.2, UP, PAPER, width=0.8)
    return canvas.picture(words.LOAD_SPEED_PICTURE, words.load_speed_told(points, unit))


def _speed_line(canvas: Canvas, points: Sequence[Point], line: SpeedLine, loads: Scale, speeds: Scale) -> None:
    def at(load: float) -> Point:
        return loads.at(load), speeds.at(line.intercept_ms + line.slope * load)

    first, last = min(p[0] for p in points), max(p[0] for p in points)
    canvas.line(at(first), at(last), UP, 1.5)
    if line.estimate is None or line.low is None or line.high is None or line.least_ms is None:
        return
    y = speeds.at(line.least_ms)
    canvas.line(at(last), at(line.estimate), UP, 1.2, dash="4 3")
    canvas.line((loads.at(line.low), y), (loads.at(line.high), y), COLOURS[Mark.UNCERTAIN], 2.0)
    for end in (line.low, line.high):
        canvas.line((loads.at(end), y - 4.0), (loads.at(end), y + 4.0), COLOURS[Mark.UNCERTAIN], 2.0)
    canvas.circle((loads.at(line.estimate), y), 4.0, PAPER, COLOURS[Mark.UNCERTAIN], dash="2 1.5")


DAY_WIDTH: Final = 52.0
DAY_HEIGHT: Final = 40.0


@dataclass(frozen=True, slots=True)
class DayDone:
    """A day's lifting. share: of the month's largest day, 0 to 1. text: in a few letters. signs: warn and stop."""

    day: int
    share: float
    text: str
    signs: int


def month_days(month: date, days: int, done: Sequence[DayDone]) -> Svg:
    """A calendar's page: a disc for each day that was lifted on, its area by tonnage; a triangle where signs were."""
    before = month.weekday()
    weeks = -(-(before + days) // 7)
    canvas = Canvas(7 * DAY_WIDTH + 4.0, 22.0 + weeks * DAY_HEIGHT + 4.0)
    for k, name in enumerate(words.WEEKDAYS):
        canvas.text((2.0 + DAY_WIDTH * (k + 0.5), 13.0), name, size=SMALL, fill=DIM, anchor="middle")
    by_day = {each.day: each for each in done}
    for day in range(1, days + 1):
        row, column = divmod(before + day - 1, 7)
        x, y = 2.0 + column * DAY_WIDTH, 20.0 + row * DAY_HEIGHT
        canvas.rect(x, y, DAY_WIDTH, DAY_HEIGHT, stroke=HAIR)
        canvas.text((x + 4.0, y + 11.0), f"{day}", size=SMALL, fill=TEXT if day in by_day else LINE)
        found = by_day.get(day)
        if found is not None:
            canvas.circle((x + 30.0, y + 16.0), 4.0 + 9.0 * max(found.share, 0.0) ** 0.5, DOWN)
            canvas.text((x + 30.0, y + 37.0), found.text, size=8.0, fill=DIM, anchor="middle")
            if found.signs:
                canvas.mark((x + 9.0, y + 24.0), Mark.WARN, 9.0)
    return canvas.picture(words.MONTH_PICTURE, "; ".join(words.day_told(each) for each in done))
