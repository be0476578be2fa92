"""CSV to MCAP and back loses nothing; a cut recording is mended."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from dsp.results import WarningCode
from dsp.samples import Samples, Stamps
from sensor.convert import convert
from sensor.errors import OutputError, ParameterError
from sensor.loaded import FileKind, LoadedRecording, LoadedSensor, SensorIdentity, SetInfo
from sensor.opening import open_recording
from sensor.packets import Chunks
from sensor.recording.saving import SAVE, save_recording
from tests.sensor.recording.making import INFO, record

HEADER = "time_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps\n"


def csv(path: Path, rows: int = 100, first_s: float = 0.0) -> Path:
    rng = np.random.default_rng(5)
    values = np.column_stack([first_s + np.arange(rows) / 100, rng.normal(size=(rows, 6))])
    path.write_text(HEADER + "".join("{:.4f},{:.5f},{:.5f},{:.5f},{:.4f},{:.4f},{:.4f}\n".format(*r) for r in values))
    return path


def same(one: Samples, other: Samples) -> None:
    np.testing.assert_array_equal(one.time_s, other.time_s)
    np.testing.assert_array_equal(one.acc_ms2, other.acc_ms2)
    np.testing.assert_array_equal(one.gyro_rads, other.gyro_rads)


@pytest.mark.parametrize("first_s", [0.0, 12.5, 1.7e9, -3.0])
def test_there_and_back(tmp_path: Path, first_s: float) -> None:
    source = csv(tmp_path / "set.csv", first_s=first_s)
    convert(source, tmp_path / "set.mcap")
    before, between = open_recording(source).sensors[0], open_recording(tmp_path / "set.mcap").sensors[0]
    same(before.samples, between.samples)
    assert (between.stamps, between.warnings, between.identity) == (before.stamps, before.warnings, before.identity)
    np.testing.assert_array_equal(between.chunks.stop, before.chunks.stop)
    convert(tmp_path / "set.mcap", tmp_path / "back.csv")
    cells = [line.split(",") for line in (tmp_path / "back.csv").read_text().splitlines()[1:]]
    wanted = [line.split(",") for line in source.read_text().splitlines()[1:]]
    assert [[float(c) for c in row] for row in cells] == [[float(c) for c in row] for row in wanted]


def test_the_field_recordings_there_and_back(tmp_path: Path, shared_data: Path) -> None:
    for source in sorted((shared_data / "field").glob("*.csv"))[::3]:
        target = tmp_path / f"{source.stem}.mcap"
        (before,) = convert(source, target)[0].sensors
        (after,) = open_recording(target).sensors
        same(before.samples, after.samples)
        assert after.stamps is before.stamps
        convert(target, tmp_path / "back.csv")
        back = np.loadtxt(tmp_path / "back.csv", delimiter=",", skiprows=1)
        np.testing.assert_array_equal(back, np.loadtxt(source, delimiter=",", skiprows=1))


def test_what_is_known_of_the_set_goes_along(tmp_path: Path) -> None:
    info = SetInfo("squat", ("box",), 60.0)
    convert(csv(tmp_path / "set.csv"), tmp_path / "set.mcap", info=info)
    convert(tmp_path / "set.mcap", tmp_path / "copy.mcap")
    assert open_recording(tmp_path / "copy.mcap").info == info


def test_damage_goes_along_and_is_said_again(tmp_path: Path) -> None:
    source = csv(tmp_path / "set.csv")
    text = source.read_text().replace(",", ",x", 20).replace(",x", ",", 17)
    source.write_text(text)
    convert(source, tmp_path / "set.mcap")
    codes = [{w.code for w in open_recording(p).sensors[0].warnings} for p in (source, tmp_path / "set.mcap")]
    assert codes == [{WarningCode.BAD_VALUES}] * 2


def test_no_rates_stay_none(tmp_path: Path) -> None:
    source = tmp_path / "set.csv"
    source.write_text("time_s,ax_g,ay_g,az_g\n" + "".join(f"{k / 100},0,0,1\n" for k in range(20)))
    convert(source, tmp_path / "set.mcap")
    convert(tmp_path / "set.mcap", tmp_path / "back.csv.gz")
    for name in ("set.mcap", "back.csv.gz"):
        (sensor,) = open_recording(tmp_path / name).sensors
        assert not sensor.has_rate
        assert [w.code for w in sensor.warnings] == [WarningCode.NO_GYRO]


def test_several_sensors_give_a_file_each(tmp_path: Path) -> None:
    recorded = record(tmp_path / "set.mcap")
    _, written = convert(recorded.path, tmp_path / "out.csv")
    assert [p.name for p in written] == ["out.csv", "out_bb-02.csv"]
    assert all(len(open_recording(p).sensors[0].samples) == 200 for p in written)


def test_a_cut_recording_is_mended(tmp_path: Path) -> None:
    recorded = record(tmp_path / "set.mcap")
    end, packets = recorded.flushed[3]
    recorded.path.write_bytes(recorded.path.read_bytes()[: end + 100])
    convert(recorded.path, tmp_path / "whole.mcap")
    cut, whole = open_recording(recorded.path), open_recording(tmp_path / "whole.mcap")
    assert sum(len(s.chunks) for s in whole.sensors) == packets
    for before, after in zip(cut.sensors, whole.sensors, strict=True):
        same(before.samples, after.samples)
        assert after.warnings == ()
        assert (after.identity, after.mounting, after.calibration) == (
            before.identity,
            before.mounting,
            before.calibration,
        )
    assert (whole.info, whole.session) == (INFO, "evening")


@pytest.mark.parametrize("name", ["out.txt", "out", "out.mcap.gz", "out.json"])
def test_names_that_do_not_say_what_to_write(tmp_path: Path, name: str) -> None:
    with pytest.raises(ParameterError, match="cannot tell"):
        convert(csv(tmp_path / "set.csv"), tmp_path / name)


def test_not_onto_itself(tmp_path: Path) -> None:
    source = csv(tmp_path / "set.csv")
    text = source.read_text()
    with pytest.raises(ParameterError, match="itself"):
        convert(source, source)
    (tmp_path / "link.csv").symlink_to(source)
    with pytest.raises(ParameterError, match="itself"):
        convert(source, tmp_path / "link.csv")
    assert source.read_text() == text


def test_a_failure_leaves_nothing_behind(tmp_path: Path, project: Path) -> None:
    source = csv(tmp_path / "set.csv", 4000)
    script = (
        "import resource, sys; from pathlib import Path; from sensor.convert import convert\n"
        "from sensor.errors import DiskFullError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))\n"
        "for name in ('out.mcap', 'out.csv', 'out.csv.gz'):\n"
        "    try: convert(Path(sys.argv[1]), Path(sys.argv[1]).with_name(name))\n"
        "    except DiskFullError as e: print(e)\n"
    )
    command = [sys.executable, "-c", script, str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=project)
    lines = done.stdout.splitlines()
    assert [f"{tmp_path / n}: there is no room left to write" for n in ("out.mcap", "out.csv", "out.csv.gz")] == lines
    assert [p.name for p in tmp_path.iterdir()] == ["set.csv"]


def test_no_such_folder(tmp_path: Path) -> None:
    for name in ("x/out.mcap", "x/out.csv"):
        with pytest.raises(OutputError, match="no such folder"):
            convert(csv(tmp_path / "set.csv"), tmp_path / name)


def simulated(stamps: Stamps, samples: Samples, arrival_s: list[float]) -> LoadedRecording:
    stop = np.linspace(0, len(samples), len(arrival_s) + 1).astype(np.int64)[1:]
    one = LoadedSensor(SensorIdentity("sim", "simulator"), samples, Chunks(stop, np.array(arrival_s)), stamps)
    return LoadedRecording(Path("x"), (), FileKind.MCAP, (one,), INFO)


@given(
    npst.arrays(float, (12, 6), elements=st.floats(-1e6, 1e6)),
    st.floats(0, 1e6),
    st.sampled_from(Stamps),
)
@settings(max_examples=60)
def test_simulated_samples_come_back_to_the_last_bit(
    tmp_path_factory: pytest.TempPathFactory, values: np.ndarray, start_s: float, stamps: Stamps
) -> None:
    path = tmp_path_factory.mktemp("sim") / "set.mcap"
    times = start_s + np.arange(12) / 100
    arrival_s = [start_s + 0.05, start_s + 0.09, start_s + 0.2]
    samples = Samples(np.repeat(arrival_s, 4) if stamps is Stamps.ARRIVAL else times, values[:, :3], values[:, 3:])
    save_recording(path, simulated(stamps, samples, arrival_s))
    (sensor,) = open_recording(path).sensors
    np.testing.assert_array_equal(sensor.samples.acc_ms2, samples.acc_ms2)
    np.testing.assert_array_equal(sensor.samples.gyro_rads, samples.gyro_rads)
    np.testing.assert_allclose(sensor.samples.time_s, samples.time_s - samples.time_s[0], atol=1e-8)
    assert sensor.stamps is stamps
    assert sensor.chunks.stop.tolist() == [4, 8, 12]


def test_viewer_samples_are_left_out_of_long_recordings(tmp_path: Path) -> None:
    recording = open_recording(csv(tmp_path / "set.csv"))
    assert save_recording(tmp_path / "a.mcap", recording)
    assert not save_recording(tmp_path / "b.mcap", recording, params=replace(SAVE, viewer_rows_max=99))
    assert not save_recording(tmp_path / "c.mcap", recording, viewer=False)


def test_packets_of_a_real_sensor_are_not_made_up(tmp_path: Path) -> None:
    recording = open_recording(csv(tmp_path / "set.csv"))
    (sensor,) = recording.sensors
    real = replace(sensor, identity=replace(sensor.identity, driver="witmotion"))
    with pytest.raises(ParameterError, match="cannot be made"):
        save_recording(tmp_path / "out.mcap", replace(recording, sensors=(real,)))
    assert not (tmp_path / "out.mcap").exists()
