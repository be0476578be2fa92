"""Whatever the bytes: samples, or this package's own error, and nothing else."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sensor.errors import InputError
from sensor.opening import open_recording

HEADERS = [
    "time_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps",
    "timestamp_ms;ax_mg;ay_mg;az_mg",
    "epoch (ms)\telapsed (s)\tx-axis (g)\ty-axis (g)\tz-axis (g)",
    '"time_us","ax_ms2","ay_ms2","az_ms2","wx_rads","wy_rads","wz_rads"',
]
CELLS = st.one_of(
    st.floats(width=32).map(repr),
    st.integers(-9, 99).map(str),
    st.sampled_from(["", "nan", "inf", '"', '"1,5"', "#", "\r", "\0", "é", "1e400", "-", ";", "\t", "\ufeff", "//"]),
    st.text(max_size=4),
)
TABLES = st.tuples(
    st.sampled_from(HEADERS),
    st.lists(st.lists(CELLS, max_size=9), max_size=12),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
).map(lambda t: t[3].join([t[0], *(t[2].join(row) for row in t[1])]).encode("utf-8", "surrogatepass"))


def check(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "set.csv"
        path.write_bytes(content)
        try:
            recording = open_recording(path)
        except InputError as error:
            assert "\n" not in str(error)  # noqa: PT017
            return
        for sensor in recording.sensors:
            assert len(sensor.samples) >= 3
            assert not np.isinf(sensor.samples.acc_ms2).any()
            known = sensor.samples.time_s[np.isfinite(sensor.samples.time_s)]
            assert (np.diff(known) >= 0).all()
            assert sensor.chunks.stop[-1] == len(sensor.samples)


@given(TABLES)
@settings(max_examples=400)
def test_tables_gone_wrong(content: bytes) -> None:
    check(content)


@given(st.binary(max_size=300))
@example(b"\x1f\x8b\x08")
@example(b"\x89MCAP0\r\n")
@example(b"\x89MCA")
@settings(max_examples=200)
def test_any_bytes(content: bytes) -> None:
    check(content)


@given(TABLES, st.integers(0, 400), st.integers(0, 255))
@settings(max_examples=150)
def test_gzip_gone_wrong(content: bytes, where: int, value: int) -> None:
    packed = bytearray(gzip.compress(content))
    packed[where % len(packed)] = value
    check(bytes(packed))


@given(st.lists(st.floats(-50, 50), min_size=7, max_size=70).filter(lambda v: len(v) % 7 == 0))
@settings(max_examples=50)
def test_every_float_reads_back_exactly(values: list[float]) -> None:
    rows = np.array(values + [0.0] * 21).reshape(-1, 7)
    rows[:, 0] = np.arange(len(rows)) * 0.01
    text = "time_s,ax_ms2,ay_ms2,az_ms2,gx_rads,gy_rads,gz_rads\n"
    text += "".join(",".join(map(repr, row)) + "\n" for row in rows.tolist())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "set.csv"
        path.write_text(text)
        samples = open_recording(path).sensors[0].samples
    np.testing.assert_array_equal(np.column_stack([samples.time_s, samples.acc_ms2, samples.gyro_rads]), rows)
