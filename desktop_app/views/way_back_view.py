"""The way back: small steps, each earned, and only ever proposed. Offered to be changed, then decided step by step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.diary.feeling import Remembered, Way
from desktop_app.diary.offering import choices_of, with_range
from desktop_app.health import words as health
from desktop_app.health.errors import PlanError
from desktop_app.health.way_back import Proposal, WayBack
from desktop_app.session.plates import load_text
from desktop_app.session.settings import Settings
from desktop_app.store.decided import Decision
from desktop_app.views import words
from desktop_app.views import words_way_back as said
from desktop_app.views.health_parts import GO_ON, Scrolled, label, show_text
from desktop_app.views.theme import READING, Look, style_sheet
from desktop_app.views.widgets.choice_row import ChoiceRow, step_focus
from desktop_app.views.widgets.stairs import Stairs

SHOWN = 5
"""So many sessions of the step are told, the newest last."""
STAIRS = 0.34
STAIRS_GONE = 0.48
"""Height of the stairs, as a share of the window's, beside choices and without."""


class WayBackView(QWidget):
    """Enter takes what is proposed."""

    begun = Signal(object)
    """The `WayBack` that was taken, as changed."""
    decided = Signal(object)
    """`Way`, `Decision` and the number of the step: a tuple."""
    skipped = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._way: Way | None = None
        self._plan: WayBack | None = None
        self._remembered = Remembered("")
        self._picked = 0
        self._sure = False
        self._look: Look | None = None
        self.title, self.text, self.sessions, self.keys, self.wrong = (
            label(kind) for kind in ("title", "field", "", "hint", "wrong")
        )
        self.stairs = Stairs()
        self.start, self.range, self.step, self.count, self.held = (
            ChoiceRow(text, []) for text in (said.START, said.RANGE, said.STEP, said.SESSIONS, said.HELD)
        )
        self._rows = (self.start, self.range, self.held, self.step, self.count)
        self._area = Scrolled((self.text, self.sessions, *self._rows))
        self._arrange()
        for row in self._rows:
            row.picked.connect(self._changed)

    def set_look(self, look: Look) -> None:
        self.setStyleSheet(style_sheet(look))
        self.stairs.set_look(look)
        self._look = look
        self._fit()
        self.sessions.setStyleSheet(f"font-size: {round(look.px(READING * look.font_scale * 0.9))}px;")
        for row in self._rows:
            row.set_look(look)

    def set_settings(self, settings: Settings) -> None:
        self._settings = settings

    def show_offer(self, plan: WayBack, remembered: Remembered) -> None:
        """One that can be begun, and changed before."""
        self._way, self._plan, self._remembered = None, plan, remembered
        units = self._settings.units
        self.title.setText(
            said.OFFER.format(
                words.EXERCISES[plan.exercise],
                load_text(plan.start_load_kg, units),
                load_text(plan.goal_load_kg, units),
            )
        )
        self.text.setText(said.OFFER_TEXT)
        codes = words.SEPARATOR.join(code.replace("_", " ") for code in sorted(plan.causes))
        self.sessions.setText(said.CAUSES.format(codes) if codes else said.NO_CAUSES)
        choices = choices_of(plan, remembered, units)
        self.start.set_choices([(load_text(kg, units), kg) for kg in choices.starts_kg], [plan.start_load_kg])
        self.range.set_choices([(_range_text(rom_m), rom_m) for rom_m in choices.roms_m], [plan.start_rom_m])
        self.step.set_choices([(load_text(kg, units), kg) for kg in choices.steps_kg], [plan.step_kg_per_side])
        self.count.set_choices([(str(n), n) for n in choices.sessions], [plan.sessions_needed])
        self.held.set_choices([(text, tag) for tag, text in said.HOLDS.items()], [plan.tag])
        self.keys.setText(said.OFFER_KEYS)
        self._show_rows(offered=True)
        self._say("")
        self.stairs.show_steps(plan.steps, units)

    def show_way(self, way: Way) -> None:
        """One that is gone, with what is proposed."""
        self._way, self._plan, self._sure = way, None, False
        self._picked = way.progress.step.number
        self.title.setText(said.TITLE.format(words.EXERCISES[way.plan.exercise]))
        self.text.setText(way.progress.text)
        worth = way.progress.sessions[-SHOWN:]
        lines = [
            said.SESSION.format(w.at.astimezone().strftime(said.DAY), health.EARNED[w.earned.value]) for w in worth
        ]
        self.sessions.setText("\n".join(lines) if lines else said.NO_SESSION)
        self._show_rows(offered=False)
        self._show_picked()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 (Qt's name)
        super().focusInEvent(event)
        if self._plan is not None:
            self.start.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self._way, self._plan = None, None
            self.skipped.emit()
        elif self._plan is not None and self._offer_key(key):
            return
        elif self._way is None or not self._way_key(key, self._way):
            super().keyPressEvent(event)

    def _offer_key(self, key: Qt.Key) -> bool:
        if key in GO_ON and self._plan is not None:
            plan, self._plan = self._plan, None
            self.begun.emit(plan)
            return True
        if key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            if step_focus(self, self._rows, 1 if key == Qt.Key.Key_Down else -1):
                focused = self.focusWidget()
                if focused is not None:
                    self._area.ensureWidgetVisible(focused)
            return True
        return False

    def _way_key(self, key: Qt.Key, way: Way) -> bool:
        if key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            by = 1 if key == Qt.Key.Key_Right else -1
            self._picked = min(max(self._picked + by, 0), len(way.plan.steps) - 1)
            self._show_picked()
        elif key == Qt.Key.Key_S:
            self._decide(way, Decision.STAY, way.plan.step)
        elif key == Qt.Key.Key_X:
            self._end(way)
        elif key in GO_ON:
            self._take(way)
        else:
            return self._area.scroll_by(key)
        return True

    def _take(self, way: Way) -> None:
        """What is proposed, or the step that was picked instead."""
        if self._picked != way.progress.step.number or way.progress.proposal in {Proposal.RAISE, Proposal.EASE}:
            self._decide(way, Decision.STEP, self._picked)
        elif way.progress.proposal is Proposal.DONE:
            self._decide(way, Decision.END, way.plan.step)
        else:
            self._way = None
            self.skipped.emit()

    def _end(self, way: Way) -> None:
        """Asked twice: an end cannot be taken back."""
        if self._sure:
            self._decide(way, Decision.END, way.plan.step)
        else:
            self._sure = True
            self._say(said.END_SURE)

    def _decide(self, way: Way, decision: Decision, step: int) -> None:
        self._way = None
        self.decided.emit((way, decision, step))

    def _changed(self) -> None:
        """Another start, range or step of the offer, where they fit together."""
        plan = self._plan
        if plan is None:
            return
        try:
            changed = replace(plan, **self._chosen(plan))
            changed = with_range(changed, self.range.value, self._remembered)
        except PlanError as error:
            self._say(f"{error.message}. {error.advice}")
            return
        self._plan = changed
        self._say("")
        self.held.setVisible(changed.start_rom_m is not None)
        self.stairs.show_steps(changed.steps, self._settings.units)

    def _chosen(self, plan: WayBack) -> dict[str, Any]:
        """The choices by the plan's names; what is not chosen stays."""
        given = {
            "start_load_kg": self.start.value,
            "step_kg_per_side": self.step.value,
            "sessions_needed": self.count.value,
            "tag": self.held.value,
        }
        return {name: getattr(plan, name) if value is None else value for name, value in given.items()}

    def _show_picked(self) -> None:
        way = self._way
        if way is None:
            return
        units, proposed = self._settings.units, way.progress.step.number
        self.stairs.show_steps(way.plan.steps, units, at=way.plan.step, proposed=proposed, picked=self._picked)
        enter = said.ENTER[way.progress.proposal.value]
        if self._picked != proposed:
            enter = said.GO_TO.format(said.step_text(way.plan.steps[self._picked], units))
        self.keys.setText(said.GONE_KEYS.format(enter))
        self._say("")

    def _show_rows(self, *, offered: bool) -> None:
        for row in self._rows:
            row.setVisible(offered)
        plan = self._plan
        self.held.setVisible(offered and plan is not None and plan.start_rom_m is not None)
        self._area.to_top()
        self._fit()

    def _fit(self) -> None:
        if self._look is not None:
            self.stairs.setFixedHeight(round(self._look.px(STAIRS if self._way is None else STAIRS_GONE)))

    def _say(self, text: str) -> None:
        show_text(self.wrong, text)

    def _arrange(self) -> None:
        rows = QVBoxLayout(self)
        rows.addWidget(self.title)
        rows.addWidget(self.stairs)
        rows.addWidget(self._area, stretch=1)
        rows.addWidget(self.wrong)
        rows.addWidget(self.keys)


def _range_text(rom_m: float | None) -> str:
    return said.FULL_RANGE if rom_m is None else said.CENTIMETRES.format(100.0 * rom_m)
