"""A set that was done without a sensor, typed in: lift, load, reps, when, and whose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop_app.names import is_name
from desktop_app.session.plan import LiftPlan
from desktop_app.session.settings import Settings
from desktop_app.views import words_history_data as words
from desktop_app.views.lift_form import LiftForm
from desktop_app.views.theme import Look, style_sheet
from desktop_app.views.words_history import WARM_UP

DAY: Final = "%Y-%m-%d"
TIME: Final = "%H:%M"
LARGEST_SCALE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Typed:
    """A set as it was typed: `plan.athlete` is whose it is."""

    plan: LiftPlan
    reps: int
    at: datetime


class AddPage(QWidget):
    """`kept`: what was typed, understood as far as one can tell."""

    kept = Signal(object)

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self.form = LiftForm(settings)
        self.who, self.day, self.time = QLineEdit(), QLineEdit(), QLineEdit()
        self.warm_up, self.wrong = QCheckBox(WARM_UP), QLabel()
        self.save = QPushButton(words.ADD_SAVE)
        self._arrange()
        self.setFocusProxy(self.form.exercises)
        # Here these are the reps that were done.
        self.form.reps_hint.hide()
        self.save.clicked.connect(self.keep)

    def set_look(self, look: Look) -> None:
        # The form's letters are large already: still larger ones would not leave it whole on a small screen.
        self.setStyleSheet(style_sheet(replace(look, font_scale=min(look.font_scale, LARGEST_SCALE))))

    def set_settings(self, settings: Settings) -> None:
        self.form.set_settings(settings)

    def begin(self, name: str | None) -> None:
        """A new set, of now."""
        now = self._now()
        self.who.setText(name or "")
        self.form.reps.clear()
        self.day.setText(f"{now:{DAY}}")
        self.time.setText(f"{now:{TIME}}")
        self.warm_up.setChecked(False)
        self._say("")
        self.form.exercises.setFocus()

    def keep(self) -> None:
        """Hand on what is typed, where it can be understood."""
        typed = self._typed()
        if typed is not None:
            self._say("")
            self.kept.emit(typed)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.keep()
        else:
            super().keyPressEvent(event)

    def _typed(self) -> Typed | None:
        plan, name = self.form.plan(), " ".join(self.who.text().split())
        at, now = self._time(), self._now()
        if not is_name(name):
            self._say(words.ADD_WHO_WRONG, self.who)
        elif at is None:
            self._say(words.ADD_DAY_WRONG.format(f"{now:{DAY}}", f"{now:{TIME}}"), self.day)
        elif at > now:
            self._say(words.ADD_LATER, self.day)
        elif plan is not None and plan.target_reps is None:
            self._say(words.ADD_REPS_WRONG, self.form.reps)
        elif plan is not None and plan.target_reps is not None:
            done = replace(plan, athlete=name, warm_up=self.warm_up.isChecked(), target_reps=None)
            return Typed(done, plan.target_reps, at)
        return None

    def _time(self) -> datetime | None:
        """When it was, in the zone of now; None where that cannot be understood."""
        try:
            at = datetime.strptime(f"{self.day.text().strip()} {self.time.text().strip()}", f"{DAY} {TIME}")  # noqa: DTZ007
        except ValueError:
            return None
        return at.replace(tzinfo=self._now().tzinfo)

    def _say(self, text: str, where: QLineEdit | None = None) -> None:
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
        if where is not None:
            where.setFocus()

    def _arrange(self) -> None:
        title, back = QLabel(words.ADD_TITLE), QLabel(words.ADD_BACK)
        title.setObjectName("title")
        back.setObjectName("hint")
        self.wrong.setObjectName("wrong")
        grid = QGridLayout()
        names = (words.ADD_WHO, words.ADD_DAY, words.ADD_TIME)
        fields = tuple(zip(names, (self.who, self.day, self.time), strict=True))
        for column, (name, field) in enumerate(fields):
            label = QLabel(name)
            label.setObjectName("field")
            field.setAccessibleName(name)
            field.setMaxLength(60)
            grid.addWidget(label, 0, column)
            grid.addWidget(field, 1, column)
            grid.setColumnStretch(column, 3 if field is self.who else 2)
        grid.addWidget(self.warm_up, 1, len(fields))
        foot = QHBoxLayout()
        foot.addWidget(back, stretch=1)
        foot.addWidget(self.save)
        rows = QVBoxLayout(self)
        rows.addWidget(title)
        rows.addLayout(grid)
        rows.addWidget(self.form, stretch=1)
        rows.addWidget(self.wrong)
        rows.addLayout(foot)
