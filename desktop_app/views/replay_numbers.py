"""The numbers at the playhead, and the signs of the rep that goes on."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from desktop_app.replay.figures import Figures
from desktop_app.replay.marks import Phase
from desktop_app.sign_words import sign_value
from desktop_app.views import words_replay as words
from desktop_app.views.painting import LEFT, RIGHT, Pane, draw_state, draw_text
from desktop_app.views.replay_style import DESK, FIGURE, FINE, phase_colours
from desktop_app.views.theme import SEVERITY_TRAFFIC
from desktop_app.views.words import UNKNOWN
from dsp.results import Quality, Sign

MOST_SIGNS = 5


@dataclass(frozen=True, slots=True)
class NumbersShown:
    """figures: rounded for show by the words. reps: of the set. signs: of the rep."""

    rep: str
    phase: Phase | None
    phase_text: str
    rows: tuple[tuple[str, str], ...]
    signs: tuple[Sign, ...]
    sure: bool


class Numbers(Pane):
    """Rep, phase, speed, height and angles; below them what was found of the rep."""

    def show_figures(self, figures: Figures, reps: int, signs: tuple[Sign, ...]) -> None:
        """signs: the gravest first."""
        rep = UNKNOWN if figures.rep is None else str(figures.rep)
        rows = (
            (words.SPEED, words.speed(figures)),
            (words.HEIGHT, words.height(figures)),
            (words.ROLL, words.angle(figures.roll_deg)),
            (words.TILT, words.angle(figures.tilt_deg)),
        )
        sure = figures.quality in {None, Quality.GOOD}
        shown = NumbersShown(
            f"{words.REP} {rep} {words.OF.format(reps) if reps else ''}",
            figures.phase,
            words.phase(figures),
            rows,
            signs,
            sure,
        )
        self.take(shown, ", ".join([shown.rep, shown.phase_text, *(f"{a} {b}" for a, b in rows)]))

    def draw(self, painter: QPainter, area: QRectF) -> None:
        value, look = self._value, self.look
        if not isinstance(value, NumbersShown):
            return
        palette, line, big = look.palette, look.px(DESK) * 1.75, look.px(FIGURE) * 1.7
        y = area.top()
        head = QRectF(area.left(), y, area.width(), big)
        draw_text(painter, head, value.rep, palette.text, look, FIGURE, DESK, bold=True)
        ink = phase_colours(palette)[value.phase] if value.phase in {Phase.DESCENT, Phase.DRIVE} else palette.dim
        text = value.phase_text if value.sure else f"{value.phase_text} ?"
        draw_text(painter, head, text, ink, look, FIGURE * 0.8, DESK, bold=True, align=RIGHT)
        y += big + line * 0.15
        half = area.width() / 2.0
        for k, (name, text) in enumerate(value.rows):
            box = QRectF(area.left() + (k % 2) * half, y, half, line * 2.5)
            self._draw_row(painter, box, name, text, large=k < 2)
            y += line * 2.45 if k % 2 else 0.0
        self._draw_signs(painter, QRectF(area.left(), y, area.width(), area.bottom() - y), value.signs, line)

    def _draw_row(self, painter: QPainter, box: QRectF, name: str, text: str, *, large: bool) -> None:
        look, palette = self.look, self.look.palette
        top = QRectF(box.left(), box.top(), box.width(), box.height() * 0.38)
        draw_text(painter, top, name, palette.dim, look, FINE, FINE * 0.8)
        foot = QRectF(box.left(), top.bottom(), box.width() - 4.0, box.height() * 0.62)
        draw_text(painter, foot, text, palette.text, look, FIGURE * (0.85 if large else 0.62), DESK, bold=large)

    def _draw_signs(self, painter: QPainter, area: QRectF, signs: tuple[Sign, ...], line: float) -> None:
        look = self.look
        room = max(int(area.height() // line), 0)
        for k, sign in enumerate(signs[: min(room, MOST_SIGNS)]):
            y = area.top() + k * line
            side = line * 0.72
            draw_state(
                painter, QRectF(area.left(), y + (line - side) / 2, side, side),
                SEVERITY_TRAFFIC[sign.severity], look,
            )  # fmt: skip
            text = f"{words.sign_name(sign)}  {sign_value(sign.value, sign.unit)}"
            box = QRectF(area.left() + line, y, area.width() - line, line)
            align = LEFT | Qt.AlignmentFlag.AlignVCenter
            draw_text(painter, box, text, look.palette.text, look, DESK, FINE, align=align)
