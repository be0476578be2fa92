"""Hands the sound to a device: one stream that Qt pulls in a thread of its own, and the system's voice beside it.

Nothing here is ever an error to the lifter: without a device there is silence, and now and then it is tried again.
Import this only once the window is up: QtMultimedia takes its time to load.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import (
    QIODevice,
    QObject,
    Qt,
    QThread,
    QTimer,
    Signal,
    Slot,
)  # fmt: skip

from desktop_app.sound.earcons import earcon_samples
from desktop_app.sound.face import Earcon, ToneWish, VoiceKind
from desktop_app.sound.mixer import Mixer
from desktop_app.sound.shelf import CueShelf
from desktop_app.sound.system import sound_service
from desktop_app.sound.voice import SystemVoice, find_voice, quieten

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink, QMediaDevices

_GONE: Final = "gone"
_PATIENCE_MS: Final = 2000
_STUCK: Final[list[QThread]] = []


@dataclass(frozen=True, slots=True)
class PlayerParams:
    """rate_hz: of the stream; every device takes it, converted by the system where need be.
    buffer_s: sound that lies ready at the device: it is heard so much later, and a stall of the program is not heard.
    retry_s: how often a device is looked for while there is none; longer than the three seconds after which Qt
    connects again to a PulseAudio that went away, because before that it must not be asked.
    stalls: looks in a row, at an open device that asks for nothing, after which it is taken for gone.
    """

    rate_hz: int = 48_000
    buffer_s: float = 0.04
    retry_s: float = 5.0
    watch_s: float = 1.0
    stalls: int = 5


class MixSource(QIODevice):
    """The mixer as Qt reads it: frames of 16-bit or float samples, the same in every channel."""

    def __init__(self, mixer: Mixer, channels: int = 1, *, floats: bool = False) -> None:
        super().__init__()
        self._mixer, self._channels, self._floats = mixer, channels, floats
        self.reads = 0
        # Buffered, Qt would read 16 KiB at a time: 85 ms of sound that no wish could change any more.
        self.open(QIODevice.OpenModeFlag.ReadOnly | QIODevice.OpenModeFlag.Unbuffered)

    def isSequential(self) -> bool:  # noqa: N802
        """A stream."""
        return True

    def bytesAvailable(self) -> int:  # noqa: N802
        """Without end."""
        return 1 << 20

    def readData(self, maxlen: int) -> bytes:  # noqa: N802
        """The next samples, as many whole frames as are asked for."""
        self.reads += 1
        width = (4 if self._floats else 2) * self._channels
        mono = self._mixer.render(maxlen // width)
        every = np.repeat(mono, self._channels) if self._channels > 1 else mono
        return every.tobytes() if self._floats else (every * 32767.0).astype(np.int16).tobytes()

    def writeData(self, data: object, maxlen: int = 0) -> int:  # noqa: ARG002, N802
        """Nothing is written."""
        return -1


class _Output(QObject):
    """The device, in the thread that reads for it."""

    def __init__(self, mixer: Mixer, params: PlayerParams) -> None:
        super().__init__()
        self._mixer, self._params = mixer, params
        self._devices: QMediaDevices | None = None
        self._sink: QAudioSink | None = None
        self._source: MixSource | None = None
        self._device: QAudioDevice | None = None
        self._retry: QTimer | None = None
        self._watch: QTimer | None = None
        self._service: str | None = None
        self._reads, self._stalled = 0, 0
        self.audible = False

    @Slot()
    def start(self) -> None:
        """Begin to look for a device."""
        self._retry = self._every(self._params.retry_s, self._look)
        self._watch = self._every(self._params.watch_s, self._see_that_it_runs)
        self._look()

    def _every(self, seconds: float, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.timeout.connect(call)
        timer.start(round(1000 * seconds))
        return timer

    @Slot()
    def stop(self) -> None:
        """Let go of everything, in the thread that made it."""
        for timer in (self._retry, self._watch):
            if timer is not None:
                timer.stop()
        self._drop()
        self._devices = None

    @Slot()
    def _look(self) -> None:
        """Open the default device where none is open."""
        service = None if self._sink is not None else sound_service()
        if service is None or self._service not in {None, service}:
            return
        self._service = service
        # Before the import, which tells all that is missing.
        quieten()
        from PySide6.QtMultimedia import QMediaDevices

        if self._devices is None:
            self._devices = QMediaDevices(self)
            self._devices.audioOutputsChanged.connect(self._devices_changed, Qt.ConnectionType.QueuedConnection)
        device = QMediaDevices.defaultAudioOutput()
        if not device.isNull():
            self._open(device)

    def _open(self, device: QAudioDevice) -> None:
        wanted = _format_for(device, self._params.rate_hz)
        if wanted is None:
            return
        from PySide6.QtMultimedia import QAudioSink

        sink = QAudioSink(device, wanted, self)
        sink.setBufferSize(wanted.bytesForDuration(round(1e6 * self._params.buffer_s)))
        source = MixSource(self._mixer, wanted.channelCount(), floats=wanted.sampleFormat().name == "Float")
        # What was to be heard while there was no device is not heard now.
        self._mixer.forget()
        sink.start(source)
        self._reads, self._stalled = 0, 0
        self._sink, self._source, self._device = sink, source, device
        # By name: the enumeration has moved between versions.
        if sink.error().name != "NoError":
            self._drop()
            return
        sink.stateChanged.connect(self._sink_changed, Qt.ConnectionType.QueuedConnection)
        self.audible = True

    @Slot()
    def _devices_changed(self) -> None:
        """Another device is the default, or the one in use is gone."""
        if self._devices is None:
            return
        default = self._devices.defaultAudioOutput()
        if self._sink is not None and (self._device is None or default.id() != self._device.id()):
            self._drop()
        self._look()

    @Slot()
    def _sink_changed(self) -> None:
        """The device stopped by itself: looked for again by the timer, not at once, lest it go round and round."""
        if self._sink is not None and self._sink.state().name == "StoppedState":
            self._drop()

    @Slot()
    def _see_that_it_runs(self) -> None:
        """A sound server that dies says nothing: the device just asks for no more samples.

        If the same service still answers it is opened again a little later. If it is gone, or another one has taken its
        place, it stays silent until the program starts anew: Qt connects again only once, and after a failure the next
        use of it ends the program.
        """
        if self._source is None:
            return
        self._stalled = self._stalled + 1 if self._source.reads == self._reads else 0
        self._reads = self._source.reads
        if self._stalled >= self._params.stalls:
            if sound_service() != self._service:
                self._service = _GONE
            self._drop()
            if self._retry is not None:
                self._retry.start()

    def _drop(self) -> None:
        self.audible = False
        sink, source = self._sink, self._source
        self._sink = self._source = None
        if sink is not None:
            sink.blockSignals(True)
            sink.stop()
            sink.deleteLater()
        if source is not None:
            source.close()
            source.deleteLater()


def _format_for(device: QAudioDevice, rate_hz: int) -> QAudioFormat | None:
    """16-bit or float at our rate, in as many channels as the device likes; None where it takes neither."""
    from PySide6.QtMultimedia import QAudioFormat

    preferred = device.preferredFormat()
    for channels in (max(preferred.channelCount(), 1), 2, 1):
        for kind in (QAudioFormat.SampleFormat.Int16, QAudioFormat.SampleFormat.Float):
            wanted = QAudioFormat()
            wanted.setSampleRate(rate_hz)
            wanted.setChannelCount(channels)
            wanted.setSampleFormat(kind)
            if device.isFormatSupported(wanted):
                return wanted
    return None


class Player(QObject):
    """The speaker of a real machine (`face.Speaker`). Make, `start` and `close` it in Qt's main thread.

    volume: amplitude is its square, which is about how loudness is felt.
    """

    _seek_voice = Signal()

    def __init__(
        self, params: PlayerParams | None = None, voice: VoiceKind = VoiceKind.SYSTEM, mixer: Mixer | None = None
    ) -> None:
        super().__init__()
        self.params = params or PlayerParams()
        self.mixer = mixer or Mixer(float(self.params.rate_hz))
        self._shelf = CueShelf()
        self._earcons = {kind: earcon_samples(kind, self.params.rate_hz) for kind in Earcon}
        self._voice: SystemVoice | None = None
        self._voice_kind, self._voice_sought = voice, False
        self._volume, self._muted = 0.8, False
        self._signals_until_s = 0.0
        self._thread: QThread | None = None
        self._output: _Output | None = None
        self._seek_voice.connect(self._find_voice, Qt.ConnectionType.QueuedConnection)
        self._mix_volume()

    def start(self) -> None:
        """Open a device as soon as there is one; at once, and never again after `close`."""
        if self._thread is not None:
            return
        output, thread = _Output(self.mixer, self.params), QThread()
        thread.setObjectName("rackside-sound")
        output.moveToThread(thread)
        thread.started.connect(output.start)
        # In the thread itself, as its last deed: what Qt made there must go there.
        thread.finished.connect(output.stop, Qt.ConnectionType.DirectConnection)
        self._thread, self._output = thread, output
        thread.start(QThread.Priority.TimeCriticalPriority)
        self.set_voice(self._voice_kind)

    @property
    def audible(self) -> bool:
        """Whether a device takes what is played, as far as is known."""
        return self._output is not None and self._output.audible

    @property
    def has_system_voice(self) -> bool:
        """Whether words are said by the system's own voice."""
        return self._voice_kind is VoiceKind.SYSTEM and self._voice is not None and self._voice.usable

    def tone(self, wish: ToneWish) -> None:
        """As `Speaker`."""
        self.mixer.tone(wish)

    def say(self, words: str) -> None:
        """As `Speaker`; words that are neither recorded nor can be said are not heard."""
        voice = self._voice
        if self.has_system_voice and voice is not None:
            if not self._muted:
                voice.say(words, max(round(1000.0 * (self._signals_until_s - time.monotonic())), 0))
            return
        clip = self._shelf.clip(words, self.params.rate_hz)
        if clip is not None:
            self.mixer.words(clip)

    def count(self, number: int) -> None:
        """As `Speaker`."""
        self.say(str(number))

    def earcon(self, kind: Earcon) -> None:
        """As `Speaker`."""
        clip = self._earcons[kind]
        self.mixer.signal(clip)
        self._signals_until_s = max(self._signals_until_s, time.monotonic()) + len(clip) / self.params.rate_hz

    def hush(self) -> None:
        """As `Speaker`."""
        self.mixer.hush()
        if self._voice is not None:
            self._voice.stop()

    def set_volume(self, volume: float) -> None:
        """As `Speaker`."""
        self._volume = min(max(volume, 0.0), 1.0)
        self._mix_volume()

    def set_muted(self, muted: bool) -> None:
        """As `Speaker`."""
        self._muted = muted
        self._mix_volume()
        if muted and self._voice is not None:
            self._voice.stop()

    def set_voice(self, voice: VoiceKind) -> None:
        """As `Speaker`. The system's voice is looked for when it is first wished, and found a moment later."""
        self._voice_kind = voice
        if voice is VoiceKind.SYSTEM and not self._voice_sought:
            self._seek_voice.emit()

    def close(self) -> None:
        """As `Speaker`."""
        thread, self._thread = self._thread, None
        if self._voice is not None:
            self._voice.stop()
        if thread is None:
            return
        thread.quit()
        if not thread.wait(_PATIENCE_MS):
            # A sound server that hangs must not hang us; a thread that is dropped while it runs ends the program.
            _STUCK.append(thread)
        self._output = None

    def _mix_volume(self) -> None:
        self.mixer.volume = 0.0 if self._muted else self._volume**2
        if self._voice is not None:
            self._voice.set_volume(self._volume)

    @Slot()
    def _find_voice(self) -> None:
        if self._voice_sought:
            return
        self._voice_sought = True
        self._voice = find_voice()
        self._mix_volume()
