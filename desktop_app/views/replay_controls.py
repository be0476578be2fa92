"""The row of buttons at the foot; each names its key."""

from __future__ import annotations

from enum import Enum, auto
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop_app.replay.overlay import Against
from desktop_app.replay.playhead import RATES
from desktop_app.views import words_replay as words


class Act(Enum):
    """What a key or a button asks for."""

    PLAY = auto()
    BACK = auto()
    ON = auto()
    BACK_FRAME = auto()
    ON_FRAME = auto()
    PREVIOUS_REP = auto()
    NEXT_REP = auto()
    PREVIOUS_SET = auto()
    NEXT_SET = auto()
    FIRST = auto()
    LAST = auto()
    LOOP = auto()
    NEARER = auto()
    FARTHER = auto()
    WHOLE = auto()
    OVERLAY = auto()
    COMPARE = auto()
    AGAINST = auto()
    PICTURE = auto()
    EXPORT = auto()
    EXPORT_TRACK = auto()
    OPEN = auto()
    LIVE = auto()
    LEAVE = auto()


_K, _M = Qt.Key, Qt.KeyboardModifier


def _key(key: Qt.Key, modifier: Qt.KeyboardModifier = _M.NoModifier) -> int:
    return QKeyCombination(modifier, key).toCombined()


KEYS: Final = MappingProxyType(
    {
        _key(_K.Key_Space): Act.PLAY,
        _key(_K.Key_Left): Act.BACK,
        _key(_K.Key_Right): Act.ON,
        _key(_K.Key_Left, _M.ShiftModifier): Act.BACK_FRAME,
        _key(_K.Key_Right, _M.ShiftModifier): Act.ON_FRAME,
        _key(_K.Key_BracketLeft): Act.PREVIOUS_REP,
        _key(_K.Key_BracketRight): Act.NEXT_REP,
        _key(_K.Key_PageUp): Act.PREVIOUS_SET,
        _key(_K.Key_PageDown): Act.NEXT_SET,
        _key(_K.Key_Home): Act.FIRST,
        _key(_K.Key_End): Act.LAST,
        _key(_K.Key_L): Act.LOOP,
        _key(_K.Key_Plus): Act.NEARER,
        _key(_K.Key_Equal): Act.NEARER,
        _key(_K.Key_Minus): Act.FARTHER,
        _key(_K.Key_0): Act.WHOLE,
        _key(_K.Key_O): Act.OVERLAY,
        _key(_K.Key_C): Act.COMPARE,
        _key(_K.Key_T): Act.AGAINST,
        _key(_K.Key_S): Act.PICTURE,
        _key(_K.Key_E): Act.EXPORT,
        _key(_K.Key_E, _M.ShiftModifier): Act.EXPORT_TRACK,
        _key(_K.Key_O, _M.ControlModifier): Act.OPEN,
        _key(_K.Key_V): Act.LIVE,
        _key(_K.Key_Escape): Act.LEAVE,
    }
)
RATE_KEYS: Final = MappingProxyType({_key(Qt.Key(Qt.Key.Key_1 + k)): rate for k, rate in enumerate(RATES)})
_SHIFTED: Final = frozenset({Qt.Key.Key_Plus, Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight})
"""Some keyboards need Shift or AltGr for these."""


def act_of(key: int, modifiers: Qt.KeyboardModifier) -> Act | float | None:
    """What a key does: an act, a rate, or nothing."""
    plain = modifiers & ~Qt.KeyboardModifier.KeypadModifier
    if Qt.Key(key) in _SHIFTED:
        plain = Qt.KeyboardModifier.NoModifier
    code = QKeyCombination(plain, Qt.Key(key)).toCombined()
    return KEYS.get(code, RATE_KEYS.get(code))


class Controls(QWidget):
    """`asked`: an act. `rated`: a rate."""

    asked = Signal(object)
    rated = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts: dict[QPushButton, str] = {}
        self._short = False
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 2, 6, 2)
        row.setSpacing(5)
        self.play = self._button(words.PLAY, Act.PLAY)
        self.play.setObjectName("main")
        self.loop = self._button(words.LOOP, Act.LOOP, checkable=True)
        self.overlay = self._button(words.OVERLAY, Act.OVERLAY, checkable=True)
        self.compare = self._button(words.COMPARE, Act.COMPARE, checkable=True)
        self.against = self._button(words.BY_SHARE, Act.AGAINST)
        self.rates = [self._rate(k, rate) for k, rate in enumerate(RATES)]
        self.time = QLabel()
        self.time.setObjectName("time")
        self.time.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.saving = [
            self._button(words.PICTURE, Act.PICTURE),
            self._button(words.EXPORT, Act.EXPORT),
            self._button(words.EXPORT_TRACK, Act.EXPORT_TRACK),
        ]
        for each in (self._button(words.PREVIOUS, Act.PREVIOUS_REP), self.play, self._button(words.NEXT, Act.NEXT_REP)):
            row.addWidget(each)
        row.addWidget(self.loop)
        row.addSpacing(6)
        for each in self.rates:
            row.addWidget(each)
        row.addStretch(1)
        row.addWidget(self.time)
        row.addStretch(1)
        for each in (self.against, self.overlay, self.compare, *self.saving):
            row.addWidget(each)

    def show_state(
        self, *, playing: bool, rate: float, looping: bool, page: Act | None, against: Against, time: str
    ) -> None:
        """page: overlay or compare, None for the time line."""
        self._texts[self.play] = words.PAUSE if playing else words.PLAY
        self.loop.setChecked(looping)
        self.overlay.setChecked(page is Act.OVERLAY)
        self.compare.setChecked(page is Act.COMPARE)
        self._texts[self.against] = words.BY_SHARE if against is Against.SHARE else words.BY_TIME
        if self.against.isVisibleTo(self) != (page is not None):
            self.against.setVisible(page is not None)
            self._fit()
        self._write()
        for button, each in zip(self.rates, RATES, strict=True):
            button.setChecked(each == rate)
        self.time.setText(time)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 (Qt's name)
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave the keys out of the names where there is no room for them."""
        for short in (False, True):
            self._short = short
            self._write()
            if self.minimumSizeHint().width() <= self.width():
                break

    def _write(self) -> None:
        for button, text in self._texts.items():
            button.setText(text.partition("  ")[0] if self._short else text)

    def _button(self, text: str, act: Act, *, checkable: bool = False) -> QPushButton:
        button = QPushButton(text)
        self._texts[button] = text
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setCheckable(checkable)
        button.clicked.connect(lambda: self.asked.emit(act))
        return button

    def _rate(self, place: int, rate: float) -> QPushButton:
        button = QPushButton(words.rate(rate))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setCheckable(True)
        button.setToolTip(words.RATE_TIP.format(words.rate(rate), place + 1))
        button.clicked.connect(lambda: self.rated.emit(rate))
        return button
