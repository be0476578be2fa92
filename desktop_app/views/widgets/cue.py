"""The one thing to say, in words as large as fit."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from desktop_app.live_set import Cue
from desktop_app.session.snapshot import Traffic
from desktop_app.views import words
from desktop_app.views.painting import CENTRE, Pane, draw_state, draw_text
from desktop_app.views.theme import CORNER, FAR, READING, SEVERITY_TRAFFIC, SMALL, colour
from dsp.results import Severity

LARGEST = FAR * 1.35


class CueLine(Pane):
    """Filled with the state's colour, its shape before the words, from a warning on."""

    inset = 0.7

    def show_cue(self, cue: Cue | None, descent_target_s: float | None) -> None:
        """descent_target_s: what to hold, shown while there is nothing to correct."""
        hold = words.NO_TARGET if descent_target_s is None else words.HOLD.format(descent_target_s)
        self.take(cue or hold, hold if cue is None else cue.text)

    def draw(self, painter: QPainter, area: QRectF) -> None:
        cue = self._value
        palette = self.look.palette
        if not isinstance(cue, Cue):
            draw_text(painter, area, str(cue or ""), palette.dim, self.look, FAR, FAR, align=CENTRE)
            return
        traffic = SEVERITY_TRAFFIC[cue.severity]
        ink = palette.text
        if traffic is not Traffic.WAIT:
            ink = palette.on_state
            corner = self.look.px(CORNER)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(palette.of(traffic)))
            painter.drawRoundedRect(area, corner, corner)
        side = min(area.height() * 0.55, area.width() * 0.12)
        mark = QRectF(area.left() + side * 0.2, area.center().y() - side / 2.0, side, side)
        if traffic is not Traffic.WAIT:
            draw_state(painter, mark, traffic, self.look, ink)
        text = room_of(area, cue)
        draw_text(painter, text, cue.text, ink, self.look, LARGEST, FAR, bold=True)
        if cue.rep is not None:
            beside = QRectF(text.right(), area.top(), (area.right() - text.right()) * 0.95, area.height())
            said = f"{words.REP} {cue.rep}"
            draw_text(painter, beside, said, ink, self.look, READING, SMALL, align=Qt.AlignmentFlag.AlignRight)


def room_of(area: QRectF, cue: Cue) -> QRectF:
    """Where the words of a cue go: between its shape and its rep."""
    side = min(area.height() * 0.55, area.width() * 0.12)
    left = area.left() + (side * 0.1 if cue.severity is Severity.NOTE else side * 1.45)
    of_rep = side * 0.9 if cue.rep is not None else 0.0
    return QRectF(left, area.top(), area.right() - left - of_rep, area.height())
