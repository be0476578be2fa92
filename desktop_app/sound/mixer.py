"""Tone, signals and words in one stream: blocks of samples for whoever asks. No Qt, no device, no lock.

Wishes come from any thread: the newest tone is one reference that is replaced whole, signals and words wait in a deque,
and both are looked at when a block begins. So what asks for blocks never waits for anybody.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from desktop_app.sound.face import SILENCE, ToneWish
from desktop_app.sound.tone import Follower, Oscillator, ToneParams

Clip = npt.NDArray[np.float32]

_HUSH: Final = "hush"


@dataclass(frozen=True, slots=True)
class MixParams:
    """words_gain, signals_gain: against the tone's 0 to 1. volume_tau_s: how soon a change of volume is followed.
    hush_s: in which words that are cut die away. most_waiting: signals and words beyond that are dropped.
    """

    words_gain: float = 0.9
    signals_gain: float = 0.7
    volume_tau_s: float = 0.01
    hush_s: float = 0.03
    most_waiting: int = 16


@dataclass(slots=True)
class _Playing:
    samples: Clip
    gain: float
    is_words: bool
    at: int = 0


@dataclass(slots=True, eq=False)
class _Aim:
    """A tone wish as it was given: each is another one, though it may be wished again."""

    wish: ToneWish


@dataclass(slots=True)
class Mixer:
    """One stream of samples at a rate. Only one thread asks for blocks; any may wish."""

    rate_hz: float = 48_000.0
    params: MixParams = field(default_factory=MixParams)
    tone_params: ToneParams | None = None
    volume: float = 1.0
    _aim: _Aim = field(init=False, default_factory=lambda: _Aim(SILENCE))
    _aimed: _Aim | None = field(init=False, default=None)
    _orders: deque[_Playing | str] = field(init=False)
    _line: deque[_Playing] = field(init=False, default_factory=deque)
    _osc: Oscillator = field(init=False)
    _loudness: Follower = field(init=False)

    def __post_init__(self) -> None:
        self._osc = Oscillator(self.tone_params or ToneParams(rate_hz=self.rate_hz))
        self._orders = deque(maxlen=self.params.most_waiting)
        self._loudness = Follower(self.params.volume_tau_s, self.volume)

    def tone(self, wish: ToneWish) -> None:
        """Sound this from the next block on."""
        self._aim = _Aim(wish)

    def words(self, clip: Clip) -> None:
        """In place of other words, after signals."""
        self._orders.append(_Playing(clip, self.params.words_gain, is_words=True))

    def signal(self, clip: Clip) -> None:
        """After the signals that wait."""
        self._orders.append(_Playing(clip, self.params.signals_gain, is_words=False))

    def hush(self) -> None:
        """Cut words short."""
        self._orders.append(_HUSH)

    def forget(self) -> None:
        """Drop what waits: it was meant for a moment that is over. While nobody asks for blocks."""
        self._aim = _Aim(SILENCE)
        self._orders.clear()
        self._line.clear()

    def render(self, count: int) -> npt.NDArray[np.float32]:
        """The next samples, (count,), within -1 to 1."""
        aim = self._aim
        if aim is not self._aimed:
            self._aimed = aim
            self._osc.aim(aim.wish)
        self._follow_orders()
        out = self._osc.render(count)
        self._add_clips(out)
        if count and (self._loudness.value != self.volume or self._loudness.slope != 0.0):
            out *= self._loudness.run(self.volume, np.arange(1, count + 1) / self.rate_hz)
            if abs(self._loudness.value - self.volume) < 1e-6:
                self._loudness.rest_at(self.volume)
        else:
            out *= self.volume
        return np.clip(out, -1.0, 1.0).astype(np.float32)

    def _follow_orders(self) -> None:
        while self._orders:
            order = self._orders.popleft()
            if isinstance(order, str):
                self._cut_words()
            elif order.is_words:
                self._cut_words()
                self._line.append(order)
            else:
                words = [p for p in self._line if p.is_words and p.at == 0]
                place = len(self._line) - len(words)
                self._line.insert(place, order)

    def _cut_words(self) -> None:
        """Words that wait are dropped, words that are being said die away at once."""
        fade = max(int(self.params.hush_s * self.rate_hz), 1)
        kept: list[_Playing] = []
        for playing in self._line:
            if not playing.is_words:
                kept.append(playing)
            elif playing.at:
                rest = playing.samples[playing.at : playing.at + fade]
                dying = (rest * np.linspace(1.0, 0.0, fade)[: len(rest)]).astype(np.float32)
                kept.append(_Playing(dying, playing.gain, is_words=False))
        self._line = deque(kept)

    def _add_clips(self, out: npt.NDArray[np.float64]) -> None:
        at = 0
        while self._line and at < len(out):
            playing = self._line[0]
            part = playing.samples[playing.at : playing.at + len(out) - at]
            out[at : at + len(part)] += playing.gain * part
            playing.at += len(part)
            at += len(part)
            if playing.at >= len(playing.samples):
                self._line.popleft()
