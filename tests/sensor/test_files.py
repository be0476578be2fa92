"""Files that are there whole or not at all: where they may not be written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sensor.convert import convert
from sensor.errors import OutputError
from sensor.files import private_file, private_part, replacing, write_private


def test_a_link_that_leads_back_to_itself_is_refused(tmp_path: Path) -> None:
    link = tmp_path / "loop.csv"
    link.symlink_to(link)
    with pytest.raises(OutputError, match=r"loop\.csv"), replacing(link):
        pass


def test_a_name_that_is_no_text_is_no_obstacle(tmp_path: Path) -> None:
    source = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.csv"))
    rows = [f"{k / 100},0,0,9.8,0,0,0" for k in range(100)]
    source.write_text("\n".join(["time_s,ax_ms2,ay_ms2,az_ms2,gx_dps,gy_dps,gz_dps", *rows]))
    convert(source, tmp_path / "set.mcap")
    assert (tmp_path / "set.mcap").stat().st_size > 0


def test_a_private_text_is_whole_and_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    path.write_text("before")
    write_private(path, "é\n")
    assert path.read_bytes() == "é\n".encode()
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_private_file_that_fails_leaves_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "kept.bin"
    write_private(path, b"before")

    def fail() -> None:
        with private_file(path) as file:
            file.write(b"after")
            assert [p.stat().st_mode & 0o777 for p in tmp_path.iterdir()] == [0o600, 0o600]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert path.read_bytes() == b"before"
    with private_part(path) as part:
        part.write_bytes(b"after")
    assert path.read_bytes() == b"after"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]
