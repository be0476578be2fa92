"""The reference C, built once with every check that the host's compiler has."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.firmware_notes.harnessing import Harness

CHECKS: Final = (
    "-std=c99", "-pedantic", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror",
    "-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all",
)  # fmt: skip


@pytest.fixture(scope="session")
def notes(project: Path) -> Path:
    """The folder of notes."""
    return project / "firmware_notes"


@pytest.fixture(scope="session")
def sketch(notes: Path) -> Path:
    """The folder of the sketch, with the C in it."""
    return notes / "reference" / "rackside_sensor"


@pytest.fixture(scope="session")
def harness(sketch: Path, tmp_path_factory: pytest.TempPathFactory) -> Harness:
    """The packetiser, ready to be driven. Skips where there is no C compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler: install gcc")
    program = tmp_path_factory.mktemp("harness") / "harness"
    sources = [Path(__file__).parent / "harness.c", sketch / "rackside_packet.c"]
    built = subprocess.run(
        [compiler, *CHECKS, f"-I{sketch}", *map(str, sources), "-pthread", "-o", str(program)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    return Harness(program)
