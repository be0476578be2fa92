"""Bars whose motion is known in closed form, and short ways through the core, for the tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import numpy as np

from dsp.attitude import rotations
from dsp.constants import RAD_PER_DEG, STANDARD_GRAVITY_MS2
from dsp.context import SetContext
from dsp.engine import Engine
from dsp.engine_params import EngineParams, quick_analysis
from dsp.estimator import Motion
from dsp.events import Event, SetSettled
from dsp.params import AnalysisParams
from dsp.results import Gap, SetResult, WarningCode
from dsp.samples import FloatArray, Samples
from dsp.timeline import Timeline, TimelineParams
from sensor.simulator import Simulation, plan_set, simulate

UNDELAYED: Final = TimelineParams(sensor_delay_samples=0.0)
"""For samples computed at their own times: there is no low-pass of a sensor to make up for."""
EXACT_TIMES: Final = EngineParams(
    analysis=AnalysisParams(timeline=UNDELAYED), recent=replace(quick_analysis(), timeline=UNDELAYED)
)


@dataclass(frozen=True)
class Course:
    """A vertical course: time_s, height_m, speed_ms, acc_ms2, all (n,)."""

    time_s: FloatArray
    height_m: FloatArray
    speed_ms: FloatArray
    acc_ms2: FloatArray

    @property
    def rate_hz(self) -> float:
        return 1.0 / float(self.time_s[1] - self.time_s[0])

    @property
    def motion(self) -> Motion:
        return Motion(self.speed_ms, self.height_m, self.acc_ms2)


def course(*legs: tuple[float, float], rate_hz: float = 100.0, sine: bool = False) -> Course:
    """Legs of (duration s, rise m) from rest to rest.

    Each is of minimum jerk: speed and acceleration vanish at its ends. With `sine` its speed is half a sine wave, so
    that it leaves and reaches rest along a straight line.
    """
    parts: list[FloatArray] = []
    base = 0.0
    for duration_s, rise_m in legs:
        n = round(duration_s * rate_hz)
        u = np.arange(n) / n
        if sine:
            forms = 0.5 * (1 - np.cos(np.pi * u)), 0.5 * np.pi * np.sin(np.pi * u), 0.5 * np.pi**2 * np.cos(np.pi * u)
        else:
            forms = 10 * u**3 - 15 * u**4 + 6 * u**5, 30 * u**2 * (1 - u) ** 2, 60 * u - 180 * u**2 + 120 * u**3
        height, speed, acc = forms
        parts.append(np.stack([base + rise_m * height, rise_m / duration_s * speed, rise_m / duration_s**2 * acc]))
        base += rise_m
    height, speed, acc = np.concatenate([*parts, np.array([[base], [0.0], [0.0]])], axis=1)
    return Course(np.arange(len(height)) / rate_hz, height, speed, acc)


def squats(count: int = 3, top_s: float = 1.0, rate_hz: float = 100.0) -> Course:
    """Squats of 0.5 m between 3 s of rest: descents of 1.6 s, a pause of 0.4 s, drives of 1.1 s."""
    rep = [(1.6, -0.5), (0.4, 0.0), (1.1, 0.5), (top_s, 0.0)]
    return course((3.0, 0.0), *(rep * count), (2.0, 0.0), rate_hz=rate_hz)


def samples_of(
    of: Course,
    roll_per_m: float = 0.0,
    acc_bias_ms2: tuple[float, float, float] = (0.0, 0.0, 0.0),
    gyro_bias_rads: tuple[float, float, float] = (0.0, 0.0, 0.0),
    mounting: FloatArray | None = None,
    forward: Course | None = None,
    tilt_rad: float = 0.0,
) -> Samples:
    """What a perfect sensor on the bar's own axis reads, its biases apart.

    roll_per_m: turn about x for each metre of height, rad/m. mounting: (3, 3) from bar axes to sensor axes.
    forward: what the bar does along y at the same times, read as a course. tilt_rad: the end at +x is up by this.
    """
    n = len(of.time_s)
    turn = np.zeros((n, 3))
    turn[:, 0] = roll_per_m * of.height_m
    force = np.zeros((n, 3))
    force[:, 0] = np.sin(tilt_rad) * (of.acc_ms2 + STANDARD_GRAVITY_MS2)
    force[:, 2] = np.cos(tilt_rad) * (of.acc_ms2 + STANDARD_GRAVITY_MS2)
    if forward is not None:
        force[:, 1] = forward.acc_ms2
    acc = np.einsum("nji,nj->ni", rotations(turn), force)
    rate = np.zeros((n, 3))
    rate[:, 0] = roll_per_m * of.speed_ms
    if mounting is not None:
        acc, rate = acc @ mounting.T, rate @ mounting.T
    return Samples(of.time_s, acc + np.array(acc_bias_ms2), rate + np.array(gyro_bias_rads))


def noisy(samples: Samples, seed: int, acc_ms2: float = 0.03, gyro_rads: float = 0.0017) -> Samples:
    """With white noise of these sizes on every sample."""
    rng = np.random.default_rng(seed)
    n = len(samples)
    return replace(
        samples,
        acc_ms2=samples.acc_ms2 + acc_ms2 * rng.standard_normal((n, 3)),
        gyro_rads=samples.gyro_rads + gyro_rads * rng.standard_normal((n, 3)),
    )


def timeline_of(samples: Samples, gaps: tuple[Gap, ...] = ()) -> Timeline:
    """A timeline of uniform samples as they are."""
    n = len(samples)
    rate_hz = (n - 1) / float(samples.time_s[-1] - samples.time_s[0])
    filled = np.zeros(n, dtype=bool)
    for gap in gaps:
        filled |= (samples.time_s > gap.start_s) & (samples.time_s < gap.end_s)
    none = np.zeros(n, dtype=bool)
    return Timeline(samples.time_s, samples.acc_ms2, samples.gyro_rads, rate_hz, rate_hz, gaps, filled, none, ())


@cache
def simulated(family: str, seed: int) -> Simulation:
    """A random set of a family, simulated once."""
    return simulate(*plan_set(family, seed), seed)


def run(
    samples: Samples, context: SetContext, *, provisional: bool = False, params: EngineParams | None = None
) -> list[Event]:
    """Every event of a stream pushed in one go."""
    engine = Engine(context, "test", provisional=provisional, params=params)
    return [*engine.push(samples), *engine.finish()]


def settled(samples: Samples, context: SetContext, params: EngineParams | None = None) -> SetResult:
    """The last settled set of a stream, by the batch path."""
    return [e for e in run(samples, context, params=params) if isinstance(e, SetSettled)][-1].result


def codes(result: SetResult) -> set[WarningCode]:
    return {w.code for w in result.warnings}


def without(samples: Samples, start_s: float, end_s: float) -> Samples:
    """The samples less those in an open interval of time."""
    kept = (samples.time_s <= start_s) | (samples.time_s >= end_s)
    return Samples(samples.time_s[kept], samples.acc_ms2[kept], samples.gyro_rads[kept])


def turned(samples: Samples, rotation: FloatArray) -> Samples:
    """The same movement seen by a sensor mounted otherwise: rotation (3, 3) from old sensor axes to new."""
    return Samples(samples.time_s, samples.acc_ms2 @ rotation.T, samples.gyro_rads @ rotation.T)


def random_rotation(seed: int) -> FloatArray:
    """Any rotation (3, 3), all alike likely."""
    q, r = np.linalg.qr(np.random.default_rng(seed).standard_normal((3, 3)))
    q = q * np.sign(np.diag(r))
    return np.asarray(q if np.linalg.det(q) > 0 else -q)


DEG: Final = RAD_PER_DEG
