"""Events made by hand, and a speaker that writes down what it is told."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_app.sound.face import Earcon, ToneWish, VoiceKind
from dsp.events import LiveState, Moved, RepSaid, SetSettled, SignSaid
from dsp.results import (
    BarPath,
    Descent,
    Drive,
    LimitSource,
    Quality,
    Rep,
    RepSigma,
    SetResult,
    Severity,
    Sign,
    Summary,
    Top,
)  # fmt: skip
from dsp.signs.table import CODES


@dataclass(slots=True)
class RecordingSpeaker:
    """Everything it was told, in order."""

    heard: list[object] = field(default_factory=list)
    tones: list[ToneWish] = field(default_factory=list)
    volume: float | None = None
    muted: bool = False
    closed: bool = False
    audible: bool = True

    def tone(self, wish: ToneWish) -> None:
        self.tones.append(wish)

    def say(self, words: str) -> None:
        self.heard.append(words)

    def count(self, number: int) -> None:
        self.heard.append(number)

    def earcon(self, kind: Earcon) -> None:
        self.heard.append(kind)

    def hush(self) -> None:
        self.heard.append("(hush)")

    def set_volume(self, volume: float) -> None:
        self.volume = volume

    def set_muted(self, muted: bool) -> None:
        self.muted = muted

    def set_voice(self, voice: VoiceKind) -> None:
        self.heard.append(voice)

    def close(self) -> None:
        self.closed = True


def live(
    phase: str,
    speed_ms: float = 0.0,
    *,
    time_s: float = 0.0,
    height_m: float = 0.0,
    sigma_ms: float = 0.01,
    reps: int = 0,
    target_ms: float | None = 0.5,
) -> LiveState:
    return LiveState(time_s, height_m, speed_ms, sigma_ms, phase, reps, target_ms)


def moved(phase: str, time_s: float = 0.0) -> Moved:
    return Moved(time_s, time_s, phase)


def rep_said(number: int, *, start_s: float = 0.0, rom_m: float = 0.5, drive_first: bool = False) -> RepSaid:
    """A rep of three seconds: two down, one up, or the other way round."""
    down_s, up_s = (start_s + 1.0, start_s) if drive_first else (start_s, start_s + 2.0)
    rep = Rep(
        number, Quality.GOOD, start_s, start_s + 3.0, start_s + 3.0,
        Descent(down_s, down_s + 2.0, 2.0, rom_m / 2.0, rom_m / 1.2, 0.5, 0.5), None,
        Drive(up_s, up_s + 1.0, 1.0, rom_m, rom_m * 1.5, None),
        Top(None), rom_m, BarPath(None, None, False), None, None, RepSigma(None, None, None, None),
    )  # fmt: skip
    return RepSaid(rep)


def sign_said(code: str, severity: Severity = Severity.WARN, *, rep: int = 1, cue: str | None = None) -> SignSaid:
    row = CODES[code]
    return SignSaid(
        Sign(
            code, rep, None, 2.0, row.units[0], 1.0, LimitSource.FIRST_REPS, severity, 0.0, cue or row.cue, row.article
        )
    )


def settled(reps: int, *, final: bool) -> SetSettled:
    summary = Summary(reps, None, None, None, None, None)
    return SetSettled(
        SetResult("", None, (), None, None, None, 10.0, 1000, (), (), (), (), (), summary), final
    )  # fmt: skip
