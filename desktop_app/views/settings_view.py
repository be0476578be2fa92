"""Settings: looks, sound, units, the stop, and the limits of the signs. Every change holds at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.session.plates import Units
from desktop_app.session.settings import FONT_SCALES, RackLayout, Settings, ThemeName
from desktop_app.views import words, words_settings
from desktop_app.views.limits_table import LimitsTable
from desktop_app.views.theme import TABLE, Look, style_sheet

VOLUMES: Final = tuple(k / 10.0 for k in range(11))
LOSS_STOPS: Final = (None, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0)

CHOICES: Final[Mapping[str, Sequence[tuple[str, Any]]]] = MappingProxyType(
    {
        "theme": [(words.THEMES[name], name) for name in ThemeName],
        "font_scale": [(words.PERCENT.format(100.0 * scale), scale) for scale in FONT_SCALES],
        "units": [(units.value, units) for units in Units],
        "layout": [(words.LAYOUTS[layout], layout) for layout in RackLayout],
        "voice": [(name, voice) for voice, name in words_settings.VOICES.items()],
        "volume": [(words.PERCENT.format(100.0 * volume), volume) for volume in VOLUMES],
        "loss_stop_percent": [(words.loss_choice(stop), stop) for stop in LOSS_STOPS],
    }
)
"""By name of the setting, what can be chosen. Kept here, not in the boxes, which would make plain strings of enums."""


class SettingsView(QScrollArea):
    """Choices on top, limits below; Tab moves, arrow keys choose."""

    changed = Signal(object)
    """The new `Settings`."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._boxes = {name: _choice(name) for name in CHOICES}
        self.theme, self.font_scale, self.units = (self._boxes[name] for name in ("theme", "font_scale", "units"))
        self.layout_choice, self.volume = self._boxes["layout"], self._boxes["volume"]
        self.loss_stop = self._boxes["loss_stop_percent"]
        self._ticks = {
            "muted": QCheckBox(words.MUTE_LABEL),
            "tone_on": QCheckBox(words_settings.TONE),
            "cues_on": QCheckBox(words_settings.CUES),
            "count_on": QCheckBox(words_settings.COUNT),
        }
        self.muted = self._ticks["muted"]
        self.limits = LimitsTable(settings.limits)
        self._arrange()
        self.set_settings(settings)
        for name, box in self._boxes.items():
            box.currentIndexChanged.connect(lambda k, name=name: self._change(name, CHOICES[name][k][1]))
        for name, tick in self._ticks.items():
            tick.toggled.connect(lambda on, name=name: self._change(name, on))
        self.limits.changed.connect(lambda limits: self._change("limits", limits))

    def set_look(self, look: Look) -> None:
        self.setStyleSheet(style_sheet(look))
        self.limits.table.setMinimumHeight(round(look.px(TABLE)))

    def set_settings(self, settings: Settings) -> None:
        """Show these, asking for nothing."""
        self._settings = settings
        for name, box in self._boxes.items():
            value = getattr(settings, name)
            values = [each for _, each in CHOICES[name]]
            if name == "volume":
                value = min(VOLUMES, key=lambda volume: abs(volume - settings.volume))
            box.blockSignals(True)
            box.setCurrentIndex(values.index(value) if value in values else -1)
            box.blockSignals(False)
        for name, tick in self._ticks.items():
            tick.blockSignals(True)
            tick.setChecked(getattr(settings, name))
            tick.blockSignals(False)
        self.limits.set_limits(settings.limits)

    def _change(self, name: str, value: Any) -> None:
        self._settings = replace(self._settings, **{name: value})
        self.changed.emit(self._settings)

    def _arrange(self) -> None:
        title, back, limits, hint = (
            QLabel(text) for text in (words.SETTINGS_TITLE, words.SETTINGS_BACK, words.LIMITS, words.LIMITS_HINT)
        )
        for label in (back, hint):
            label.setWordWrap(True)
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
        heard = QHBoxLayout()
        for name in ("tone_on", "cues_on", "count_on"):
            self._ticks[name].setToolTip(words_settings.HEARD_HINT)
            heard.addWidget(self._ticks[name])
        heard.addStretch(1)
        right.addRow(words_settings.HEARD, heard)
        right.addRow(words_settings.VOICE, self._boxes["voice"])
        right.addRow(words.LOSS_STOP_LABEL, self.loss_stop)
        choices = QGridLayout()
        choices.addLayout(left, 0, 0)
        choices.addLayout(right, 0, 1)
        choices.setColumnStretch(0, 1)
        choices.setColumnStretch(1, 1)
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.addWidget(title)
        rows.addWidget(back)
        rows.addLayout(choices)
        rows.addWidget(limits)
        rows.addWidget(hint)
        rows.addWidget(self.limits, stretch=1)
        self.setWidget(page)
        self.setFocusProxy(self.theme)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


def _choice(name: str) -> QComboBox:
    box = QComboBox()
    # Narrow where the letters are large: the list that opens shows all of each.
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(6)
    box.addItems([text for text, _ in CHOICES[name]])
    return box
