"""The short signals as notes: bell-like, so that none is taken for the tone or for a word."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from desktop_app.sound.face import Earcon


@dataclass(frozen=True, slots=True)
class Note:
    """A struck note. fade_s: until it has died to a third."""

    at_s: float
    frequency_hz: float
    fade_s: float
    gain: float


NOTES: Final = MappingProxyType(
    {
        Earcon.STOP: (Note(0.0, 349.2, 0.06, 0.8), Note(0.14, 349.2, 0.06, 0.8), Note(0.28, 233.1, 0.14, 0.9)),
        Earcon.LAST_REP: (Note(0.0, 659.3, 0.07, 0.6), Note(0.13, 987.8, 0.12, 0.6)),
        Earcon.SET_OVER: (Note(0.0, 784.0, 0.15, 0.4), Note(0.16, 659.3, 0.15, 0.4), Note(0.32, 523.3, 0.3, 0.45)),
        Earcon.SENSOR_LOST: (Note(0.0, 466.2, 0.1, 0.6), Note(0.2, 311.1, 0.2, 0.6)),
        Earcon.SENSOR_BACK: (Note(0.0, 311.1, 0.1, 0.5), Note(0.2, 466.2, 0.2, 0.5)),
        Earcon.PAIN: (Note(0.0, 261.6, 0.35, 0.6),),
    }
)
"""Stop is the only one that repeats a note; last rep rises, set over falls in three, the sensor's are low and slow."""

_STRIKE_S: Final = 0.004
_FADES: Final = 4.0
_OVERTONES: Final = ((1.0, 0.75), (2.0, 0.18), (3.0, 0.07))


def earcon_samples(kind: Earcon, rate_hz: float) -> npt.NDArray[np.float32]:
    """A signal as samples, (n,), within -1 to 1, starting and ending at silence."""
    notes = NOTES[kind]
    length_s = max(note.at_s + _FADES * note.fade_s for note in notes)
    out = np.zeros(int(length_s * rate_hz))
    for note in notes:
        start = int(note.at_s * rate_hz)
        t = np.arange(len(out) - start) / rate_hz
        shape = np.minimum(t / _STRIKE_S, 1.0) * np.exp(-t / note.fade_s)
        wave = sum(share * np.sin(2.0 * np.pi * times * note.frequency_hz * t) for times, share in _OVERTONES)
        out[start:] += note.gain * shape * wave
    tail = min(int(0.02 * rate_hz), len(out))
    out[len(out) - tail :] *= np.linspace(1.0, 0.0, tail)
    return np.clip(out, -1.0, 1.0).astype(np.float32)
