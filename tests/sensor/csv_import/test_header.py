"""Columns are told by name and unit, however programs spell them."""

from __future__ import annotations

import math

import pytest

from dsp.constants import STANDARD_GRAVITY_MS2
from sensor.csv_import.header import Column, Quantity, columns_of

G = STANDARD_GRAVITY_MS2
DEG = math.pi / 180


def column(name: str) -> Column:
    return columns_of([name])[0]


@pytest.mark.parametrize(
    ("name", "divisor"),
    [
        ("time_s", 1.0),
        ("time_ms", 1e3),
        ("time_us", 1e6),
        ("time_ns", 1e9),
        ("timestamp_ms", 1e3),
        ("timestamp (ms)", 1e3),
        ("timestampMs", 1e3),
        ("elapsed (s)", 1.0),
        ("epoch (ms)", 1e3),
        ("Time [s]", 1.0),
        ("seconds_elapsed", 1.0),
        ("t_s", 1.0),
        ("time_µs", 1e6),
        ("ms", 1e3),
    ],
)
def test_times(name: str, divisor: float) -> None:
    found = column(name)
    assert (found.quantity, found.divisor) == (Quantity.TIME, divisor)


@pytest.mark.parametrize(
    ("name", "axis", "scale"),
    [
        ("ax_g", 0, G),
        ("ay_mg", 1, G / 1000),
        ("az_ms2", 2, 1.0),
        ("x-axis (g)", 0, G),
        ("acc_x_g", 0, G),
        ("accX(g)", 0, G),
        ("accel_x (m/s^2)", 0, 1.0),
        ("Acceleration y (m/s²)", 1, 1.0),
        ("accelerometer_z_m/s2", 2, 1.0),
        ("az [m/s^2]", 2, 1.0),
        ("z_acc_m_s2", 2, 1.0),
        ("AX_G", 0, G),
        (" ax_g ", 0, G),
    ],
)
def test_accelerations(name: str, axis: int, scale: float) -> None:
    found = column(name)
    assert (found.quantity, found.axis) == (Quantity.ACC, axis)
    assert (found.factor or 0) / (found.divisor or 1) == pytest.approx(scale)


@pytest.mark.parametrize(
    ("name", "axis", "scale"),
    [
        ("gx_dps", 0, DEG),
        ("wy_rads", 1, 1.0),
        ("z-axis (deg/s)", 2, DEG),
        ("gyro_x (rad/s)", 0, 1.0),
        ("Gyroscope y (°/s)", 1, DEG),
        ("AsZ(°/s)", 2, DEG),
        ("gyr_x_deg_s", 0, DEG),
        ("angular velocity z (rad/s)", 2, 1.0),
        ("gx_mdps", 0, DEG / 1000),
    ],
)
def test_rates(name: str, axis: int, scale: float) -> None:
    found = column(name)
    assert (found.quantity, found.axis) == (Quantity.RATE, axis)
    assert (found.factor or 0) / (found.divisor or 1) == pytest.approx(scale)


@pytest.mark.parametrize("name", ["ax", "gx", "time", "accX", "gx_g", "ax_dps", "ax_ms", "time (-13:00)", "ax (foo)"])
def test_a_unit_that_cannot_be_told_is_not_guessed(name: str) -> None:
    found = column(name)
    assert found.quantity is not None
    assert found.factor is None


@pytest.mark.parametrize(
    "name", ["x", "load", "", "x_m", "roll_deg", "temperature (C)", "absolute acceleration (m/s^2)"]
)
def test_other_columns_are_left_alone(name: str) -> None:
    assert column(name).quantity is None


def test_acceleration_without_gravity_is_not_taken() -> None:
    found = column("Linear Acceleration x (m/s^2)")
    assert found.quantity is None
    assert found.without_gravity
