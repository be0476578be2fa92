"""Files that open: the same numbers, however they are written down."""

from __future__ import annotations

import gzip
import math
from pathlib import Path

import numpy as np
import pytest

from dsp.constants import STANDARD_GRAVITY_MS2
from dsp.results import WarningCode
from dsp.samples import Samples, Stamps
from sensor.loaded import LoadedSensor
from sensor.opening import open_recording

HEADER = "time_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps"
ROWS = [(k / 100, 0.01 * k, -0.5, 1.25, 10.0 * k, -0.25, 3e-2) for k in range(40)]


def text_of(rows: list[tuple[float, ...]] = ROWS, header: str = HEADER) -> str:
    return "\n".join([header, *(",".join(repr(v) for v in row) for row in rows)]) + "\n"


def opened(folder: Path, content: str | bytes, name: str = "set.csv") -> LoadedSensor:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_recording(path).sensors[0]


def expect(samples: Samples, rows: list[tuple[float, ...]] = ROWS) -> None:
    values = np.array(rows)
    np.testing.assert_array_equal(samples.time_s, values[:, 0])
    np.testing.assert_allclose(samples.acc_ms2, values[:, 1:4] * STANDARD_GRAVITY_MS2, rtol=1e-15)
    np.testing.assert_allclose(samples.gyro_rads, np.deg2rad(values[:, 4:7]), rtol=1e-15)


def codes(sensor: LoadedSensor) -> set[WarningCode]:
    return {w.code for w in sensor.warnings}


def test_a_plain_file_opens_without_a_word(tmp_path: Path) -> None:
    sensor = opened(tmp_path, text_of())
    expect(sensor.samples)
    assert sensor.warnings == ()
    assert sensor.stamps is Stamps.SAMPLE
    assert sensor.has_rate


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda t: t.replace("\n", "\r\n"), id="crlf"),
        pytest.param(lambda t: t.replace("\n", "\r"), id="cr"),
        pytest.param(lambda t: "\ufeff" + t, id="bom"),
        pytest.param(lambda t: t.replace(",", ";"), id="semicolon"),
        pytest.param(lambda t: t.replace(",", ";").replace(".", ","), id="decimal comma"),
        pytest.param(lambda t: t.replace(",", "\t"), id="tab"),
        pytest.param(lambda t: "sep=;\n" + t.replace(",", ";"), id="sep line"),
        pytest.param(lambda t: "# made by hand\n\n// twice\n" + t, id="comments before"),
        pytest.param(lambda t: f"# {HEADER}\n{t}", id="header twice"),
        pytest.param(lambda t: t.replace("\n0.1,", "\n# a set begins\n\n0.1,"), id="comments within"),
        pytest.param(lambda t: "Recording of 3 May\nsensor 17\n" + t, id="titles before"),
        pytest.param(
            lambda t: "\n".join('"' + '","'.join(r.split(",")) + '"' for r in t.split("\n")[:-1]), id="quoted"
        ),
        pytest.param(lambda t: t.rstrip("\n"), id="no last line end"),
        pytest.param(lambda t: t.replace(",", " , "), id="spaces"),
        pytest.param(lambda t: t + "\n\n\n", id="blank lines at the end"),
    ],
)
def test_spellings_of_the_same_table(tmp_path: Path, change) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    sensor = opened(tmp_path, change(text_of()))
    expect(sensor.samples)
    assert sensor.warnings == ()


def test_a_header_written_as_a_comment(tmp_path: Path) -> None:
    path = tmp_path / "numpy.csv"
    np.savetxt(path, np.array(ROWS), delimiter=",", header=HEADER, fmt="%.17g")
    expect(open_recording(path).sensors[0].samples)


def test_quoted_decimal_commas(tmp_path: Path) -> None:
    rows = ["\n" + ",".join(f'"{v!r}"'.replace(".", ",") for v in row) for row in ROWS]
    expect(opened(tmp_path, HEADER + "".join(rows)).samples)


def test_gzipped_whatever_its_name(tmp_path: Path) -> None:
    packed = gzip.compress(text_of().encode())
    for name in ("set.csv.gz", "set.csv", "set.bin"):
        expect(opened(tmp_path, packed, name).samples)


def test_columns_in_any_order_among_others(tmp_path: Path) -> None:
    header = "note,gz_dps,ay_g,temperature,time_s,ax_g,az_g,gy_dps,gx_dps"
    lines = [f"lift ü,{gz!r},{ay!r},21.5,{t!r},{ax!r},{az!r},{gy!r},{gx!r}" for t, ax, ay, az, gx, gy, gz in ROWS]
    expect(opened(tmp_path, "\n".join([header, *lines])).samples)


