"""The small recording that the tests of this folder read, cut and damage."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sensor.recording.making import Recorded, record


@pytest.fixture
def recorded(tmp_path: Path) -> Recorded:
    return record(tmp_path / "set.mcap")
