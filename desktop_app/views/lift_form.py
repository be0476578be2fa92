"""What to lift: exercise with its variation, load, and tempo. Enter goes, from wherever the cursor is."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QListWidget, QListWidgetItem, QWidget

from desktop_app.errors import PlanError
from desktop_app.session.plan import LiftPlan, parse_reps
from desktop_app.session.plates import Units, load_text, parse_load
from desktop_app.session.settings import Settings
from desktop_app.views import words, words_lift
from dsp.context import Tempo
from dsp.errors import ParameterError

_NAME: Final = Qt.ItemDataRole.UserRole
_SQUATS: Final = ("box", "pin", "paused", "tempo", "way_back")
VARIATIONS_OF: Final = MappingProxyType(
    {
        "squat": ("goblet", *_SQUATS),
        "front_squat": _SQUATS,
        "bench": ("paused", "touch_and_go", "close_grip", "pin", "tempo", "way_back"),
        "hip_thrust": ("pad", "paused", "tempo", "way_back"),
        "deadlift": ("touch_and_go", "paused", "pin", "tempo", "way_back"),
        "romanian_deadlift": ("paused", "tempo", "way_back"),
        "overhead_press": ("pin", "paused", "tempo", "way_back"),
        "row": ("paused", "tempo", "way_back"),
    }
)
"""The tags that mean something for an exercise."""


class LiftForm(QWidget):
    """Each exercise comes with what was chosen for it last."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = self._remembered = settings
        self.exercises, self.variations = QListWidget(), QListWidget()
        self.load, self.tempo, self.reps = QLineEdit(), QLineEdit(), QLineEdit()
        self.load_label, self.load_line, self.wrong = QLabel(), QLabel(), QLabel()
        self.tempo.setPlaceholderText("3-1-X-0")
        for box, name in ((self.exercises, words_lift.EXERCISE), (self.variations, words_lift.VARIATION)):
            box.setAccessibleName(name)
            box.setObjectName("large")
            box.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            box.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.tempo.setAccessibleName(words_lift.TEMPO)
        self.reps.setAccessibleName(words_lift.TARGET_REPS)
        self.reps.setMaxLength(3)
        self.wrong.setObjectName("wrong")
        self.wrong.setWordWrap(True)
        for name in (*words.EXERCISES, ""):
            item = QListWidgetItem(words.EXERCISES.get(name, words.ANY_LIFT), self.exercises)
            item.setData(_NAME, name)
        self._arrange()
        self.exercises.currentRowChanged.connect(self._exercise_changed)
        self.load.textChanged.connect(self._load_changed)
        for line in (self.tempo, self.reps):
            line.textChanged.connect(lambda: self._say(""))
        self._load_changed()
        self.set_settings(settings)

    @property
    def exercise(self) -> str | None:
        return str(self.exercises.currentItem().data(_NAME)) or None if self.exercises.currentRow() >= 0 else None

    def set_settings(self, settings: Settings) -> None:
        """Choices remembered, and units, from now on; what is being typed stays where the choices are the same."""
        before, self._settings = self._settings, settings
        self.load_label.setText(words_lift.LOAD.format(settings.units))
        self.load.setAccessibleName(self.load_label.text())
        chosen_before, chosen = (before.exercise, before.lifts), (settings.exercise, settings.lifts)
        if self.exercises.currentRow() >= 0 and chosen == chosen_before:
            self._change_units(before.units)
            return
        self._remembered = settings
        self._select(settings.exercise or (None if settings.lifts else next(iter(words.EXERCISES))))

    def show_plan(self, plan: LiftPlan) -> None:
        """Begin with this plan, whatever was chosen last."""
        self._remembered = self._settings.remembering(plan)
        self._select(plan.exercise)

    def _select(self, exercise: str | None) -> None:
        names = [self.exercises.item(k).data(_NAME) for k in range(self.exercises.count())]
        self.exercises.setCurrentRow(names.index(exercise or ""))
        self._exercise_changed()

    def plan(self) -> LiftPlan | None:
        """The set as typed; None, with a line that says why, where something cannot be understood."""
        try:
            load_kg = parse_load(self.load.text(), self._settings.units)
            tempo = Tempo.parse(self.tempo.text()) if self.tempo.text().strip() else None
            reps = parse_reps(self.reps.text())
        except (PlanError, ParameterError) as error:
            self._say(f"{error}. {error.advice}")
            return None
        tags = (self.variations.item(k) for k in range(self.variations.count()))
        variation = tuple(str(tag.data(_NAME)) for tag in tags if tag.checkState() is Qt.CheckState.Checked)
        settings = self._settings
        return LiftPlan(
            settings.athlete, self.exercise, variation, load_kg, tempo, loss_stop_percent=settings.loss_stop_percent,
            target_reps=reps,
        )  # fmt: skip

    def _say(self, text: str) -> None:
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))

    def _arrange(self) -> None:
        load_hint, tempo_hint = QLabel(words_lift.LOAD_HINT), QLabel(words_lift.TEMPO_HINT)
        self.reps_hint = QLabel(words_lift.TARGET_REPS_HINT)
        for hint in (load_hint, tempo_hint, self.reps_hint, self.load_line):
            hint.setObjectName("hint")
            hint.setWordWrap(True)
        rows = QGridLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        lists = ((words_lift.EXERCISE, self.exercises), (words_lift.VARIATION, self.variations))
        for column, (text, box) in enumerate(lists):
            rows.addWidget(_field(text), 0, column)
            rows.addWidget(box, 1, column, 7, 1)
        self.load_label.setObjectName("field")
        for row, widget in enumerate((self.load_label, self.load, self.load_line, load_hint)):
            rows.addWidget(widget, row, 2, 1, 2)
        tempo = (_field(words_lift.TEMPO), self.tempo, tempo_hint)
        reps = (_field(words_lift.TARGET_REPS), self.reps, self.reps_hint)
        for row, (left, right) in enumerate(zip(tempo, reps, strict=True), 4):
            rows.addWidget(left, row, 2)
            rows.addWidget(right, row, 3)
        rows.setRowStretch(7, 1)
        rows.addWidget(self.wrong, 8, 0, 1, 4)
        for column, stretch in enumerate((8, 6, 6, 2)):
            rows.setColumnStretch(column, stretch)

    def _exercise_changed(self) -> None:
        plan = self._remembered.plan_of(self.exercise)
        self.variations.clear()
        for tag in VARIATIONS_OF.get(self.exercise or "", ()):
            item = QListWidgetItem(words.VARIATIONS[tag], self.variations)
            item.setData(_NAME, tag)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if tag in plan.variation else Qt.CheckState.Unchecked)
        self.variations.setCurrentRow(0)
        self.load.setText("" if plan.load_kg is None else load_text(plan.load_kg, self._settings.units))
        self.tempo.setText("" if plan.tempo is None else str(plan.tempo))
        self.reps.setText("" if plan.target_reps is None else str(plan.target_reps))

    def _change_units(self, before: Units) -> None:
        """The load that was typed is the same one in other units."""
        units = self._settings.units
        if units is before:
            return
        try:
            load_kg = parse_load(self.load.text(), before)
        except PlanError:
            return
        self.load.setText("" if load_kg is None else load_text(load_kg, units))

    def _load_changed(self) -> None:
        self._say("")
        try:
            load_kg = parse_load(self.load.text(), self._settings.units)
        except PlanError:
            load_kg = None
        self.load_line.setVisible(load_kg is not None)
        self.load_line.setText("" if load_kg is None else words.load_line(load_kg, self._settings.units))


def _field(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("field")
    return label