@pytest.mark.parametrize(
    ("header", "scales"),
    [
        ("time_ms,ax_mg,ay_mg,az_mg,wx_rads,wy_rads,wz_rads", (1e3, 1e3, math.pi / 180)),
        ("time_us,ax_ms2,ay_ms2,az_ms2,gx_dps,gy_dps,gz_dps", (1e6, STANDARD_GRAVITY_MS2, 1.0)),
        ("time_ns,ax_g,ay_g,az_g,gx_rads,gy_rads,gz_rads", (1e9, 1.0, math.pi / 180)),
    ],
)
def test_units(tmp_path: Path, header: str, scales: tuple[float, float, float]) -> None:
    rows = [
        (row[0] * scales[0], *(v * scales[1] for v in row[1:4]), *(v * scales[2] for v in row[4:7])) for row in ROWS
    ]
    samples = opened(tmp_path, text_of(rows, header)).samples
    np.testing.assert_allclose(samples.time_s, [r[0] for r in ROWS], rtol=1e-14, atol=1e-15)
    np.testing.assert_allclose(samples.acc_ms2, np.array(ROWS)[:, 1:4] * STANDARD_GRAVITY_MS2, rtol=1e-13)
    np.testing.assert_allclose(samples.gyro_rads, np.deg2rad(np.array(ROWS)[:, 4:7]), rtol=1e-13)


def test_whole_milliseconds_become_the_very_seconds_they_print_as(tmp_path: Path) -> None:
    rows = [(float(1234 + k), *row[1:]) for k, row in enumerate(ROWS)]
    samples = opened(tmp_path, text_of(rows, HEADER.replace("time_s", "time_ms"))).samples
    assert samples.time_s.tolist() == [float(f"1.{234 + k}") for k in range(len(ROWS))]


def test_times_since_1970_stay_the_files_own(tmp_path: Path) -> None:
    rows = [(1.7e9 + row[0], *row[1:]) for row in ROWS]
    assert opened(tmp_path, text_of(rows)).samples.time_s[0] == 1.7e9


def test_no_angular_rate_is_said_not_made_up(tmp_path: Path) -> None:
    sensor = opened(tmp_path, text_of([r[:4] for r in ROWS], "time_s,ax_g,ay_g,az_g"))
    assert not sensor.has_rate
    assert not sensor.samples.gyro_rads.any()
    assert codes(sensor) == {WarningCode.NO_GYRO}


@pytest.mark.parametrize("cell", ["", "nan", "inf", "-INF", "abc", "1e999", "12..5", "1_0", "--", "0x10", "1e300", "٣"])
def test_a_bad_cell_costs_its_row_and_is_counted(tmp_path: Path, cell: str) -> None:
    lines = text_of().split("\n")
    lines[11] = lines[11].replace(",-0.5,", f",{cell},")
    sensor = opened(tmp_path, "\n".join(lines))
    assert len(sensor.samples) == len(ROWS)
    assert np.isnan(sensor.samples.acc_ms2[10, 1])
    assert np.isfinite(sensor.samples.acc_ms2).sum() == 3 * len(ROWS) - 1
    (warning,) = sensor.warnings
    assert warning.code is WarningCode.BAD_VALUES
    assert "1 of 40" in warning.text
    assert "line 12" in warning.text


def test_a_row_cut_short_is_counted(tmp_path: Path) -> None:
    sensor = opened(tmp_path, text_of()[: text_of().rindex(",")].rpartition(",")[0])
    assert codes(sensor) == {WarningCode.BAD_VALUES}
    expect(sensor.samples[: len(ROWS) - 1], ROWS[:-1])


def test_two_columns_for_the_same_are_said(tmp_path: Path) -> None:
    rows = [(*row, 99.0) for row in ROWS]
    sensor = opened(tmp_path, text_of(rows, HEADER + ",acc_x_ms2"))
    expect(sensor.samples)
    assert codes(sensor) == {WarningCode.ASSUMED}


def test_a_gzipped_file_cut_short_gives_what_it_holds(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    rows = [(k / 100, *rng.normal(size=6).tolist()) for k in range(4000)]
    packed = gzip.compress(text_of(rows).encode())
    sensor = opened(tmp_path, packed[: len(packed) // 2], "set.csv.gz")
    assert WarningCode.UNREADABLE_TAIL in codes(sensor)
    got = len(sensor.samples) - 1
    assert 1500 < got < 2500
    expect(sensor.samples[:got], rows[:got])


def test_a_long_file_is_the_same_in_any_blocks(tmp_path: Path) -> None:
    from dataclasses import replace

    from sensor.csv_import.limits import CSV_LIMITS

    lines = text_of([(k / 100, *row[1:]) for k, row in enumerate(ROWS * 60)]).split("\n")
    lines[700] = "# a note"
    lines[1500] = lines[1500].replace("-0.5", "oops")
    path = tmp_path / "long.csv"
    path.write_text("\r\n".join(lines), newline="")
    whole = open_recording(path).sensors[0]
    for size in (997, 4096, 65536):
        parts = open_recording(path, limits=replace(CSV_LIMITS, block_bytes=size)).sensors[0]
        np.testing.assert_array_equal(parts.samples.time_s, whole.samples.time_s)
        np.testing.assert_array_equal(parts.samples.acc_ms2, whole.samples.acc_ms2)
        assert parts.warnings == whole.warnings
    assert "line 1501" in whole.warnings[0].text


def test_progress_reaches_the_end(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text(text_of())
    seen: list[float] = []
    open_recording(path, progress=seen.append)
    assert seen[-1] == pytest.approx(1.0)
