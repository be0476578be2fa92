"""The sketch, compiled against stand-ins for the Arduino libraries and run: what it sends, the driver understands.

That it runs on a board no test here can show.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from sensor.drivers.rackside.codec import SERVICE, unpack, unpack_config, unpack_info
from sensor.drivers.rackside.decoder import ACC_SCALE, GYRO_SCALE, RacksideDecoder
from sensor.drivers.settings import Settings
from sensor.packets import Packet
from tests.firmware_notes.harnessing import split

STUBS: Final = Path(__file__).parent / "stubs"
BOARDS: Final = {"xiao": "TARGET_SEEED_XIAO_NRF52840_SENSE", "nano": "ARDUINO_ARDUINO_NANO33BLE"}
CHIPS: Final = [
    ("xiao", 0, 208.0, 0.488, 70.0, 104, False),
    ("nano", 1, 238.0, 0.732, 70.0, 105, True),
    ("nano", 2, 200.0, 1000 / 2048, 2000 / 32.768, None, False),
]
"""Board, number of its chip in sketch_run.cpp, rate nearest to 200 Hz, mg and mdps a count, bandwidth, mirrored."""


@pytest.fixture(scope="session")
def programs(sketch: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sketch of each board as a program of this host."""
    compilers = shutil.which("cc"), shutil.which("c++")
    if None in compilers:
        pytest.skip("no C or C++ compiler: install gcc and g++")
    folder = tmp_path_factory.mktemp("sketch")
    return {board: _built(board, sketch, folder) for board in BOARDS}


def _built(board: str, sketch: Path, folder: Path) -> Path:
    program = folder / board
    common = ["-Wall", "-Wextra", "-Werror", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
    packet = folder / "packet.o"
    here = Path(__file__).parent
    for command in (
        ["cc", "-std=c99", *common, "-c", str(sketch / "rackside_packet.c"), "-o", str(packet)],
        ["c++", "-std=c++14", *common, f"-D{BOARDS[board]}", f"-I{STUBS}", f"-I{sketch}",
         str(here / "sketch_run.cpp"), str(sketch / "board_imu.cpp"), str(packet), "-o", str(program)],
    ):  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    return program


def run(program: Path, chip: int, rate_hz: float, *more: int) -> list[bytes]:
    texts = [str(x) for x in (chip, rate_hz, *more)]
    done = subprocess.run([program, *texts], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
    return split(done.stdout)


@pytest.mark.parametrize(("board", "chip", "rate_hz", "acc_mg", "gyro_mdps", "bandwidth", "mirrored"), CHIPS)
def test_a_set_comes_through(
    programs: dict[str, Path],
    board: str,
    chip: int,
    rate_hz: float,
    acc_mg: float,
    gyro_mdps: float,
    bandwidth: int | None,
    mirrored: bool,
) -> None:
    service, info, _, settings, *sent = run(programs[board], chip, 200.0, 100, 4900)
    assert service.decode() == SERVICE
    said = unpack_info(info)
    assert (said.firmware, said.serial) == ("reference 1", "c0:ff:ee:00:00:01")
    assert said.model is not None
    assert said.model.startswith("XIAO" if board == "xiao" else "Nano")
    config = unpack_config(settings)
    assert (config.rate_hz, config.acc_range_g, config.gyro_range_dps) == (rate_hz, 16, 2000)
    assert config.bandwidth_hz == bandwidth
    assert (config.acc_mg_per_count, config.gyro_mdps_per_count) == pytest.approx((acc_mg, gyro_mdps))
    k = np.arange(100)
    x = np.where(k == 7, -32768, k)
    turn = -1 if mirrored else 1
    expected = np.stack([np.minimum(turn * x, 32767), 1000 + k, -k, turn * 3 * k, -1000 - k, np.full(100, 32767)], 1)
    np.testing.assert_array_equal(np.concatenate([unpack(p).counts for p in sent]), expected)
    assert max(map(len, sent)) == 8 + 8 * 12
    decoder = RacksideDecoder(Settings(rate_hz=rate_hz, values={ACC_SCALE: acc_mg, GYRO_SCALE: gyro_mdps}))
    found = decoder.push([Packet("s", "data", k * 40_000_000, p) for k, p in enumerate(sent)])
    assert (found.lost, found.refused, len(found.acc_ms2)) == (0, 0, 100)
    assert found.time_s is not None
    np.testing.assert_allclose(np.diff(found.time_s)[20:], 0.0049, atol=1e-6)


@pytest.mark.parametrize(("wanted", "taken"), [(50.0, 104.0), (100.0, 104.0), (300.0, 208.0), (1000.0, 416.0)])
def test_the_nearest_rate_is_taken(programs: dict[str, Path], wanted: float, taken: float) -> None:
    assert unpack_config(run(programs["xiao"], 0, wanted, 0, 0)[3]).rate_hz == taken


def test_a_sample_that_was_not_read_in_time_is_counted(programs: dict[str, Path]) -> None:
    sent = run(programs["xiao"], 0, 200.0, 60, 4800, 30)[4:]
    decoder = RacksideDecoder(Settings(rate_hz=208.0, values={ACC_SCALE: 0.488, GYRO_SCALE: 70.0}))
    found = decoder.push([Packet("s", "data", k * 40_000_000, p) for k, p in enumerate(sent)])
    assert (found.lost, len(found.acc_ms2)) == (1, 59)


def test_a_board_without_its_chip_gives_up(programs: dict[str, Path]) -> None:
    done = subprocess.run([programs["nano"], "0", "200", "1", "1"], capture_output=True, check=False)
    assert done.returncode == 4
