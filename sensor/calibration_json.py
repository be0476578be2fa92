"""A calibration as plain JSON values, the same in recordings and in the store; hostile values are no calibration."""

from __future__ import annotations

from typing import Final, TypeAlias, cast

from dsp.calibration import UNIT, Calibration, Matrix, Vector

Plain: TypeAlias = dict[str, list[float] | list[list[float]]]

ZERO: Final[Vector] = (0.0, 0.0, 0.0)
VALUE_MAX: Final = 100.0
"""No bias in m/s^2 or rad/s, and no gain, is larger: a larger number was not written by this program."""


def calibration_to_plain(calibration: Calibration) -> Plain:
    """Lists of numbers by name, SI."""
    return {
        "acc_bias_ms2": list(calibration.acc_bias_ms2),
        "acc_gain": [list(row) for row in calibration.acc_gain],
        "gyro_bias_rads": list(calibration.gyro_bias_rads),
    }


def calibration_from_plain(found: object) -> Calibration | None:
    """The calibration that parsed JSON holds, None where it holds none or any value makes no sense.

    A value that is not there corrects nothing: older recordings have no gain.
    """
    if not isinstance(found, dict) or not found.keys() & {"acc_bias_ms2", "acc_gain", "gyro_bias_rads"}:
        return None
    bias = vector_from_plain(found.get("acc_bias_ms2", list(ZERO)))
    rate = vector_from_plain(found.get("gyro_bias_rads", list(ZERO)))
    gain = _matrix(found.get("acc_gain", [list(row) for row in UNIT]))
    if bias is None or rate is None or gain is None:
        return None
    return Calibration(bias, gain, rate)


def vector_from_plain(found: object) -> Vector | None:
    """Three finite numbers of a size that means something, else None."""
    if not isinstance(found, list) or len(found) != 3 or not all(map(_is_number, found)):
        return None
    return cast("Vector", tuple(float(value) for value in found))


def _matrix(found: object) -> Matrix | None:
    rows = tuple(vector_from_plain(row) for row in found) if isinstance(found, list) and len(found) == 3 else ()
    return cast("Matrix", rows) if len(rows) == 3 and None not in rows else None


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= VALUE_MAX
