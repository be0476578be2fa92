"""Tiles of up to sixteen lifters, and above them who needs a look. Nobody's tile moves while it is there."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop_app.group.looking import Looking, Places, Urgency, urgency
from desktop_app.group.tile import Reach, Tile
from desktop_app.session.plates import Units
from desktop_app.session.snapshot import Traffic
from desktop_app.views import words_coach
from desktop_app.views.painting import CENTRE, LEFT, Pane, draw_state, draw_text
from desktop_app.views.theme import CORNER, FAR, GAP, READING, SMALL, Look, colour
from desktop_app.views.tile_face import face_of
from desktop_app.views.widgets.tile import FORWARD_STATE, TilePane

ON_A_PAGE: Final = 16
BAND: Final = 0.1
"""Height of the line of those who need a look, as a share of the view's."""
FOOT: Final = 0.035
CHIPS: Final = 4
"""So many names can be read from afar in one line."""
DIGITS: Final = {Qt.Key(Qt.Key.Key_1 + k): k for k in range(9)}
STEPS: Final = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


@dataclass(frozen=True, slots=True)
class Chip:
    """One who needs a look. key, number: of the tile. why: in a few words."""

    key: str
    number: int
    lifter: str
    why: str
    state: Traffic


def columns_of(count: int) -> int:
    """So that tiles are as large and as like in shape as can be."""
    return next((columns for most, columns in ((1, 1), (4, 2), (9, 3)) if count <= most), 4)


class LookBand(Pane):
    """Who needs a look, the most urgent first, in letters that are read from across the room."""

    inset = 0.6

    def __init__(self) -> None:
        super().__init__()
        self._chips: tuple[Chip, ...] = ()

    def show_chips(self, chips: tuple[Chip, ...]) -> None:
        self._chips = chips
        said = words_coach.chips_spoken([(c.number, c.lifter, c.why, c.state) for c in chips])
        self.take(chips, said)

    @property
    def chips(self) -> tuple[Chip, ...]:
        return self._chips

    def key_at(self, x: float) -> str | None:
        """Whose chip is there."""
        found = (chip.key for chip, box in self._boxes() if box.left() <= x <= box.right())
        return next(found, None)

    def draw(self, painter: QPainter, area: QRectF) -> None:
        look, palette = self.look, self.look.palette
        if not self._chips:
            draw_text(painter, area, words_coach.ALL_WELL, palette.dim, look, READING * 1.2, SMALL, align=LEFT)
            return
        for chip, box in self._boxes():
            ink = palette.of(chip.state)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(ink))
            painter.drawRoundedRect(box, look.px(CORNER), look.px(CORNER))
            size = box.height()
            inner = size * 0.64
            shape = QRectF(box.left() + size * 0.18, box.top() + size * 0.18, inner, inner)
            draw_state(painter, shape, chip.state, look, palette.on_state)
            text = box.adjusted(size, size * 0.06, -size * 0.15, -size * 0.4)
            plain = Look(palette, look.height_px, 1.0)
            largest = 0.62 * text.height() / look.height_px
            name = f"{chip.number} {chip.lifter}"
            draw_text(
                painter, text, name, palette.on_state, plain, min(largest, FAR), largest * 0.55, bold=True, most_lines=1
            )
            why = QRectF(text.left(), text.bottom(), text.width(), box.bottom() - text.bottom() - size * 0.06)
            largest = 0.52 * why.height() / look.height_px
            draw_text(painter, why, chip.why, palette.on_state, plain, largest, largest * 0.7, most_lines=1)
        more = len(self._chips) - CHIPS
        if more > 0:
            rest = QRectF(area.right() - area.width() * 0.06, area.top(), area.width() * 0.06, area.height())
            draw_text(painter, rest, words_coach.MORE.format(more), palette.text, look, READING, SMALL, align=CENTRE)

    def _boxes(self) -> list[tuple[Chip, QRectF]]:
        area, gap = self.content(), self.look.px(GAP) * 2.0
        room = area.width() * (0.93 if len(self._chips) > CHIPS else 1.0)
        shown = self._chips[:CHIPS]
        width = min((room - gap * (len(shown) - 1)) / max(len(shown), 1), area.width() * 0.5)
        return [
            (chip, QRectF(area.left() + k * (width + gap), area.top(), width, area.height()))
            for k, chip in enumerate(shown)
        ]

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        key = self.key_at(event.position().x())
        parent = self.parentWidget()
        if key is not None and isinstance(parent, CoachGrid):
            parent.opened.emit(key)


