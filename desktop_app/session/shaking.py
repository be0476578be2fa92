"""Which bar is being shaken: whose sensor is this? Told apart from bars that are lifted, carried, racked or dropped.

    desk = ShakeDesk()
    desk.begin()                     # the window: from now on samples are looked at
    desk.take(key, samples)          # the session's thread, as they come
    desk.shown                       # the window: how much each one swings, and the one that is shaken
    desk.end()

A shaken bar swings to and fro several times a second, as hard at the end of a second as at its beginning. A lift swings
too slowly, steps are too weak, and a dropped bar rings out. While it is ended it costs nothing. Any thread may ask.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import numpy as np

from dsp.samples import FloatArray, Samples


@dataclass(frozen=True, slots=True)
class ShakeParams:
    """window_s: what is looked at. every_s: how often.

    acc_ms2, gyro_rads: swings smaller than this to either side are none: steps under a bar reach 2 m/s2, lifting turns
    it by 1 rad/s; a bar moved to and fro by 2 cm three times a second has 7 m/s2.
    knock: what is harder than so many times that is no swing. turns: changes of side in the window, at least, none
    sooner than half_min_s after the one before; lifting has three at most, and metal that rings is quicker.
    even: the weakest third of the window is at least so strong as a share of the strongest; what rings out is not.
    looks: the same one is shaken in so many looks at it, one after the other, before it is said.
    clearly: it swings so many times as hard as any other that does. rate_min_hz: of samples.
    """

    window_s: float = 1.2
    every_s: float = 0.1
    acc_ms2: float = 2.5
    gyro_rads: float = 1.5
    knock: float = 5.0
    turns: int = 5
    half_min_s: float = 0.06
    even: float = 0.4
    looks: int = 3
    clearly: float = 1.6
    rate_min_hz: float = 20.0


SHAKE: Final = ShakeParams()


@dataclass(frozen=True, slots=True)
class ShakeShown:
    """serial: counts up. swings: by rack, how hard it swings; 1 is just enough. shaken: the one that is meant."""

    serial: int = 0
    running: bool = False
    swings: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    shaken: str | None = None


def swing(samples: Samples, params: ShakeParams = SHAKE) -> float:
    """How hard it is shaken in this window: 1 is just enough, 0 is not at all."""
    # Packets stamped when they came repeat their times: over a window, samples are evenly spaced.
    acc = _swing(samples.acc_ms2, params.acc_ms2, params)
    return max(acc, _swing(samples.gyro_rads, params.gyro_rads, params))


def shaken_of(swings: Mapping[str, float], params: ShakeParams = SHAKE) -> str | None:
    """The one that is shaken; None where none is, or several are."""
    order = sorted(swings, key=lambda key: -swings[key])
    if not order or swings[order[0]] < 1.0:
        return None
    second = swings[order[1]] if len(order) > 1 else 0.0
    return order[0] if second < 1.0 or swings[order[0]] >= params.clearly * second else None


def _swing(values: FloatArray, least: float, params: ShakeParams) -> float:
    """Along the direction in which it swings most: enough changes of side, evenly strong."""
    values = values[np.isfinite(values).all(axis=1)]
    if len(values) < params.rate_min_hz * params.window_s / 2.0:
        return 0.0
    # Knocks are hard and soon over: they must not draw the middle or the direction to themselves.
    about = np.clip(values - np.median(values, axis=0), -params.knock * least, params.knock * least)
    _, axes = np.linalg.eigh(about.T @ about)
    along = about @ axes[:, -1]
    sides = np.sign(along) * (np.abs(along) > least)
    at = np.flatnonzero(sides)
    turns = at[1:][np.diff(sides[at]) != 0.0]
    soonest = params.half_min_s / params.window_s * len(values)
    if int(np.count_nonzero(np.diff(turns) >= soonest)) + 1 < params.turns:
        return 0.0
    strengths = [float(np.median(np.abs(part))) for part in np.array_split(along, 3)]
    return min(strengths) / least if min(strengths) >= params.even * max(strengths) else 0.0


class _Recent:
    """The last seconds of one sensor, on its own clock."""

    def __init__(self) -> None:
        self.parts: deque[Samples] = deque()
        self.looked_s = -np.inf

    def push(self, samples: Samples, params: ShakeParams) -> Samples | None:
        """The window, where it is whole and it is time to look at it."""
        newest_s = float(samples.time_s[-1])
        if self.parts and not 0.0 <= newest_s - float(self.parts[-1].time_s[-1]) <= params.window_s:
            # A gap, or another recording.
            self.parts.clear()
            self.looked_s = -np.inf
        self.parts.append(samples)
        while float(self.parts[0].time_s[-1]) < newest_s - params.window_s:
            self.parts.popleft()
        if newest_s - self.looked_s < params.every_s:
            return None
        whole = Samples.joined(list(self.parts))
        if newest_s - float(whole.time_s[0]) < 0.9 * params.window_s:
            return None
        self.looked_s = newest_s
        return whole[int(np.searchsorted(whole.time_s, newest_s - params.window_s)) :]


class ShakeDesk:
    """Looks for the bar that is shaken, between `begin` and `end`."""

    def __init__(self, params: ShakeParams = SHAKE) -> None:
        self._params = params
        self._lock = threading.Lock()
        self._recent: dict[str, _Recent] = {}
        self._swings: dict[str, float] = {}
        self._candidate: str | None = None
        self._seen = 0
        self.shown = ShakeShown()
        """The newest state."""

    def begin(self) -> None:
        """Look from now on; what was found before is forgotten."""
        with self._lock:
            self._recent, self._swings, self._candidate, self._seen = {}, {}, None, 0
            self.shown = ShakeShown(self.shown.serial + 1, running=True)

    def end(self) -> None:
        """Look no longer."""
        with self._lock:
            self.shown = ShakeShown(self.shown.serial + 1)

    def take(self, key: str, samples: Samples) -> None:
        """Samples of a rack's sensor, as they come. The first one found stays until it is begun anew."""
        if not self.shown.running or not len(samples):
            return
        with self._lock:
            window = self._recent.setdefault(key, _Recent()).push(samples, self._params)
            if window is None or not self.shown.running:
                return
            self._swings[key] = swing(window, self._params)
            self.shown = ShakeShown(
                self.shown.serial + 1,
                running=True,
                swings=MappingProxyType(dict(self._swings)),
                shaken=self.shown.shaken or self._sure(key, shaken_of(self._swings, self._params)),
            )

    def _sure(self, key: str, shaken: str | None) -> str | None:
        """The one that is shaken, once it has been for some looks at it."""
        if shaken is None or shaken != self._candidate:
            self._candidate, self._seen = shaken, 0
        self._seen += shaken == key
        return shaken if self._seen >= self._params.looks else None
