"""What a WitMotion sent."""

from __future__ import annotations

FIRST = bytes.fromhex(
    "55612706bc0179065500e7fec4fa3e00eaff000055613806c7016b0698ff79fe74fb3e00eaff0000"
    "55618006cc017f06b2feb8fe0dfc3e00eaff000055618206ad018c0696fe58ff65fc3e00eaff0000"
)
"""The first notification of a real capture of a WT901BLE67 (RGu0/WT901, MIT)."""
