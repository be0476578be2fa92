"""What was really done: the phases, speeds and travel of each rep, by the rules of the measurement.

Edges follow `dsp/signs/README.md`: a phase begins and ends where the vertical speed of the sensor's place passes
max(0.02 m/s, 5 % of the phase's own peak), looked for outward from that peak; a dip below it of less than 0.2 s well
inside the phase does not end it. All values are those of the sensor's place; shocks (ringing of the shaft) are left
out, as they move it by millimetres and no phase.
"""

from __future__ import annotations

from dataclasses import dataclass

from dsp.results import RefusalReason
from dsp.samples import FloatArray


@dataclass(frozen=True, slots=True)
class PhaseTruth:
    """One descent or drive: edges s (recording's time base), speeds m/s (magnitudes), travel m between the edges.

    late_ratio: mean speed of the last quarter of the travel over that of its middle half.
    """

    start_s: float
    end_s: float
    mean_speed_ms: float
    peak_speed_ms: float
    peak_s: float
    travel_m: float
    late_ratio: float

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class BottomTruth:
    """The turning point: from the end of the descent to the start of the next drive.

    dwell_s: within +-0.05 m/s around the lowest point. turnaround_acc_ms2: greatest upward acceleration (10 Hz
    low-pass, zero phase) from a quarter second before the pause to one after it, within the peaks of speed either
    side; None where the floor stops the bar.
    """

    start_s: float
    end_s: float
    dwell_s: float
    turnaround_acc_ms2: float | None

    @property
    def pause_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class FeatureTruth:
    """What the signs of lost control ask of one rep; None where it is not defined for this movement.

    tempo_*_s: from leaving to reaching rest, by a straight line through the edge and 2.5 times the edge's speed.
    second_sink_m: sinking again after the bar had stopped. step_m: greatest horizontal step of the bar's centre
    within 0.25 s in the lowest fifth of the travel; roll_rate_rads: greatest roll rate of the shaft there.
    wobble_acc_ms2, wobble_rads: 4-10 Hz RMS of horizontal acceleration, and of angular rate, in a dwell of 0.3 s or
    more. forward_descent_m, forward_drive_m: most forward point of the phase, from where the rep started.
    overshoot_m: above the height at which the bar settles in the lockout. lockout_still_s, floor_rest_s: time
    slower than 0.02 m/s. contact_ms: downward speed at the floor.
    """

    tempo_eccentric_s: float | None = None
    tempo_bottom_s: float | None = None
    tempo_concentric_s: float | None = None
    tempo_top_s: float | None = None
    second_sink_m: float | None = None
    step_m: float | None = None
    roll_rate_rads: float | None = None
    wobble_acc_ms2: float | None = None
    wobble_rads: float | None = None
    forward_descent_m: float | None = None
    forward_drive_m: float | None = None
    overshoot_m: float | None = None
    lockout_still_s: float | None = None
    floor_rest_s: float | None = None
    contact_ms: float | None = None


@dataclass(frozen=True, slots=True)
class RepTruth:
    """One movement that is a rep, or that might be taken for one.

    number: counts reps from 1; 0 where `is_rep` is False, and `reason` then says what it was.
    descent, drive: None where there was none (dropped, pick-up). bottom: after the last drive-first rep None.
    top_pause_s: still time at lockout after the drive; None where nothing follows.
    rom_m: vertical travel of the descent (of the drive where there is none).
    forward_m, backward_m, lateral_m: farthest from where the rep started, of the sensor's place.
    centre_forward_m: the same of the bar's centre. roll_rad, tilt_rad, yaw_rad: ranges within the rep.
    tilt_mean_rad: mean left-right tilt. features: what the signs ask.
    plan: index into the plan's reps, None for the pick-up.
    """

    number: int
    is_rep: bool
    reason: RefusalReason | None
    start_s: float
    end_s: float
    descent: PhaseTruth | None
    bottom: BottomTruth | None
    drive: PhaseTruth | None
    top_pause_s: float | None
    rom_m: float
    forward_m: float
    backward_m: float
    lateral_m: float
    centre_forward_m: float
    roll_rad: float
    tilt_rad: float
    yaw_rad: float
    tilt_mean_rad: float
    features: FeatureTruth
    plan: int | None


@dataclass(frozen=True, slots=True)
class Moment:
    """Something other than a rep: `un_rack`, `step`, `re_rack`, `pick_up`, `set_down`, `rest`, `settle`, `after`."""

    name: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class SetTruth:
    """Truth of a set. Per-sample arrays have a row for every sample taken, arrived or not.

    time_s: (n,) in the recording's time base. position_m, velocity_ms: (n, 3) of the sensor's place, world axes, from
    where the first rep starts (z is 0 at its lockout, or at its floor). centre_m: (n, 3) of the bar's centre.
    roll_rad, tilt_rad, yaw_rad: (n,) of the bar; sensor_roll_rad: of what the sensor is clipped to (a sleeve turns
    on its own). settle_s: from the end of the last step (or lift) to the start of the first rep, None without one.
    sway_m: RMS horizontal sway of the bar's centre in that time.
    """

    reps: tuple[RepTruth, ...]
    moments: tuple[Moment, ...]
    time_s: FloatArray
    position_m: FloatArray
    velocity_ms: FloatArray
    centre_m: FloatArray
    roll_rad: FloatArray
    tilt_rad: FloatArray
    yaw_rad: FloatArray
    sensor_roll_rad: FloatArray
    settle_s: float | None
    sway_m: float | None

    @property
    def count(self) -> int:
        """How many reps there are."""
        return sum(rep.is_rep for rep in self.reps)
