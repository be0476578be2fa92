"""An archive that was run once, for all who only read it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop_app.archive.run import analyze_archive
from tests.desktop_app.archive.making import orders, write_broken, write_pair, write_set, write_sets


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Path:
    """A folder with good and broken recordings, measured: `in` and `out`."""
    folder = tmp_path_factory.mktemp("whole")
    source = folder / "in"
    shutil.copytree(project / "recordings", source / "examples")
    write_sets(source, 3)
    write_pair(source, "squat")
    write_set(source / "Jürgen" / "Übung\n1.mcap", "unicode", "Jürgen")
    shutil.copy(source / "set_001.mcap", source / "zz_copy.mcap")
    broken = source / "broken"
    broken.mkdir()
    write_broken(broken)
    (source / "notes.txt").write_text("not a recording")
    ran = analyze_archive(orders(folder / "out", source))
    assert ran.counts is not None
    assert (ran.fresh, ran.known, ran.duplicates) == (4 + 3 + 1 + 1 + 7, 0, 1)
    return folder
