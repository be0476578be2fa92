"""The system's own voice, where it has one that speaks English. Otherwise recorded cues are heard (`shelf.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLocale, QLoggingCategory, QObject, Qt, QTimer, Signal, Slot

from desktop_app.sound.system import voice_service_there

if TYPE_CHECKING:
    from PySide6.QtTextToSpeech import QTextToSpeech

_MOCK: Final = "mock"
"""Qt's engine for tests: it says nothing but claims that it did."""
_QUICKER: Final = 0.1
"""Of Qt's -1 to 1: the pause at the top is short."""
_QUIETER: Final = "qt.multimedia.*=false"
"""Qt tells which optional libraries it did not find (video, other sound servers): nobody needs to know."""


def quieten() -> None:
    """To be called before QtMultimedia is imported, or anything that stands on it: it complains while it loads."""
    QLoggingCategory.setFilterRules(_QUIETER)


class SystemVoice(QObject):
    """Says words in the thread it lives in; may be told to from any. Make it by `find_voice`."""

    _say = Signal(str, int)
    _stop = Signal()
    _loud = Signal(float)

    def __init__(self, speech: QTextToSpeech) -> None:
        super().__init__()
        self._speech = speech
        speech.setParent(self)
        speech.setRate(_QUICKER)
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.timeout.connect(self._say_waiting)
        self._words = ""
        queued = Qt.ConnectionType.QueuedConnection
        self._say.connect(self._on_say, queued)
        self._stop.connect(self._on_stop, queued)
        self._loud.connect(self._on_loud, queued)

    def say(self, words: str, after_ms: int = 0) -> None:
        """Say words in place of those that are being said, a little later where a signal sounds first."""
        self._say.emit(words, after_ms)

    def stop(self) -> None:
        """Cut the words short."""
        self._stop.emit()

    def set_volume(self, volume: float) -> None:
        """0 to 1."""
        self._loud.emit(volume)

    @property
    def usable(self) -> bool:
        """Whether it still can speak."""
        return self._speech.state().name != "Error"

    @Slot(str, int)
    def _on_say(self, words: str, after_ms: int) -> None:
        self._speech.stop(self._speech.BoundaryHint.Immediate)
        self._words = words
        self._waiting.start(after_ms)

    @Slot()
    def _say_waiting(self) -> None:
        self._speech.say(self._words)

    @Slot()
    def _on_stop(self) -> None:
        self._waiting.stop()
        self._speech.stop(self._speech.BoundaryHint.Immediate)

    @Slot(float)
    def _on_loud(self, volume: float) -> None:
        self._speech.setVolume(volume)


def find_voice() -> SystemVoice | None:
    """The system's voice if it has a usable one; to be called in the thread that runs Qt's event loop."""
    if not voice_service_there():
        return None
    quieten()
    from PySide6.QtTextToSpeech import QTextToSpeech

    for engine in QTextToSpeech.availableEngines():
        if engine == _MOCK:
            continue
        speech = QTextToSpeech(engine)
        if speech.state().name != "Error" and _speaks_english(speech):
            return SystemVoice(speech)
        speech.deleteLater()
    return None


def _speaks_english(speech: QTextToSpeech) -> bool:
    english = [each for each in speech.availableLocales() if each.language() is QLocale.Language.English]
    if not english:
        return False
    if speech.locale().language() is not QLocale.Language.English:
        speech.setLocale(english[0])
    return bool(speech.availableVoices())
