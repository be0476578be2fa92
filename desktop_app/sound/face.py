"""The face of the sound: what can be wished to be heard, and whoever makes it heard. No Qt here.

Every method of a `Speaker` may be called from any thread, returns at once and raises nothing: where there is no device
or no voice, nothing is heard.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol


@dataclass(frozen=True, slots=True)
class ToneWish:
    """The tone that is to sound from now on. gain: 0 (silence) to 1, before the volume."""

    frequency_hz: float
    gain: float


SILENCE: Final = ToneWish(440.0, 0.0)


class Earcon(StrEnum):
    """Short signals that need no words and are unlike each other and unlike the tone."""

    STOP = "stop"
    LAST_REP = "last_rep"
    SET_OVER = "set_over"
    SENSOR_LOST = "sensor_lost"
    SENSOR_BACK = "sensor_back"
    PAIN = "pain"
    """The key for pain was heard."""


class VoiceKind(StrEnum):
    """Whose voice says the words."""

    SYSTEM = "system"
    """The system's own where it has one, else as recorded."""
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True)
class SoundChoice:
    """Which kinds of sound the lifter wants. Signals (stop, last rep, set over, sensor, pain) are there in any case.

    tone: in the descent. cues: words for a sign; those that end the set are there in any case. count: rep numbers.
    voice: whose voice says words.
    """

    tone: bool = True
    cues: bool = True
    count: bool = True
    voice: VoiceKind = VoiceKind.SYSTEM


@dataclass(frozen=True, slots=True)
class Sounds:
    """What is to be heard now.

    tone: from now on, until the next. earcons: in this order, before any words. words: the one thing to say.
    count: the rep's number, never together with words. hush: words that are still being said are cut short.
    """

    tone: ToneWish = SILENCE
    earcons: tuple[Earcon, ...] = ()
    words: str | None = None
    count: int | None = None
    hush: bool = False


class Speaker(Protocol):
    """Makes it heard."""

    @property
    def audible(self) -> bool:
        """Whether there is a device to be heard on."""

    def tone(self, wish: ToneWish) -> None:
        """Sound this from now on; a wish that is not renewed dies away (the sensor may be gone)."""

    def say(self, words: str) -> None:
        """Say words, after earcons that are still sounding and in place of words that are still being said."""

    def count(self, number: int) -> None:
        """Say a number."""

    def earcon(self, kind: Earcon) -> None:
        """Sound a signal, after those that are still sounding."""

    def hush(self) -> None:
        """Cut the words short."""

    def set_volume(self, volume: float) -> None:
        """0 to 1, as loudness is felt."""

    def set_muted(self, muted: bool) -> None:
        """No sound at all, without forgetting the volume."""

    def set_voice(self, voice: VoiceKind) -> None:
        """Whose voice says words from now on."""

    def close(self) -> None:
        """Let go of the device; nothing is heard afterwards."""


class SilentSpeaker:
    """Nothing is heard."""

    audible = False

    def tone(self, wish: ToneWish) -> None:
        """Nothing."""

    def say(self, words: str) -> None:
        """Nothing."""

    def count(self, number: int) -> None:
        """Nothing."""

    def earcon(self, kind: Earcon) -> None:
        """Nothing."""

    def hush(self) -> None:
        """Nothing."""

    def set_volume(self, volume: float) -> None:
        """Nothing."""

    def set_muted(self, muted: bool) -> None:
        """Nothing."""

    def set_voice(self, voice: VoiceKind) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


def perform(sounds: Sounds, speaker: Speaker) -> None:
    """Have everything that is to be heard now said and sounded, in its order."""
    speaker.tone(sounds.tone)
    if sounds.hush:
        speaker.hush()
    for kind in sounds.earcons:
        speaker.earcon(kind)
    if sounds.words is not None:
        speaker.say(sounds.words)
    elif sounds.count is not None:
        speaker.count(sounds.count)
