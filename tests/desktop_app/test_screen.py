"""Whether a window can be shown, told without Qt."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.errors import ScreenError
from desktop_app.screen import check_screen

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="only where screens are sockets")


def refused(**environ: str) -> str:
    with pytest.raises(ScreenError) as error:
        check_screen(environ, "linux")
    assert error.value.advice
    return error.value.message


def test_no_screen() -> None:
    assert "no screen" in refused()
    assert "no screen" in refused(DISPLAY="")
    assert "offscreen" in refused(QT_QPA_PLATFORM="offscreen", DISPLAY=":0")


@pytest.mark.parametrize("display", [":64999", "nonsense", "nowhere.invalid:1", ":0:0", "[::1]:59999"])
def test_a_screen_that_does_not_answer(display: str) -> None:
    assert display in refused(DISPLAY=display)


def test_a_wayland_screen_answers_or_not(tmp_path: Path) -> None:
    path = tmp_path / "w"
    environ = {"WAYLAND_DISPLAY": "w", "XDG_RUNTIME_DIR": str(tmp_path)}
    refused(**environ)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as end:
        end.bind(str(path))
        end.listen(1)
        check_screen(environ, "linux")
        check_screen({"WAYLAND_DISPLAY": str(path)}, "linux")


def test_other_systems_always_have_one() -> None:
    check_screen({}, "win32")
    check_screen({}, "darwin")


def test_nothing_of_qt_is_loaded_for_help_and_where_there_is_no_screen(project: Path) -> None:
    script = (
        "import os, sys; os.environ.update(QT_QPA_PLATFORM='offscreen')\n"
        "from desktop_app.cli.main import main\n"
        "codes = [int(main([])), main(['--version']), main(['demo', '--help'])]\n"
        "print(codes, [m for m in sys.modules if m.startswith(('PySide6', 'pyqtgraph', 'numpy'))])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=project)
    assert done.stdout.splitlines()[-1] == "[0, 0, 0] []"
    assert done.stderr.startswith("rackside: QT_QPA_PLATFORM=offscreen shows no window")