class CoachGrid(QWidget):
    """The tiles of one page; keys move among them. `show_tiles` is cheap where nothing changed."""

    opened = Signal(str)
    """Key of the tile to be looked at alone."""

    def __init__(self, empty: str, foot: str, places: Places) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._places, self._looking = places, Looking()
        self._empty, self._foot_text = empty, foot
        self.band, self.foot, self.nothing = LookBand(), Line(), Line(large=True)
        self.panes = [TilePane(self.opened.emit) for _ in range(ON_A_PAGE)]
        for pane in (self.band, self.foot, self.nothing, *self.panes):
            pane.setParent(self)
        self._at: dict[str, int] = {}
        self._page = self._pages = self._count = 0
        self.chosen: str | None = None

    def set_look(self, look: Look) -> None:
        for pane in (self.band, self.foot, self.nothing, *self.panes):
            pane.set_look(look)
        self._arrange()

    def show_tiles(self, tiles: Sequence[Tile], now_s: float, units: Units) -> None:
        """Show these; what did not change is not drawn again."""
        places = self._places.of(tiles, now_s)
        order = self._looking.order(tiles, now_s)
        self._at = dict(places)
        by_key = {tile.key: tile for tile in tiles}
        if self.chosen not in by_key:
            self.chosen = min(by_key, key=places.__getitem__, default=None)
        last = max(places.values(), default=-1)
        self._pages = last // ON_A_PAGE + 1
        self._page = min(self._page, max(self._pages - 1, 0))
        self.band.show_chips(tuple(_chip(by_key[key], places[key] + 1) for key in order))
        # Room for every place up to the last one: a tile whose neighbour goes stays where it is.
        count = last + 1 if self._pages == 1 else ON_A_PAGE
        if count != self._count:
            self._count = count
            self._arrange()
        shown = {places[key] - self._page * ON_A_PAGE: tile for key, tile in by_key.items()}
        for k, pane in enumerate(self.panes):
            tile = shown.get(k) if k < count else None
            pane.setVisible(tile is not None)
            if tile is not None:
                number = places[tile.key] + 1
                face = face_of(tile, number, units, forward=tile.key in order, chosen=tile.key == self.chosen)
                pane.show_face(tile.key, face, words_coach.spoken(number, tile, units))
        self.nothing.show_line(self._empty if not tiles else "")
        self.nothing.setVisible(not tiles)
        page = "" if self._pages < 2 else words_coach.PAGE.format(self._page + 1, self._pages)
        self.foot.show_line(f"{self._foot_text}   {page}".strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        key = Qt.Key(event.key())
        by_place = {place: name for name, place in self._at.items()}
        if key in DIGITS:
            self._open(by_place.get(DIGITS[key] + self._page * ON_A_PAGE))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open(self.chosen)
        elif key == Qt.Key.Key_Space:
            self._open(self.band.chips[0].key if self.band.chips else None)
        elif key in STEPS and self.chosen is not None:
            self.chosen = _next(self._at, self.chosen, STEPS[key], columns_of(self._count)) or self.chosen
            self._page = self._at[self.chosen] // ON_A_PAGE
        elif key in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            step = 1 if key == Qt.Key.Key_PageDown else -1
            self._page = min(max(self._page + step, 0), max(self._pages - 1, 0))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        super().resizeEvent(event)
        self._arrange()

    def _open(self, key: str | None) -> None:
        if key is not None:
            self.chosen = key
            self.opened.emit(key)

    def _arrange(self) -> None:
        width, height = self.width(), self.height()
        band, foot = round(BAND * height), round(FOOT * height)
        self.band.setGeometry(0, 0, width, band)
        self.foot.setGeometry(0, height - foot, width, foot)
        room = height - band - foot
        self.nothing.setGeometry(0, band, width, room)
        columns = columns_of(self._count)
        rows = max(math.ceil(self._count / columns), 1)
        for k, pane in enumerate(self.panes):
            row, column = divmod(k, columns)
            left, right = column * width // columns, (column + 1) * width // columns
            top, bottom = row * room // rows, (row + 1) * room // rows
            pane.setGeometry(left, band + top, right - left, bottom - top)


class Line(Pane):
    """One line of words."""

    inset = 0.0

    def __init__(self, *, large: bool = False) -> None:
        super().__init__()
        self._large = large

    def show_line(self, text: str) -> None:
        self.take(text, text)

    def draw(self, painter: QPainter, area: QRectF) -> None:
        size = READING * 1.3 if self._large else SMALL * 0.8
        align = CENTRE if self._large else LEFT
        draw_text(
            painter, area, str(self._value or ""), self.look.palette.dim, self.look, size, size * 0.6, align=align
        )


def _chip(tile: Tile, number: int) -> Chip:
    away = tile.reach in {Reach.STALE, Reach.LOST}
    state = FORWARD_STATE[max(urgency(tile), Urgency.CAREFUL)]
    why = words_coach.reach_line(tile) if away else tile.look or words_coach.MODES[tile.mode]
    return Chip(tile.key, number, tile.lifter or words_coach.NOBODY, why, state)


def _next(at: Mapping[str, int], chosen: str, step: tuple[int, int], columns: int) -> str | None:
    """The tile that way; past gaps to the next one."""
    here = at[chosen]
    by_place = {place: key for key, place in at.items()}
    move = step[0] + step[1] * columns
    place = here + move
    while 0 <= place <= max(by_place):
        if step[0] and place // columns != here // columns:
            return None
        if place in by_place:
            return by_place[place]
        place += move
    return None
