"""Checks under one another: shape, name, and in words what was found and what to do."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop_app.views import words_setup as words
from desktop_app.views.painting import Pane, draw_state, draw_text
from desktop_app.views.theme import READING, SMALL
from dsp.placement import Check, Seen, Verdict

SHAPE_SHARE = 0.5
"""Of a row's height."""
NAME_SHARE = 0.26
"""Of the width; the text has the rest."""


class CheckList(Pane):
    """One row a check, all of them from the beginning."""

    def show_findings(self, findings: tuple[Seen, ...]) -> None:
        findings = findings or tuple(Seen(check, Verdict.UNSEEN) for check in Check)
        said = (f"{words.CHECKS[f.check]}, {words.VERDICTS[f.verdict]}: {words.finding_text(f)}" for f in findings)
        self.take(findings, ". ".join(said))

    def draw(self, painter: QPainter, area: QRectF) -> None:
        findings = self._value
        if not isinstance(findings, tuple) or not findings:
            return
        look, palette = self.look, self.look.palette
        step = area.height() / len(findings)
        side = min(step * SHAPE_SHARE, look.px(READING) * 2.0)
        for k, finding in enumerate(findings):
            row = QRectF(area.left(), area.top() + k * step, area.width(), step)
            shape = QRectF(row.left(), row.center().y() - side / 2.0, side, side)
            draw_state(painter, shape, words.TRAFFIC[finding.verdict], look)
            name = QRectF(shape.right() + side * 0.5, row.top(), row.width() * NAME_SHARE, step)
            draw_text(
                painter, name, words.CHECKS[finding.check], palette.text, look, READING * 0.8, SMALL * 0.8, bold=True
            )
            text = QRectF(name.right() + side * 0.3, row.top(), row.right() - name.right() - side * 0.3, step)
            draw_text(painter, text, words.finding_text(finding), palette.text, look, READING * 0.72, SMALL * 0.8)
