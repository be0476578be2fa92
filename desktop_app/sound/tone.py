"""A tone that follows wishes without a click: phase, pitch and loudness go on smoothly from block to block.

Pure: numbers in, samples out. Pitch (as log2 of frequency) and gain each follow their wish like a critically damped
second-order system, whose step response is known in closed form, so any cut into blocks gives the same samples.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from desktop_app.sound.face import SILENCE, ToneWish

Block = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ToneParams:
    """rate_hz: of samples. gain_tau_s, pitch_tau_s: how soon wishes are followed; short, because the ear is to know
    within the descent, but long enough that no edge is heard as a click.
    harmonics: amplitudes of the fundamental and its multiples: a bare sine is lost in a loud room.
    hold_s: a wish that was not renewed for so long dies away; radio links stall for up to a quarter of a second.
    still: gain below which the tone counts as silent.
    """

    rate_hz: float = 48_000.0
    gain_tau_s: float = 0.006
    pitch_tau_s: float = 0.008
    harmonics: tuple[float, ...] = (0.72, 0.20, 0.08)
    hold_s: float = 0.4
    still: float = 1e-5


@dataclass(slots=True)
class Follower:
    """A value and its slope per second, on the way to a wish."""

    tau_s: float
    value: float = 0.0
    slope: float = 0.0

    def run(self, wish: float, after_s: Block) -> Block:
        """Values at times after now (rising, s); now becomes the last of them."""
        a = self.value - wish
        b = self.slope + a / self.tau_s
        decay = np.exp(-after_s / self.tau_s)
        values: Block = wish + (a + b * after_s) * decay
        last_s, last = float(after_s[-1]), float(decay[-1])
        self.value = float(values[-1])
        self.slope = (b - (a + b * last_s) / self.tau_s) * last
        return values

    def rest_at(self, value: float) -> None:
        """Be there, without any way."""
        self.value, self.slope = value, 0.0


@dataclass(slots=True)
class Oscillator:
    """The tone. wish: what is to sound; `aim` renews it. phase: of the next sample, turns, in [0, 1)."""

    params: ToneParams = field(default_factory=ToneParams)
    wish: ToneWish = SILENCE
    phase: float = 0.0
    held_s: float = 0.0
    _gain: Follower = field(init=False)
    _pitch: Follower = field(init=False)

    def __post_init__(self) -> None:
        self._gain = Follower(self.params.gain_tau_s)
        self._pitch = Follower(self.params.pitch_tau_s, math.log2(SILENCE.frequency_hz))

    @property
    def silent(self) -> bool:
        """Whether nothing sounds and nothing is about to."""
        params, gain = self.params, self._gain
        return (
            self.wish.gain <= 0.0 and gain.value < params.still and abs(gain.slope) * params.gain_tau_s < params.still
        )

    def aim(self, wish: ToneWish) -> None:
        """Sound this from the next sample on. Out of silence it starts at its pitch; silence keeps the last pitch."""
        if wish.gain > 0.0:
            if self.silent:
                self._pitch.rest_at(math.log2(wish.frequency_hz))
                self.phase = 0.0
            self.wish = wish
        else:
            self.wish = ToneWish(self.wish.frequency_hz, 0.0)
        self.held_s = 0.0

    def render(self, count: int) -> Block:
        """The next samples, (count,), within -1 to 1."""
        if count <= 0:
            return np.zeros(0)
        left = max(math.ceil((self.params.hold_s - self.held_s) * self.params.rate_hz), 0)
        if self.wish.gain > 0.0 and left < count:
            held = self._sound(left)
            self.aim(SILENCE)
            return np.concatenate([held, self._sound(count - left)])
        return self._sound(count)

    def _sound(self, count: int) -> Block:
        self.held_s += count / self.params.rate_hz
        if count == 0 or self.silent:
            self._gain.rest_at(0.0)
            return np.zeros(count)
        after_s = np.arange(1, count + 1) / self.params.rate_hz
        gain = self._gain.run(self.wish.gain, after_s)
        frequency = np.exp2(self._pitch.run(math.log2(self.wish.frequency_hz), after_s))
        turns = self.phase + np.cumsum(frequency) / self.params.rate_hz
        self.phase = float(turns[-1]) % 1.0
        out = np.zeros(count)
        for number, amplitude in enumerate(self.params.harmonics, 1):
            out += amplitude * np.sin(2.0 * np.pi * number * turns)
        return np.asarray(np.clip(gain, 0.0, 1.0) * out)
