"""Reps with known features, for the tests of the signs."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Final

from dsp.constants import RAD_PER_DEG
from dsp.context import SetContext
from dsp.features import Measured, RepFeatures, StartFeatures
from dsp.limits import SignLimits
from dsp.results import Quality, Sign
from dsp.signs import judge_set

LIMITS: Final = SignLimits()

CALM: Final = {
    "descent_s": 2.0, "descent_speed_ms": 0.25, "descent_peak_ms": 0.4, "tempo_eccentric_s": 2.1, "tempo_bottom_s": 0.5,
    "tempo_concentric_s": 1.1, "tempo_top_s": 1.2, "late_ratio": 0.45, "turnaround_acc_ms2": 3.0, "dwell_s": 0.5,
    "second_sink_m": 0.0, "late_drop_s": 0.0, "bottom_wobble_acc_ms2": 0.1, "bottom_wobble_rads": 0.05,
    "bottom_step_m": 0.005, "bottom_roll_rate_rads": 20.0 * RAD_PER_DEG, "tilt_rad": 1.0 * RAD_PER_DEG,
    "yaw_rad": 0.5 * RAD_PER_DEG, "sideways_m": 0.01, "forward_descent_m": 0.02, "forward_drive_m": 0.03,
    "drive_s": 1.0, "drive_speed_ms": 0.5, "drive_peak_ms": 0.8, "rom_m": 0.5, "overshoot_m": 0.005,
    "lockout_still_s": 1.0, "floor_rest_s": 0.3, "contact_speed_ms": 0.3,
}  # fmt: skip
"""A calm rep of about half a metre: no sign in any lift without a prescription."""

MEASURED: Final = tuple(f.name for f in fields(RepFeatures) if f.default is None)
"""The names of the features that carry a sigma."""


def rep(number: int, sigma: float = 0.0, quality: Quality = Quality.GOOD, **changed: float | None) -> RepFeatures:
    """A calm rep with some features changed; all with the same sigma, in the unit of each."""
    values = CALM | changed
    start_s = 10.0 * number
    return RepFeatures(
        number, quality, start_s, start_s + 4.0, descent_end_at_s=start_s + 2.0, bottom_end_at_s=start_s + 2.5,
        drive_end_at_s=start_s + 3.5, top_end_at_s=start_s + 5.0,
        **{name: None if value is None else Measured(value, sigma) for name, value in values.items()},
    )  # fmt: skip


def after_two(*later: RepFeatures) -> list[RepFeatures]:
    """Two calm reps, then those given."""
    return [rep(1), rep(2), *later]


def with_sigma(features: RepFeatures, name: str, sigma: float) -> RepFeatures:
    """The same rep with another sigma of one feature, if it is known."""
    measured = getattr(features, name)
    return features if measured is None else replace(features, **{name: Measured(measured.value, sigma)})


def signs(
    reps: list[RepFeatures],
    context: SetContext,
    code: str | None = None,
    limits: SignLimits = LIMITS,
    start: StartFeatures | None = None,
) -> list[Sign]:
    """The signs of a set, of one code if one is named."""
    return [s for s in judge_set(start, reps, context, limits) if code is None or s.code == code]
