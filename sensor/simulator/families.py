"""Families of random sets: what the benchmarks measure on, one row of their tables each."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import numpy as np

from dsp.constants import RAD_PER_DEG, STANDARD_GRAVITY_MS2
from dsp.errors import ParameterError
from dsp.samples import Stamps
from sensor.simulator.habits import habit_of
from sensor.simulator.link import Link
from sensor.simulator.plan import RepPlan, SetPlan
from sensor.simulator.sensor_model import SLEEVE_FROM_M, Matrix, SensorModel, Vector

Rng = np.random.Generator

MIXED: Final = ("squat", "bench", "front_squat", "overhead_press", "romanian_deadlift", "hip_thrust")
ACC_BIAS_MS2: Final = 0.020 * STANDARD_GRAVITY_MS2
GYRO_BIAS_RADS: Final = 1.0 * RAD_PER_DEG
MATRIX_SD: Final = 0.005
CLOCK_SD: Final = 50e-6
"""One standard deviation of the sensor's errors: 20 mg, 1 deg/s, 0.5 %, 50 ppm."""
ACC_NOISE_MS2: Final = 0.03
GYRO_NOISE_RADS: Final = 0.0017
"""RMS noise of a sample: 3 mg and 0.1 deg/s, ordinary for small sensors at 100 Hz."""
ALONG_M: Final = (0.20, 0.64)
OFF_AXIS_M: Final = (0.03, 0.05)
CONTACT_SHARE: Final = (0.2, 0.7)
"""Speed at which a lowered bar meets the floor, share of the descent's mean speed."""
RACKED_SHARE: Final = 0.7
"""Share of the sets of a racked lift whose recording holds the un-rack and the re-rack."""
HANDLED_SHARE: Final = 0.3
"""Share of those after which somebody handles the bar."""
ROLL_BEND: Final = 0.35
"""How far the roll may run ahead of, or behind, the travel in mid-travel, share of its range."""
BANDWIDTH_SHARE: Final = 0.4
"""The sensor's own low-pass, share of its rate."""


@dataclass(frozen=True, slots=True)
class Variation:
    """Ordinary variation from rep to rep, one standard deviation: shares, and for the tilt rad."""

    times: float = 0.07
    pauses: float = 0.15
    travel: float = 0.015
    tilt_rad: float = 0.5 * RAD_PER_DEG
    forward_m: float = 0.005


ORDINARY: Final = Variation()
"""Ordinary variation of a practised lifter; all of it ours."""


def random_sensor(rng: Rng, rate_hz: float) -> SensorModel:
    """A sensor clipped anywhere on the shaft, any way round, with ordinary errors."""
    quaternion = rng.standard_normal(4)
    side = 1.0 if rng.random() < 0.5 else -1.0
    return SensorModel(
        rate_hz=rate_hz,
        mounting_wxyz=(float(quaternion[0]), float(quaternion[1]), float(quaternion[2]), float(quaternion[3])),
        along_m=side * float(rng.uniform(*ALONG_M)),
        off_axis_m=float(rng.uniform(*OFF_AXIS_M)),
        around_rad=float(rng.uniform(0.0, 2.0 * math.pi)),
        acc_bias_ms2=_vector(rng, ACC_BIAS_MS2),
        gyro_bias_rads=_vector(rng, GYRO_BIAS_RADS),
        acc_noise_ms2=ACC_NOISE_MS2,
        gyro_noise_rads=GYRO_NOISE_RADS,
        acc_matrix=_nearly_exact(rng),
        gyro_matrix=_nearly_exact(rng),
        bits=16,
        clock_error=float(rng.normal(0.0, CLOCK_SD)),
        bandwidth_hz=BANDWIDTH_SHARE * rate_hz,
    )


def _vector(rng: Rng, sd: float) -> Vector:
    x, y, z = rng.normal(0.0, sd, 3)
    return float(x), float(y), float(z)


def _nearly_exact(rng: Rng) -> Matrix:
    m = np.eye(3) + rng.normal(0.0, MATRIX_SD, (3, 3))
    a, b, c = ((float(r[0]), float(r[1]), float(r[2])) for r in m)
    return a, b, c


