"""The next set of one lifter, as a coach wants it: exercise, load, tempo, reps, and one thing to say."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from desktop_app.errors import PlanError
from desktop_app.session.plan import LiftPlan, parse_reps
from desktop_app.session.plates import load_text, parse_load
from desktop_app.session.settings import Settings
from desktop_app.views import words, words_coach
from dsp.context import Tempo
from dsp.errors import ParameterError

CUE_MOST: Final = 80
"""Characters: what can be read between two sets."""


class NextSetForm(QWidget):
    """Starts with what was lifted last; `wished` carries the plan, without a name, and the cue as typed."""

    wished = Signal(object, str)

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._before = LiftPlan()
        self.exercise = QComboBox()
        self._names = (*words.EXERCISES, "")
        self.exercise.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.exercise.setMinimumContentsLength(6)
        self.exercise.addItems([words.EXERCISES.get(name, words.ANY_LIFT) for name in self._names])
        self.load, self.tempo, self.reps, self.cue = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.tempo.setPlaceholderText("3-1-X-0")
        self.cue.setPlaceholderText(words_coach.CUE_HINT)
        self.cue.setMaxLength(CUE_MOST)
        self.reps.setMaxLength(3)
        self.load_label, self.wrong, self.go = QLabel(), QLabel(), QPushButton(words_coach.SET_NEXT)
        self.wrong.setObjectName("wrong")
        self.wrong.setWordWrap(True)
        self.go.setShortcut("Ctrl+Return")
        self.go.clicked.connect(self.send)
        self._arrange()
        self.set_settings(settings)

    def set_settings(self, settings: Settings) -> None:
        """Units from now on; what is being typed begins anew where they change."""
        self._settings = settings
        self.load_label.setText(words_coach.LOAD.format(settings.units))
        self.load.setAccessibleName(self.load_label.text())

    def show_plan(self, plan: LiftPlan) -> None:
        """Begin with this one."""
        self._before = plan
        self.exercise.setCurrentIndex(self._names.index(plan.exercise if plan.exercise in self._names else ""))
        self.load.setText("" if plan.load_kg is None else load_text(plan.load_kg, self._settings.units))
        self.tempo.setText("" if plan.tempo is None else str(plan.tempo))
        self.reps.setText("" if plan.target_reps is None else str(plan.target_reps))
        self.cue.clear()
        self._say("")

    def plan(self) -> LiftPlan | None:
        """As typed; None, with a line that says why, where something cannot be understood."""
        exercise = self._names[self.exercise.currentIndex()] or None
        try:
            load_kg = parse_load(self.load.text(), self._settings.units)
            tempo = Tempo.parse(self.tempo.text()) if self.tempo.text().strip() else None
            reps = parse_reps(self.reps.text())
        except (PlanError, ParameterError) as error:
            self._say(f"{error}. {error.advice}")
            return None
        before = self._before
        variation = before.variation if before.exercise == exercise else ()
        return LiftPlan(
            None, exercise, variation, load_kg, tempo, loss_stop_percent=before.loss_stop_percent, target_reps=reps
        )

    def send(self) -> None:
        """Have it so."""
        plan = self.plan()
        if plan is not None:
            self._say(words_coach.ASKED, wrong=False)
            self.wished.emit(plan, self.cue.text())

    def _say(self, text: str, *, wrong: bool = True) -> None:
        name = "wrong" if wrong else "hint"
        if self.wrong.objectName() != name:
            self.wrong.setObjectName(name)
            self.wrong.style().polish(self.wrong)
        self.wrong.setText(text)

    def _arrange(self) -> None:
        rows = QGridLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        fields = (
            (words_coach.EXERCISE, self.exercise),
            (None, self.load),
            (words_coach.TEMPO, self.tempo),
            (words_coach.REPS, self.reps),
            (words_coach.CUE, self.cue),
        )
        for row, (text, field) in enumerate(fields):
            label = self.load_label if text is None else QLabel(text)
            if text is not None:
                field.setAccessibleName(text)
            rows.addWidget(label, row, 0)
            rows.addWidget(field, row, 1)
        rows.addWidget(self.go, len(fields), 0, 1, 2)
        rows.addWidget(self.wrong, len(fields) + 1, 0, 1, 2)
        rows.setColumnStretch(1, 1)
