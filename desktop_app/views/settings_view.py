"""Settings: looks, sound, units, the stop, and the limits of the signs. Every change holds at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.session.plates import Units
from desktop_app.session.settings import FONT_SCALES, RackLayout, Settings, ThemeName
from desktop_app.views import words
from desktop_app.views.limits_table import LimitsTable
from desktop_app.views.theme import Look, style_sheet

VOLUMES: Final = tuple(k / 10.0 for k in range(11))
LOSS_STOPS: Final = (None, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0)


class SettingsView(QWidget):
    """Choices on top, limits below; Tab moves, arrow keys choose."""

    changed = Signal(object)
    """The new `Settings`."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self.theme = _choice([(words.THEMES[name], name) for name in ThemeName])
        self.font_scale = _choice([(words.PERCENT.format(100.0 * scale), scale) for scale in FONT_SCALES])
        self.units = _choice([(units.value, units) for units in Units])
        self.layout_choice = _choice([(words.LAYOUTS[layout], layout) for layout in RackLayout])
        self.volume = _choice([(words.PERCENT.format(100.0 * volume), volume) for volume in VOLUMES])
        self.muted = QCheckBox(words.MUTE_LABEL)
        self.loss_stop = _choice([(_loss_text(stop), stop) for stop in LOSS_STOPS])
        self.limits = LimitsTable(settings.limits)
        self._boxes = {
            "theme": self.theme,
            "font_scale": self.font_scale,
            "units": self.units,
            "layout": self.layout_choice,
            "volume": self.volume,
            "loss_stop_percent": self.loss_stop,
        }
        self._arrange()
        self.set_settings(settings)
        for name, box in self._boxes.items():
            box.currentIndexChanged.connect(lambda _, name=name, box=box: self._change(name, box.currentData()))
        self.muted.toggled.connect(lambda on: self._change("muted", on))
        self.limits.changed.connect(lambda limits: self._change("limits", limits))

    def set_look(self, look: Look) -> None:
        self.setStyleSheet(style_sheet(look))

    def set_settings(self, settings: Settings) -> None:
        """Show these, asking for nothing."""
        self._settings = settings
        for name, box in self._boxes.items():
            value = getattr(settings, name)
            values = [box.itemData(k) for k in range(box.count())]
            if name == "volume":
                value = min(VOLUMES, key=lambda volume: abs(volume - settings.volume))
            box.blockSignals(True)
            box.setCurrentIndex(values.index(value) if value in values else -1)
            box.blockSignals(False)
        self.muted.blockSignals(True)
        self.muted.setChecked(settings.muted)
        self.muted.blockSignals(False)
        self.limits.set_limits(settings.limits)

    def _change(self, name: str, value: Any) -> None:
        self._settings = replace(self._settings, **{name: value})
        self.changed.emit(self._settings)

    def _arrange(self) -> None:
        title, back, limits, hint = (
            QLabel(text) for text in (words.SETTINGS_TITLE, words.SETTINGS_BACK, words.LIMITS, words.LIMITS_HINT)
        )
        title.setObjectName("title")
        back.setObjectName("hint")
        limits.setObjectName("field")
        hint.setObjectName("hint")
        left, right = QFormLayout(), QFormLayout()
        left.addRow(words.THEME, self.theme)
        left.addRow(words.FONT_SCALE, self.font_scale)
        left.addRow(words.UNITS, self.units)
        left.addRow(words.LAYOUT, self.layout_choice)
        right.addRow(words.VOLUME_LABEL, self.volume)
        right.addRow("", self.muted)
        right.addRow(words.LOSS_STOP_LABEL, self.loss_stop)
        choices = QGridLayout()
        choices.addLayout(left, 0, 0)
        choices.addLayout(right, 0, 1)
        rows = QVBoxLayout(self)
        rows.addWidget(title)
        rows.addWidget(back)
        rows.addLayout(choices)
        rows.addWidget(limits)
        rows.addWidget(hint)
        rows.addWidget(self.limits, stretch=1)


def _choice(rows: Sequence[tuple[str, Any]]) -> QComboBox:
    box = QComboBox()
    for text, value in rows:
        box.addItem(text, value)
    return box


def _loss_text(percent: float | None) -> str:
    return words.NEVER if percent is None else words.PERCENT.format(percent)