def plain_link(rng: Rng) -> Link:
    """Packets of 4-10 samples in ordinary bursts; nothing is lost."""
    return Link(
        packet_samples=int(rng.integers(4, 11)),
        burst_s=float(rng.uniform(0.015, 0.06)),
        jitter_s=0.004,
        stall_rate_per_min=4.0,
    )


def base_rep(rng: Rng, exercise: str) -> RepPlan:
    """An ordinary controlled rep of an exercise: travel, times and path drawn from its habits."""
    habit = habit_of(exercise)
    travel = float(rng.uniform(*habit.travel_m))
    descent_ms = float(rng.uniform(*habit.descent_ms))
    return RepPlan(
        travel_m=travel,
        descent_s=travel / descent_ms,
        drive_s=travel / float(rng.uniform(*habit.drive_ms)),
        bottom_pause_s=float(rng.choice([0.0, rng.uniform(0.1, 0.8)])),
        top_pause_s=float(rng.uniform(0.3, 1.6)),
        peak_at=float(rng.uniform(0.40, 0.55)),
        drive_peak_at=float(rng.uniform(0.38, 0.55)),
        sticking=float(rng.choice([0.0, rng.uniform(0.1, 0.5)])),
        forward_descent_m=float(rng.uniform(*habit.forward_m)),
        forward_drive_m=float(rng.uniform(*habit.forward_m)) * float(rng.choice([-1.0, 1.0], p=[0.3, 0.7])),
        sideways_m=float(rng.normal(0.0, 0.005)),
        yaw_rad=float(rng.normal(0.0, 0.7 * RAD_PER_DEG)),
        tilt_rad=float(rng.uniform(-2.0, 2.0)) * RAD_PER_DEG,
        roll_rad=float(rng.uniform(*habit.roll_rad)) * float(rng.choice([-1.0, 1.0])),
        contact_ms=float(rng.uniform(*CONTACT_SHARE)) * descent_ms if habit.on_floor else 0.0,
    )


def varied(rng: Rng, base: RepPlan, count: int, by: Variation = ORDINARY) -> tuple[RepPlan, ...]:
    """`count` reps like `base`, each a little different, as a lifter's reps are."""

    def around(value: float, share: float) -> float:
        return value * float(np.clip(1.0 + share * rng.standard_normal(), 1.0 - 3.0 * share, 1.0 + 3.0 * share))

    return tuple(
        replace(
            base,
            travel_m=around(base.travel_m, by.travel),
            descent_s=around(base.descent_s, by.times),
            drive_s=around(base.drive_s, by.times),
            bottom_pause_s=around(base.bottom_pause_s, by.pauses),
            top_pause_s=around(base.top_pause_s, by.pauses),
            forward_descent_m=base.forward_descent_m + float(rng.normal(0.0, by.forward_m)),
            forward_drive_m=base.forward_drive_m + float(rng.normal(0.0, by.forward_m)),
            sideways_m=base.sideways_m + float(rng.normal(0.0, by.forward_m)),
            tilt_rad=base.tilt_rad + float(rng.normal(0.0, by.tilt_rad)),
            roll_rad=around(base.roll_rad, 0.05),
        )
        for _ in range(count)
    )


def around_set(rng: Rng, exercise: str, reps: tuple[RepPlan, ...]) -> SetPlan:
    """A set with what surrounds it: rack and walk-out where the lift has them, quiet ends."""
    habit = habit_of(exercise)
    racked = habit.racked and rng.random() < RACKED_SHARE
    handled_s = float(rng.uniform(2.0, 6.0)) if racked and rng.random() < HANDLED_SHARE else 0.0
    return SetPlan(
        exercise=exercise,
        reps=reps,
        rest_before_s=float(rng.uniform(1.5, 4.0)),
        rest_after_s=float(rng.uniform(1.5, 4.0)) + handled_s,
        un_rack=racked,
        walk_out_steps=int(rng.integers(2, 4)) if habit.walks else 0,
        settle_s=float(rng.uniform(1.2, 3.0)),
        re_rack=racked,
        plates_on_floor=exercise == "deadlift",
        sway_m=float(rng.uniform(0.002, 0.006)),
        tremor_ms2=float(rng.uniform(0.06, 0.2)),
        roll_bend=float(rng.uniform(-ROLL_BEND, ROLL_BEND)),
        moving_after_s=handled_s,
    )


