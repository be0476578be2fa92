"""What is shown while there is no picture yet: how to open a recording, how far it is read, or what went wrong."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from desktop_app.replay.opened import Opened, Stage
from desktop_app.session.snapshot import Traffic
from desktop_app.views import words_replay as words
from desktop_app.views.painting import CENTRE, Pane, draw_state, draw_text
from desktop_app.views.theme import READING, SMALL, TINY, colour

BAR = 0.012
"""Height of the bar, of the view's."""
WIDE = 0.72
"""Width of the text, of the view's."""


@dataclass(frozen=True, slots=True)
class WaitingShown:
    """share: done of the opening, 0 to 1; None where nothing goes on. wrong: it could not be opened."""

    title: str
    lines: tuple[str, ...]
    share: float | None
    wrong: bool


class Waiting(Pane):
    """A title, some lines, and a bar."""

    def show_opened(self, opened: Opened | None) -> None:
        if opened is None:
            shown = WaitingShown(words.EMPTY_LINES[0], words.EMPTY_LINES[1:], None, wrong=False)
        elif opened.stage is Stage.FAILED and opened.told is not None:
            shown = WaitingShown(opened.told.text, (opened.told.advice,), None, wrong=True)
        else:
            lines = (words.facts(opened), words.progress(opened))
            shown = WaitingShown(opened.path.name, lines, opened.share if opened.busy else None, wrong=False)
        self.take(shown, ". ".join([shown.title, *shown.lines]))

    def draw(self, painter: QPainter, area: QRectF) -> None:
        value, look = self._value, self.look
        if not isinstance(value, WaitingShown):
            return
        palette, line = look.palette, look.px(READING) * 2.0
        left, wide = area.left() + area.width() * (1.0 - WIDE) / 2.0, area.width() * WIDE
        y = area.center().y() - line * 2.0
        if value.wrong:
            side = line * 1.2
            place = QRectF(area.center().x() - side / 2.0, y - side * 1.4, side, side)
            draw_state(painter, place, Traffic.STOP, look)
        title = QRectF(left, y, wide, line * 1.6)
        draw_text(painter, title, value.title, palette.text, look, READING, TINY, bold=True, align=CENTRE)
        y = title.bottom() + line * 0.2
        for text in value.lines:
            draw_text(painter, QRectF(left, y, wide, line), text, palette.dim, look, SMALL, TINY * 0.8, align=CENTRE)
            y += line * 0.75
        if value.share is not None:
            bar = QRectF(left + wide * 0.2, y + line * 0.4, wide * 0.6, look.px(BAR))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(palette.trough))
            painter.drawRoundedRect(bar, bar.height() / 2.0, bar.height() / 2.0)
            painter.setBrush(colour(palette.accent))
            done = QRectF(bar.left(), bar.top(), max(bar.width() * value.share, bar.height()), bar.height())
            painter.drawRoundedRect(done, bar.height() / 2.0, bar.height() / 2.0)
