"""The pictures of one set: its reps, and the path of the bar. Plain values in, `Svg` out.

What is uncertain is hatched or ringed by dashes, what is not known is a question mark: never a bar of no height.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.report import words
from desktop_app.report.svg import (
    BAND,
    COLOURS,
    DIM,
    DOWN,
    HAIR,
    LINE,
    SMALL,
    TEXT,
    UP,
    Canvas,
    Mark,
    Point,
    Scale,
    Svg,
    nice_scale,
    text_width,
    tick_text,
    ticks,
)
from desktop_app.report.trends import Usual


@dataclass(frozen=True, slots=True)
class RepBar:
    """One rep: seconds down and mean speed up, None where not known. down, up: the gravest sign of either half."""

    number: int
    descent_s: float | None
    drive_ms: float | None
    uncertain: bool
    down: Mark | None = None
    up: Mark | None = None


@dataclass(frozen=True, slots=True)
class _Half:
    """Bars of one phase. base: the line that they stand on or hang from; grows: -1 up, 1 down."""

    name: str
    colour: str
    digits: int
    base: float
    grows: int
    scale: Scale


REP_TOP: Final = 34.0
HALF: Final = 84.0
GUTTER: Final = 22.0
LEFT: Final = 46.0
COLUMN_MOST: Final = 62.0
COLUMNS_WIDTH: Final = 390.0
COLUMNS_LEAST: Final = 250.0
"""Room for the two lines of names."""


def rep_bars(
    bars: Sequence[RepBar], usual_descent: Usual | None, usual_drive: Usual | None, asked_s: float | None = None
) -> Svg:
    """Drive speed of each rep upward, descent time downward. asked_s: the descent that was prescribed."""
    step = min(COLUMN_MOST, COLUMNS_WIDTH / max(len(bars), 1))
    width = LEFT + max(step * len(bars), COLUMNS_LEAST) + 8.0
    middle = REP_TOP + HALF
    drives = [b.drive_ms for b in bars if b.drive_ms is not None]
    downs = [b.descent_s for b in bars if b.descent_s is not None]
    up = nice_scale([*drives, *_ends(usual_drive)], middle, REP_TOP, zero=True, most=3)
    below = middle + GUTTER
    asked = [] if asked_s is None else [asked_s]
    down = nice_scale([*downs, *asked, *_ends(usual_descent)], below, below + HALF, zero=True, most=3)
    canvas = Canvas(width, below + HALF + 34.0)
    halves = (
        _Half(words.UP_AXIS, UP, 2, middle, -1, up),
        _Half(words.DOWN_AXIS, DOWN, 1, below, 1, down),
    )
    for half, usual in zip(halves, (usual_drive, usual_descent), strict=True):
        _ground(canvas, half, usual, width - 8.0)
    if asked_s is not None:
        y = down.at(asked_s)
        canvas.line((LEFT, y), (width - 8.0, y), TEXT, 1.2, dash="6 3")
    for k, bar in enumerate(bars):
        x = LEFT + step * (k + 0.5)
        _number(canvas, x, middle + 0.5 * GUTTER + 4.0, bar, step)
        _bar(canvas, halves[0], x, step, bar.drive_ms, bar.up, uncertain=bar.uncertain)
        _bar(canvas, halves[1], x, step, bar.descent_s, bar.down, uncertain=bar.uncertain)
    return canvas.picture(words.REPS_PICTURE, "; ".join(words.bar_told(b) for b in bars))


def _ends(usual: Usual | None) -> tuple[float, ...]:
    return () if usual is None else (usual.low, usual.high)


def _ground(canvas: Canvas, half: _Half, usual: Usual | None, right: float) -> None:
    """What the bars stand before: usual range, scale, name."""
    if usual is not None:
        ends = sorted(half.scale.at(value) for value in _ends(usual))
        canvas.rect(LEFT, ends[0], right - LEFT, max(ends[1] - ends[0], 1.5), BAND)
        y = half.scale.at(usual.middle)
        canvas.line((LEFT, y), (right, y), LINE, 1.0)
    for value in ticks(half.scale, 3):
        y = half.scale.at(value)
        canvas.line((LEFT, y), (right, y), LINE if value == 0.0 else HAIR, 1.0 if value == 0.0 else 0.7)
        canvas.text((LEFT - 6.0, y + 3.5), tick_text(value), size=SMALL, fill=DIM, anchor="end")
    end = half.scale.at(half.scale.high)
    y = end - 20.0 if half.grows < 0 else end + 27.0
    canvas.text((4.0, y), half.name, size=SMALL + 1.0, fill=half.colour, bold=True)


def _number(canvas: Canvas, x: float, y: float, bar: RepBar, step: float) -> None:
    text = f"{bar.number}{'?' if bar.uncertain else ''}"
    if text_width(text) < step or bar.number % 2:
        canvas.text((x, y), text, anchor="middle", fill=COLOURS[Mark.UNCERTAIN] if bar.uncertain else TEXT, bold=True)


def _bar(
    canvas: Canvas, half: _Half, x: float, step: float, value: float | None, mark: Mark | None, *, uncertain: bool
) -> None:  # fmt: skip
    width = min(0.62 * step, 34.0)
    if value is None:
        canvas.text((x, half.base + half.grows * 12.0 + 4.0), "?", anchor="middle", fill=DIM, bold=True)
        end = half.base + half.grows * 18.0
    else:
        end = half.scale.at(value)
        top, height = min(end, half.base), abs(end - half.base)
        if uncertain:
            canvas.hatched(x - width / 2.0, top, width, height, COLOURS[Mark.UNCERTAIN])
        else:
            canvas.rect(x - width / 2.0, top, width, height, half.colour, corner=1.5)
        text = f"{value:.{half.digits}f}"
        if text_width(text, SMALL) < step:
            end += half.grows * 4.0 + (8.0 if half.grows > 0 else 0.0)
            canvas.text((x, end), text, size=SMALL, fill=TEXT, anchor="middle")
            end += -9.0 if half.grows < 0 else 2.0
    if mark is not None:
        canvas.mark((x, end + half.grows * 8.0), mark, 12.0)


PATH_WIDTH: Final = 190.0
PATH_HEIGHT: Final = 246.0
LEAST_PATH_M: Final = 0.10
"""A path is drawn over at least so much, so that a straight one looks straight."""
FORWARD_MAGNIFIED: Final = 2.0
"""Forward is drawn so much larger than up: a few centimetres matter over half a metre."""


@dataclass(frozen=True, slots=True)
class PathLine:
    """One rep from the side, metres from where it began. mark: its gravest sign of level warn or stop."""

    number: int
    points: tuple[Point, ...]
    mark: Mark | None = None
    uncertain: bool = False


def bar_path(lines: Sequence[PathLine], *, signed: bool) -> Svg:
    """The bar from the side, reps over each other; those with a sign in its colour, with its shape and their number."""
    canvas = Canvas(PATH_WIDTH, PATH_HEIGHT)
    canvas.text((4.0, 14.0), words.PATH_PICTURE, size=SMALL + 1.0, bold=True)
    forward = [p[0] for line in lines for p in line.points] or [0.0]
    up = [p[1] for line in lines for p in line.points] or [0.0]
    wide, tall = max(max(forward) - min(forward), LEAST_PATH_M), max(max(up) - min(up), 0.2)
    per_m = min((PATH_WIDTH - 50.0) / (FORWARD_MAGNIFIED * wide), (PATH_HEIGHT - 74.0) / tall)
    middle = (max(forward) + min(forward)) / 2.0

    def at(point: Point) -> Point:
        return (
            PATH_WIDTH / 2.0 + FORWARD_MAGNIFIED * per_m * (point[0] - middle),
            30.0 + per_m * (max(up) - point[1]),
        )

    x = at((0.0, 0.0))[0]
    canvas.line((x, 26.0), (x, PATH_HEIGHT - 42.0), LINE, 0.8, dash="3 3")
    for line in sorted(lines, key=lambda one: one.mark is not None):
        colour = UP if line.mark is None else COLOURS[line.mark]
        dash = "3 2" if line.uncertain else None
        canvas.polyline([at(p) for p in line.points], colour, 1.1 if line.mark is None else 1.8, dash)
    for line in lines:
        if line.mark is not None and line.points:
            far = at(max(line.points, key=lambda p: p[0]))
            canvas.mark(far, line.mark, 9.0)
            canvas.text((min(far[0] + 6.0, PATH_WIDTH - 12.0), far[1] + 4.0), f"{line.number}", size=SMALL, bold=True)
    _rulers(canvas, per_m, signed=signed)
    return canvas.picture(words.PATH_PICTURE, words.path_told(len(lines), max(forward) - min(forward), tall))


def _rulers(canvas: Canvas, per_m: float, *, signed: bool) -> None:
    """How long a decimetre is, each way."""
    length, y = 0.1 * per_m, PATH_HEIGHT - 22.0
    wide = 0.05 * FORWARD_MAGNIFIED * per_m
    canvas.line((10.0, y), (10.0, y - length), TEXT, 1.5)
    canvas.text((14.0, y - length / 2.0 + 4.0), "10 cm", size=SMALL, fill=DIM)
    canvas.line((10.0, y), (10.0 + wide, y), TEXT, 1.5)
    canvas.text((14.0 + wide, y + 3.0), "5 cm", size=SMALL, fill=DIM)
    canvas.text((10.0, PATH_HEIGHT - 6.0), words.FORWARD if signed else words.SIDE_UNKNOWN, size=SMALL, fill=DIM)