def _ordinary(rng: Rng, exercise: str, **changes: float) -> SetPlan:
    base = replace(base_rep(rng, exercise), **changes)  # type: ignore[arg-type]
    return around_set(rng, exercise, varied(rng, base, int(rng.integers(3, 9))))


def _rest(rng: Rng) -> SetPlan:
    exercise = str(rng.choice(MIXED))
    # Rests keep at least the 0.3 s that the family promises, whatever the variation.
    plan = _ordinary(rng, exercise)
    return replace(plan, reps=tuple(replace(r, top_pause_s=max(r.top_pause_s, 0.3)) for r in plan.reps))


def _touch_and_go(rng: Rng) -> SetPlan:
    exercise = str(rng.choice(MIXED[:5]))
    plan = _ordinary(rng, exercise, top_pause_s=0.0)
    return replace(plan, reps=(*plan.reps[:-1], replace(plan.reps[-1], top_pause_s=1.0)))


def _slow(rng: Rng) -> SetPlan:
    exercise = str(rng.choice(MIXED))
    base = base_rep(rng, exercise)
    # From leaving to reaching rest; between the edges of the measurement it is 4-6 s.
    longer = float(rng.uniform(4.6, 6.9)) / base.descent_s
    base = replace(
        base,
        descent_s=base.descent_s * longer,
        contact_ms=base.contact_ms / longer,
        peak_at=0.5,
        even=float(rng.uniform(0.0, 0.5)),
    )
    return around_set(rng, exercise, varied(rng, base, int(rng.integers(3, 7))))


def _deadlift(rng: Rng) -> SetPlan:
    base = replace(
        base_rep(rng, "deadlift"),
        contact_ms=float(rng.uniform(0.3, 1.0)),
        bottom_pause_s=float(rng.uniform(0.1, 1.5)),
        top_pause_s=float(rng.uniform(0.1, 0.8)),
        peak_at=0.6,
    )
    plan = around_set(rng, "deadlift", varied(rng, base, int(rng.integers(3, 9))))
    return replace(plan, rest_before_s=2.0, rest_after_s=2.0)


def _unequal_lockout(rng: Rng) -> SetPlan:
    plan = _rest(rng)
    offsets = rng.normal(0.0, 0.01, len(plan.reps))
    reps = tuple(replace(r, lockout_offset_m=float(o)) for r, o in zip(plan.reps, offsets, strict=True))
    return replace(plan, reps=reps)


def _failed_last(rng: Rng) -> SetPlan:
    plan = _rest(rng)
    last = replace(plan.reps[-1], kind="failed", partial=float(rng.uniform(0.2, 0.6)))
    return replace(plan, reps=(*plan.reps[:-1], last))


def _half_rep(rng: Rng) -> SetPlan:
    plan = _rest(rng)
    where = int(rng.integers(1, len(plan.reps)))
    half = replace(plan.reps[where], kind="half", partial=float(rng.uniform(0.3, 0.5)))
    return replace(plan, reps=(*plan.reps[:where], half, *plan.reps[where + 1 :]))


def _pick_up(rng: Rng) -> SetPlan:
    exercise = str(rng.choice(["romanian_deadlift", "row", "overhead_press"]))
    plan = replace(_ordinary(rng, exercise), un_rack=False, re_rack=False, walk_out_steps=0)
    height = {"romanian_deadlift": (0.5, 0.7), "row": (0.35, 0.55), "overhead_press": (1.0, 1.2)}[exercise]
    return replace(plan, pick_up_m=float(rng.uniform(*height)))


def _dropped(rng: Rng) -> SetPlan:
    plan = _deadlift(rng)
    only_last = rng.random() < 0.5
    last = len(plan.reps) - 1
    reps = (replace(r, kind="dropped", bottom_pause_s=max(r.bottom_pause_s, 0.8)) for r in plan.reps)
    return replace(plan, reps=tuple(r if not only_last or k == last else plan.reps[k] for k, r in enumerate(reps)))


