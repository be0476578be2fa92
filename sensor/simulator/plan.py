"""What a simulated lifter does: one plan a rep, one plan a set. Plain data, no randomness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

RepKind: TypeAlias = Literal["full", "failed", "half", "dropped"]
"""full: there and back. failed: the drive stalls and the bar goes back to the bottom (pins, floor).
half: only `partial` of the travel, both ways. dropped: let go after lockout, falls freely to the floor."""

SINK_STOP_S: Final = 0.35
"""How long the bar has stopped before it sinks again, s: long enough for its speed to reach zero."""


@dataclass(frozen=True, slots=True)
class RepPlan:
    """One movement of the bar. Lengths in m, times in s, angles in rad; the rest is a share of 0..1.

    travel_m: from lockout to bottom. descent_s, drive_s: from leaving rest to reaching rest.
    bottom_pause_s: at the turning point; for lifts that begin with the drive, after the descent.
    top_pause_s: at lockout after this rep (within it for lifts that begin with the drive).
        A pause of zero means that the bar turns round without stopping.
    peak_at, drive_peak_at: where the speed peaks, as a share of the phase's time.
    even: 0 a bell, 1 an almost constant speed through the descent.
    late_rush: 0 calm, 1 speed kept up and growing through the last quarter of the descent.
    bounce: upward acceleration at the very turn, as a multiple of what the phases alone give (needs no pause).
    second_sink_m: the bar stops that much short of the bottom and then sinks again.
    sticking: depth of the dip in the drive's speed. overshoot_m: past the lockout, and back.
    forward_descent_m, forward_drive_m: most forward point in the phase.
    sideways_m: along the bar, greatest at the bottom.
    shift_m: sudden forward step at the bottom. roll_kick_rad: sudden extra roll at the bottom.
    wobble_ms2: RMS of a 4-10 Hz horizontal tremble in the bottom, with its angular part.
    tilt_rad: left-right tilt, right end up. yaw_rad: turn about the vertical, greatest at the bottom.
    roll_rad: range of the shaft's roll over the rep, either way round. contact_ms: speed at which the floor is met.
    lockout_offset_m: height of this rep's lockout against that of the first start (drive first: added to the travel).
    partial: share of the travel that a half rep, or a failing drive, reaches.
    """

    travel_m: float
    descent_s: float
    drive_s: float
    bottom_pause_s: float = 0.0
    top_pause_s: float = 1.0
    peak_at: float = 0.5
    drive_peak_at: float = 0.45
    even: float = 0.0
    late_rush: float = 0.0
    bounce: float = 1.0
    second_sink_m: float = 0.0
    sticking: float = 0.0
    overshoot_m: float = 0.0
    forward_descent_m: float = 0.0
    forward_drive_m: float = 0.0
    sideways_m: float = 0.0
    shift_m: float = 0.0
    roll_kick_rad: float = 0.0
    wobble_ms2: float = 0.0
    tilt_rad: float = 0.0
    yaw_rad: float = 0.0
    roll_rad: float = 0.0
    contact_ms: float = 0.0
    kind: RepKind = "full"
    lockout_offset_m: float = 0.0
    partial: float = 0.5


@dataclass(frozen=True, slots=True)
class SetPlan:
    """One set, from the first quiet second to the last.

    rest_before_s, rest_after_s: at the ends; in the rack with `un_rack` and `re_rack`, on the floor for lifts
        from the floor or with `pick_up_m`, else in the lifter's hands.
    un_rack: lifted off the hooks. walk_out_steps: steps back before (and to the rack after) the set.
    settle_s: standing still between the last step and the first rep.
    plates_on_floor: plates bang on the floor at the end of each descent (lifts from the floor).
    pick_up_m: height the bar is lifted from the floor before the set, and set down after it.
    sway_m: RMS horizontal sway of the standing lifter. settle_sway: that sway before the first rep, as a multiple.
    tremor_ms2: RMS of the ordinary trembling of a loaded lifter in each direction.
    roll_bend: how far the roll runs ahead of the travel in mid-travel, share of its range (negative: behind).
    moving_after_s: how much of `rest_after_s` somebody handles the bar (plates, knocks, turning it).
    """

    exercise: str
    reps: tuple[RepPlan, ...]
    rest_before_s: float = 2.0
    rest_after_s: float = 2.0
    un_rack: bool = False
    walk_out_steps: int = 0
    settle_s: float = 1.5
    re_rack: bool = False
    plates_on_floor: bool = False
    pick_up_m: float | None = None
    sway_m: float = 0.004
    settle_sway: float = 1.0
    tremor_ms2: float = 0.12
    roll_bend: float = 0.0
    moving_after_s: float = 0.0
