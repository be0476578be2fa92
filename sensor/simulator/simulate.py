"""Simulate a set: from a plan to what the sensor sends, with the truth beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter, lfilter_zi

from dsp.constants import STANDARD_GRAVITY_MS2
from dsp.context import ClipPlace, SetContext
from dsp.samples import FloatArray, IntArray, Samples, Stamps
from sensor.simulator.attitude import Angles, body_rate, rotated, rotation, unrotated
from sensor.simulator.bar import BarMotion, move_bar
from sensor.simulator.link import Delivery, Link, deliver
from sensor.simulator.plan import SetPlan
from sensor.simulator.profile import DT_S
from sensor.simulator.rattle import rattling
from sensor.simulator.reading import find_reps
from sensor.simulator.score import Name, write_score
from sensor.simulator.sensor_model import SensorModel, report
from sensor.simulator.shocks import shocks_of
from sensor.simulator.traces import Traces
from sensor.simulator.truth import Moment, RepTruth, SetTruth


@dataclass(frozen=True, slots=True)
class Simulation:
    """A simulated recording.

    samples: what arrived, in the recording's time base: the device's clock where `Link.stamps` is `sample`, else
    arrival times (each packet's samples share one). chunks: slices of `samples`, one a packet, in order.
    arrival_s: (packets,) true time of each packet's arrival. kept: (m,) rows of `truth`'s arrays that arrived.
    context: what the analysis is told. truth: what was done.
    """

    samples: Samples
    chunks: tuple[slice, ...]
    arrival_s: FloatArray
    kept: IntArray
    context: SetContext
    truth: SetTruth


def simulate(plan: SetPlan, sensor: SensorModel, link: Link, seed: int) -> Simulation:
    """Simulate one set. The same arguments give the same bytes; the motion does not depend on sensor or link.

    Raises ParameterError for a plan that cannot be done (`write_score`).
    """
    motion_rng, shock_rng, sensor_rng, link_rng = (np.random.default_rng((seed, part)) for part in range(4))
    motion = move_bar(plan, write_score(plan, motion_rng), motion_rng)
    clipped_to = _clipped_to(sensor, motion)
    traces, force, rate = _at_the_sensor(sensor, motion, clipped_to)
    shocks = shocks_of(plan, motion, shock_rng)
    take_s = _take_times(sensor, motion.count, sensor_rng)
    struck = force + shocks.force_ms2
    felt = rattling(struck, sensor.play_m) if sensor.play_m else struck
    acc, gyro = report(sensor, felt, rate + shocks.rate_rads, take_s, sensor_rng)
    delivery = deliver(link, take_s, link_rng)
    # A device that stamps its samples counts them with a clock of its own; arrival is stamped by the host.
    device = link.stamps is Stamps.SAMPLE
    scale = 1.0 + sensor.clock_error if device else 1.0
    time_s = take_s * scale if device else _spread(delivery)
    samples = Samples(time_s[delivery.kept] if device else time_s, acc[delivery.kept], gyro[delivery.kept])
    clip = ClipPlace(sensor.along_m, sensor.off_axis_m) if sensor.place_known else None
    context = SetContext(exercise=plan.exercise, clip=clip, stamps=link.stamps)
    truth = _truth(plan, traces, clipped_to, take_s, scale)
    return Simulation(samples, delivery.packets, delivery.arrival_s, delivery.kept, context, truth)


def true_set(plan: SetPlan, sensor: SensorModel, seed: int) -> SetTruth:
    """The truth of `simulate` alone, without what the sensor reports of it; for calibrating a plan."""
    motion_rng, _, sensor_rng, _ = (np.random.default_rng((seed, part)) for part in range(4))
    motion = move_bar(plan, write_score(plan, motion_rng), motion_rng)
    clipped_to = _clipped_to(sensor, motion)
    place = motion.centre_m + rotated(rotation(clipped_to), _fixed(sensor, motion.count))
    traces = Traces(place, np.gradient(place, DT_S, axis=1), motion)
    return _truth(plan, traces, clipped_to, _take_times(sensor, motion.count, sensor_rng), 1.0)


def _at_the_sensor(sensor: SensorModel, motion: BarMotion, clipped_to: Angles) -> tuple[Traces, FloatArray, FloatArray]:
    """Path of the sensor's place, and the specific force and rate there in the axes of what it is clipped to."""
    matrices = rotation(clipped_to)
    place = motion.centre_m + rotated(matrices, _fixed(sensor, motion.count))
    velocity = np.gradient(place, DT_S, axis=1)
    force = np.gradient(velocity, DT_S, axis=1)
    force[2] += STANDARD_GRAVITY_MS2
    return Traces(place, velocity, motion), unrotated(matrices, force), body_rate(clipped_to, DT_S)


def _fixed(sensor: SensorModel, count: int) -> FloatArray:
    return np.broadcast_to(sensor.place_m[:, None], (3, count))


def _clipped_to(sensor: SensorModel, motion: BarMotion) -> Angles:
    """The attitude of the shaft, or of a sleeve that friction drags along behind it."""
    if not sensor.on_sleeve:
        return motion.angles
    share = DT_S / sensor.sleeve_s
    start = lfilter_zi([share], [1.0, share - 1.0]) * motion.angles.roll_rad[0]
    roll = lfilter([share], [1.0, share - 1.0], motion.angles.roll_rad, zi=start)[0]
    return Angles(roll, motion.angles.tilt_rad, motion.angles.yaw_rad)


def _take_times(sensor: SensorModel, count: int, rng: np.random.Generator) -> FloatArray:
    """True times at which samples are taken: a fast clock takes them early."""
    period = 1.0 / sensor.rate_hz / (1.0 + sensor.clock_error)
    first = rng.uniform(0.0, period)
    number = int(((count - 1) * DT_S - first) / period) + 1
    return first + period * np.arange(number, dtype=np.float64)


def _spread(delivery: Delivery) -> FloatArray:
    """(m,) the arrival time of its packet for each sample that arrived."""
    return np.repeat(delivery.arrival_s, [part.stop - part.start for part in delivery.packets])


def _truth(plan: SetPlan, traces: Traces, clipped_to: Angles, take_s: FloatArray, scale: float) -> SetTruth:
    motion = traces.motion
    grid = np.arange(motion.count) * DT_S
    first = next((s.start for s in motion.spans if s.phase.rep is not None), 0)

    def rows(values: FloatArray, origin: float) -> FloatArray:
        return np.interp(take_s, grid, values) - origin

    def place(values: FloatArray, origin: FloatArray) -> FloatArray:
        return np.stack([rows(row, o) for row, o in zip(values, origin, strict=True)], axis=1)

    reps = find_reps(plan, traces, scale)
    settle_s, sway_m = _settling(motion, reps, scale)
    named = (Name.DESCENT, Name.BOTTOM, Name.SINK, Name.DRIVE, Name.SETTLE_BACK, Name.TOP, Name.FALL, Name.GIVE_UP)
    return SetTruth(
        reps=reps,
        moments=tuple(
            Moment(s.phase.name.value, s.start * DT_S * scale, s.end * DT_S * scale)
            for s in motion.spans
            if s.phase.name not in named
        ),
        time_s=take_s * scale,
        position_m=place(traces.place_m, traces.place_m[:, first]),
        velocity_ms=place(traces.velocity_ms, np.zeros(3)),
        centre_m=place(motion.centre_m, motion.centre_m[:, first]),
        roll_rad=rows(motion.angles.roll_rad, 0.0),
        tilt_rad=rows(motion.angles.tilt_rad, 0.0),
        yaw_rad=rows(motion.angles.yaw_rad, 0.0),
        sensor_roll_rad=rows(clipped_to.roll_rad, 0.0),
        settle_s=settle_s,
        sway_m=sway_m,
    )


def _settling(motion: BarMotion, reps: tuple[RepTruth, ...], scale: float) -> tuple[float | None, float | None]:
    """Time from the last step (or lift) to the first rep, and the sway in it."""
    before = [s for s in motion.spans if s.phase.name in (Name.UN_RACK, Name.STEP, Name.PICK_UP)]
    first = next((r.start_s for r in reps if r.plan is not None), None)
    settle = [s for s in motion.spans if s.phase.name is Name.SETTLE]
    if not before or not settle or first is None:
        return None, None
    still = motion.centre_m[:2, settle[0].start : settle[0].end]
    sway = float(np.sqrt(still.var(axis=1).sum()))
    last = max(s.end for s in before if s.end <= settle[0].start)
    return first - last * DT_S * scale, sway