def _clean(rng: Rng) -> SetPlan:
    plan = _rest(rng)
    return replace(plan, reps=tuple(replace(r, sticking=min(r.sticking, 0.3)) for r in plan.reps))


def _runaway(rng: Rng) -> SetPlan:
    exercise = str(rng.choice(["squat", "front_squat", "bench"]))
    base = replace(base_rep(rng, exercise), descent_s=float(rng.uniform(1.6, 2.4)))
    reps = list(varied(rng, base, int(rng.integers(4, 8)), replace(ORDINARY, times=0.03)))
    for index in range(2, len(reps)):
        if index == 2 or rng.random() < 0.4:
            reps[index] = replace(reps[index], descent_s=base.descent_s * float(rng.uniform(0.4, 0.6)))
    return around_set(rng, exercise, tuple(reps))


def _arriving(rng: Rng) -> Link:
    """Samples stamped when their packet arrives, in bursts, with a stall every few seconds."""
    burst_s = float(rng.uniform(0.03, 0.06))
    return replace(plain_link(rng), burst_s=burst_s, stall_rate_per_min=10.0, stamps=Stamps.ARRIVAL)


def _on_sleeve(rng: Rng, rate_hz: float) -> SensorModel:
    sensor = random_sensor(rng, rate_hz)
    along = math.copysign(float(rng.uniform(SLEEVE_FROM_M + 0.02, 0.85)), sensor.along_m)
    return replace(sensor, along_m=along, off_axis_m=0.03, on_sleeve=True, sleeve_s=float(rng.uniform(1.0, 4.0)))


@dataclass(frozen=True, slots=True)
class Family:
    """How a family draws its plan, at which rate, over which link, with which sensor."""

    plan: Callable[[Rng], SetPlan]
    rate_hz: float = 100.0
    link: Callable[[Rng], Link] = plain_link
    sensor: Callable[[Rng, float], SensorModel] = random_sensor


def _lossy(rng: Rng) -> Link:
    return replace(plain_link(rng), loss_fraction=0.05)


def _lossy_bursts(rng: Rng) -> Link:
    return replace(plain_link(rng), loss_fraction=0.05, loss_burst_s=0.3)


def _gappy(rng: Rng) -> Link:
    """60-400 gaps a minute; where they are many they are short, for about half of the samples must arrive."""
    rate = math.exp(rng.uniform(math.log(60.0), math.log(400.0)))
    longest = float(np.clip(2.0 * 0.5 * 60.0 / rate - 0.1, 0.12, 0.3))
    return Link(packet_samples=2, jitter_s=0.004, gap_rate_per_min=rate, gap_s=(0.1, longest))


FAMILIES: Final = MappingProxyType(
    {
        "rest": Family(_rest),
        "touch_and_go": Family(_touch_and_go),
        "slow": Family(_slow),
        "rate50": Family(_rest, 50.0),
        "loss5": Family(_rest, link=_lossy),
        "loss5_burst": Family(_rest, link=_lossy_bursts),
        "deadlift45": Family(_deadlift, 45.0, _gappy),
        "unequal_lockout": Family(_unequal_lockout),
        "failed_last": Family(_failed_last),
        "half_rep": Family(_half_rep),
        "pick_up": Family(_pick_up),
        "hip_thrust": Family(lambda rng: _ordinary(rng, "hip_thrust")),
        "bench": Family(lambda rng: _ordinary(rng, "bench")),
        "clean": Family(_clean),
        "runaway": Family(_runaway),
        "arrival": Family(_rest, link=_arriving),
        "sleeve": Family(_rest, sensor=_on_sleeve),
        "dropped": Family(_dropped),
    }
)
"""By name; the names are fixed, as benchmarks quote them."""


def plan_set(family: str, seed: int) -> tuple[SetPlan, SensorModel, Link]:
    """A random set of a family: plan, sensor, link. Raises ParameterError for a family that is not in `FAMILIES`."""
    if family not in FAMILIES:
        raise ParameterError(f"family {family!r} is not known", f"Choose one of: {', '.join(FAMILIES)}.")
    row = FAMILIES[family]
    rng = np.random.default_rng((seed, zlib.crc32(family.encode())))
    return row.plan(rng), row.sensor(rng, row.rate_hz), row.link(rng)
