"""Load and speed: the profile of a lift with the single it points to, and how that moved over the months."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop_app.diary.load_speed import LoadSpeeds
from desktop_app.health.profile_1rm import PROFILE, Profile
from desktop_app.session.plates import Units
from desktop_app.views import words_history as words
from desktop_app.views.history_profile import ProfilePlot, StepsPlot
from desktop_app.views.history_style import FINE, HERO, NAME, TEXT
from desktop_app.views.painting import LEFT, Pane, draw_text
from desktop_app.views.theme import Look

if TYPE_CHECKING:
    from desktop_app.diary.looking import LiftPage

WEEK_S: Final = 7 * 86_400.0
LINES: Final = 4


class EstimatePane(Pane):
    """The estimate in large letters with its range; or what is missing for one."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Profile | None = None
        self._units = Units.KG

    def show_profile(self, found: Profile | None, units: Units) -> None:
        self._found, self._units = found, units
        self.take((found, units), words.estimate_said(found, units))

    def draw(self, painter: QPainter, area: QRectF) -> None:
        look, palette, found = self.look, self.look.palette, self._found
        if found is None:
            return
        line = look.px(TEXT * look.font_scale) * 2.1
        head = QRectF(area.left(), area.top(), area.width(), look.px(NAME * look.font_scale) * 1.8)
        draw_text(painter, head, words.ONE_RM, palette.text, look, NAME, TEXT, bold=True)
        y = head.bottom()
        if found.one_rm_kg is not None:
            hero = QRectF(area.left(), y, area.width(), look.px(HERO) * 1.7)
            draw_text(
                painter,
                hero,
                words.load(round(found.one_rm_kg), self._units),
                palette.text,
                look,
                HERO,
                NAME,
                bold=True,
            )
            under = QRectF(area.left(), hero.bottom(), area.width(), line)
            draw_text(painter, under, words.estimate_range(found, self._units), palette.dim, look, TEXT, FINE)
            y = under.bottom()
        else:
            box = QRectF(area.left(), y, area.width(), line * 1.4)
            draw_text(painter, box, words.STRENGTH_NOT_YET, palette.uncertain, look, NAME, TEXT, bold=True)
            y = box.bottom()
            for text in found.missing:
                box = QRectF(area.left(), y, area.width(), line * 2.0)
                draw_text(painter, box, text, palette.text, look, TEXT, FINE, align=LEFT)
                y = box.bottom()
        self._facts(painter, area, found, line)

    def _facts(self, painter: QPainter, area: QRectF, found: Profile, line: float) -> None:
        """What it rests on, from the foot up."""
        look, palette = self.look, self.look.palette
        facts = words.STRENGTH_SETS.format(len(found.points), round(PROFILE.age_most_s / WEEK_S))
        y = area.bottom()
        for text, lines in ((words.STRENGTH_ADVICE, 1), (words.estimate_rests(found), 2), (facts, 1)):
            if text:
                y -= line * 0.9 * lines
                box = QRectF(area.left(), y, area.width(), line * 0.9 * lines)
                draw_text(painter, box, text, palette.dim, look, FINE, FINE)


class StrengthPage(QWidget):
    """`least_wanted`: the lifter's own speed of a single, m/s; None: the published one."""

    least_wanted = Signal(object)

    def __init__(self, units: Units) -> None:
        super().__init__()
        self._units = units
        self._shown: LoadSpeeds | None = None
        self.profile, self.steps, self.estimate = ProfilePlot(), StepsPlot(), EstimatePane()
        self.least, self.wrong = QLineEdit(), QLabel()
        card = QFrame()
        card.setObjectName("card")
        self._arrange_least(card)
        right = QVBoxLayout()
        right.addWidget(self.estimate, stretch=10)
        right.addWidget(self.steps, stretch=9)
        right.addWidget(card)
        beside = QHBoxLayout(self)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.profile, stretch=62)
        beside.addLayout(right, stretch=38)
        self.setFocusProxy(self.least)
        self.least.returnPressed.connect(self._set_least)
        self.set_units(units)

    def set_look(self, look: Look) -> None:
        for each in (self.profile, self.steps, self.estimate):
            each.set_look(look)

    def set_units(self, units: Units) -> None:
        self._units = units
        self.profile.set_units(units)
        self.steps.set_units(units)
        self._show_estimate()

    def show_page(self, page: LiftPage | None, now: datetime) -> None:
        self._shown = None if page is None else page.strength
        self.profile.show_profile(None if self._shown is None else self._shown.profile, now.timestamp())
        self.steps.zone = now.tzinfo
        self.steps.show_steps(() if self._shown is None else self._shown.steps)
        own = None if page is None else page.own_least_ms
        self.least.setText("" if own is None else f"{own:g}")
        self.wrong.hide()
        self._show_estimate()

    def _show_estimate(self) -> None:
        self.estimate.show_profile(None if self._shown is None else self._shown.profile, self._units)

    def _arrange_least(self, card: QFrame) -> None:
        label, hint = QLabel(words.LEAST_LABEL), QLabel(words.LEAST_HINT)
        hint.setObjectName("hint")
        self.wrong.setObjectName("wrong")
        self.wrong.setText(words.LEAST_WRONG)
        self.wrong.hide()
        self.least.setAccessibleName(words.LEAST_LABEL)
        self.least.setMaxLength(8)
        row = QHBoxLayout()
        for widget, stretch in ((label, 0), (self.least, 1), (hint, 0)):
            row.addWidget(widget, stretch=stretch)
        rows = QVBoxLayout(card)
        rows.addLayout(row)
        rows.addWidget(self.wrong)

    def _set_least(self) -> None:
        text = self.least.text().strip().replace(",", ".")
        try:
            speed_ms = float(text) if text else None
        except ValueError:
            speed_ms = -1.0
        fine = speed_ms is None or 0.0 < speed_ms < 1.0
        self.wrong.setVisible(not fine)
        if fine:
            self.least_wanted.emit(speed_ms)
