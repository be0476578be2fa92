"""The windows on a real screen too: what matters most is tested again under an X server without a monitor."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

VIEWS: Final = "tests/desktop_app/views"
CHOSEN: Final = (
    f"{VIEWS}/test_window.py::test_first_run_needs_a_name_and_a_sensor_and_then_three_choices",
    f"{VIEWS}/test_window.py::test_a_later_run_goes_with_one_key_and_remembers",
    f"{VIEWS}/test_window.py::test_full_screen_and_back",
    f"{VIEWS}/test_window.py::test_changing_what_holds_reaches_the_session",
    f"{VIEWS}/test_window.py::test_the_newest_snapshot_is_shown_and_the_same_one_never_twice",
    f"{VIEWS}/test_settings_view.py::test_choices_are_told_at_once_and_showing_settings_tells_nothing",
    f"{VIEWS}/test_replay_view.py::test_keys_play_jump_loop_and_choose_the_speed",
    f"{VIEWS}/test_replay_view.py::test_scrubbing_goes_where_the_mouse_is",
    f"{VIEWS}/test_replay_view.py::test_exports_by_key",
    "tests/desktop_app/test_bridge.py::test_the_demo_plays_to_its_end_in_the_window",
    "tests/desktop_app/test_bridge.py::test_pain_and_sound_by_key",
    "tests/desktop_app/test_bridge.py::test_a_live_set_over_the_radio",
)
"""Start, settings, replay, export, demo, and a live set over the fake radio whose sensor is lost on the way."""
SCREEN: Final = "1366x768x24"
PATIENCE_S: Final = 200.0


@pytest.fixture
def display() -> Iterator[str]:
    """An X server of one's own; its number is its own choice, so that none that runs is disturbed."""
    program = shutil.which("Xvfb")
    if program is None:
        pytest.skip("Xvfb is missing: make setup-tests installs it")
    read, write = os.pipe()
    arguments = [program, "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    server = subprocess.Popen(arguments, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as told:
            number = told.readline().strip()
        assert number, "the X server did not start"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


@pytest.mark.timeout(PATIENCE_S + 30.0)
def test_what_matters_most_on_an_x_server(display: str, project: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "xcb", "DISPLAY": display}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *CHOSEN]
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    told = f"{done.stdout[-6000:]}\n{done.stderr[-2000:]}"
    assert done.returncode == 0, told
    last = done.stdout.splitlines()[-1]
    assert f"{len(CHOSEN)} passed" in last, told
