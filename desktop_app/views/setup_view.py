"""The sensor on the bar: is it placed as it should, which way is forward, and its calibration. By keyboard alone."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.session.settings import Settings
from desktop_app.session.setup import SetupDesk, SetupShown, Task
from desktop_app.session.snapshot import Traffic
from desktop_app.views import words_setup as words
from desktop_app.views.theme import Look, style_sheet
from desktop_app.views.widgets.check_list import CheckList
from desktop_app.views.widgets.message import Message
from dsp.bar import BarParams
from dsp.context import ClipPlace, Forward
from sensor.loaded import Mounting

FORWARDS: Final[Sequence[Forward | None]] = (None, *Forward)
ALONGS_M: Final[Sequence[float | None]] = (None, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75)
OFF_AXES_M: Final[Sequence[float | None]] = (None, 0.02, 0.03, 0.04, 0.05, 0.07, 0.10)
STALE_S: Final = 3.0
"""Samples make a new state several times a second; after so long without one, none come."""
USUAL: Final = ClipPlace(0.3, 0.05)
"""Taken for the half of the place that was not told, and shown: beside the hands, and as far off as is assumed."""
ASKED: Final = {Qt.Key.Key_F5: SetupDesk.mark_forward, Qt.Key.Key_F6: SetupDesk.calibrate}


class SetupView(QWidget):
    """Checks on the left, what to do now on the right, large; the choices below."""

    changed = Signal(object)
    """The `Settings` with how the sensor sits in them."""

    def __init__(self, desk: SetupDesk, settings: Settings) -> None:
        super().__init__()
        self._desk, self._settings = desk, settings
        self._shown: SetupShown | None = None
        self._changed_s = time.monotonic()
        self.holds_later = False
        """Something was changed that holds from the sensor's next connection on."""
        self.checks, self.message = CheckList(), Message()
        self.forward = _choice([words.forward_text(each) for each in FORWARDS], words.FORWARD)
        self.along = _choice([words.along_text(each, BarParams().sleeve_m) for each in ALONGS_M], words.ALONG)
        self.off_axis = _choice([words.off_axis_text(each) for each in OFF_AXES_M], words.OFF_AXIS)
        self.mark, self.calibrate = QPushButton(words.MARK), QPushButton(words.CALIBRATE)
        self._arrange()
        self.set_settings(settings)
        self.forward.currentIndexChanged.connect(lambda k: self._say(replace(self._mounting, forward=FORWARDS[k])))
        self.along.currentIndexChanged.connect(lambda k: self._place(ALONGS_M[k], self._clip.off_axis_m))
        self.off_axis.currentIndexChanged.connect(lambda k: self._place(self._clip.along_m, OFF_AXES_M[k]))
        self.mark.clicked.connect(desk.mark_forward)
        self.calibrate.clicked.connect(desk.calibrate)
        self.show_newest()

    def set_look(self, look: Look) -> None:
        self.setStyleSheet(style_sheet(look))
        self.checks.set_look(look)
        self.message.set_look(look)

    def set_settings(self, settings: Settings) -> None:
        """Show how the chosen sensor sits, asking for nothing."""
        self._settings = settings
        clip = self._mounting.clip
        _choose(self.forward, FORWARDS.index(self._mounting.forward))
        _choose(self.along, _nearest(ALONGS_M, None if clip is None else abs(clip.along_m)))
        _choose(self.off_axis, _nearest(OFF_AXES_M, None if clip is None else clip.off_axis_m))
        if self.isVisible():
            self._desk.set_mounting(self._mounting)

    def show_newest(self) -> bool:
        """Show the newest state; False where it is shown already."""
        shown, before = self._desk.shown, self._shown
        now_s = time.monotonic()
        if before is not None and shown.serial == before.serial:
            if now_s - self._changed_s > STALE_S and shown.name is not None:
                self.message.show_message(words.NOTHING, words.NOTHING_LINES, Traffic.STOP)
            return False
        self._shown, self._changed_s = shown, now_s
        self.checks.show_findings(shown.findings)
        self.message.show_message(*words.headline(shown))
        self._heed(shown, before)
        return True

    def leave_task(self) -> bool:
        """Stop what is under way, where something is."""
        under_way = self._desk.shown.task is not Task.CHECK
        if under_way:
            self._desk.stop_task()
        return under_way

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        asked, focused = ASKED.get(Qt.Key(event.key())), self.focusWidget()
        if asked is not None:
            asked(self._desk)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(focused, QPushButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 (Qt's name)
        # Not a focus proxy: Tab would then go round between it and what follows it.
        super().focusInEvent(event)
        self.mark.setFocus()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 (Qt's name)
        super().showEvent(event)
        if not event.spontaneous():
            self._desk.open(self._mounting)
            self.show_newest()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 (Qt's name)
        super().hideEvent(event)
        # A window made small goes on with what is under way.
        if not event.spontaneous():
            self._desk.close()

    @property
    def _mounting(self) -> Mounting:
        return self._settings.mounting

    @property
    def _clip(self) -> ClipPlace:
        return self._mounting.clip or USUAL

    def _heed(self, shown: SetupShown, before: SetupShown | None) -> None:
        """What was found is kept. Who turns a sensor over looks at it, not at the screen: a beep says what was seen."""
        if before is None:
            return
        sides = (len(each.progress.sides) if each.progress is not None else 0 for each in (before, shown))
        found = shown.marked is not None and shown.marked.forward is not None and shown.marked is not before.marked
        stored = shown.stored is not None and shown.stored is not before.stored
        earlier, now = sides
        if now > earlier or found or stored:
            QApplication.beep()
        self.holds_later = self.holds_later or stored
        if found and before.task is Task.FORWARD and shown.marked is not None:
            self._say(replace(self._mounting, forward=shown.marked.forward))

    def _place(self, along_m: float | None, off_axis_m: float | None) -> None:
        told = along_m is not None and off_axis_m is not None
        self._say(replace(self._mounting, clip=ClipPlace(along_m or 0.0, off_axis_m or 0.0) if told else None))

    def _say(self, mounting: Mounting) -> None:
        if mounting != self._mounting:
            self.holds_later = True
            self.changed.emit(self._settings.mounted(mounting))

    def _arrange(self) -> None:
        title, keys, restarts = (QLabel(text) for text in (words.TITLE, words.KEYS, words.RESTARTS))
        title.setObjectName("title")
        for label in (keys, restarts):
            label.setObjectName("hint")
            label.setWordWrap(True)
        choices = QGridLayout()
        named = ((words.FORWARD, self.forward), (words.ALONG, self.along), (words.OFF_AXIS, self.off_axis))
        for column, (text, box) in enumerate(named):
            label = QLabel(text)
            label.setBuddy(box)
            label.setWordWrap(True)
            choices.addWidget(label, 0, column)
            choices.addWidget(box, 1, column)
            choices.setColumnStretch(column, 1)
        for column, button in enumerate((self.mark, self.calibrate), len(named)):
            choices.addWidget(button, 1, column)
        beside = QHBoxLayout()
        for pane, share in ((self.checks, 10), (self.message, 11)):
            # As wide as its share, whatever is in it.
            pane.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
            beside.addWidget(pane, stretch=share)
        rows = QVBoxLayout(self)
        rows.addWidget(title)
        rows.addLayout(beside, stretch=1)
        rows.addLayout(choices)
        rows.addWidget(restarts)
        rows.addWidget(keys)
        order: list[QWidget] = [self.mark, self.calibrate, self.forward, self.along, self.off_axis]
        for one, following in pairwise(order):
            self.setTabOrder(one, following)


def _choice(texts: Sequence[str], said: str) -> QComboBox:
    box = QComboBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(3)
    box.setAccessibleName(said)
    box.addItems(list(texts))
    return box


def _choose(box: QComboBox, index: int) -> None:
    with QSignalBlocker(box):
        box.setCurrentIndex(index)


def _nearest(values: Sequence[float | None], value: float | None) -> int:
    if value is None:
        return 0
    known = [(abs(each - value), k) for k, each in enumerate(values) if each is not None]
    return min(known)[1]
