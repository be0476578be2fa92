"""Whether a window can be shown here, told before Qt is asked: where it cannot, Qt ends the program. No Qt here."""

from __future__ import annotations

import ctypes
import os
import re
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from desktop_app.errors import ScreenError

_ANSWER_S: Final = 0.5
_X_SOCKETS: Final = "/tmp/.X11-unix"  # noqa: S108 (where every X server listens)
_NOT_SEEN: Final = frozenset({"offscreen", "minimal", "minimalegl", "vnc", "linuxfb"})
"""Qt's platforms on which nobody sees a window."""


def check_screen(environ: Mapping[str, str] | None = None, platform: str = sys.platform) -> None:
    """Raises ScreenError where no window can be shown, with why."""
    environ = os.environ if environ is None else environ
    wished = environ.get("QT_QPA_PLATFORM", "").partition(":")[0].partition(";")[0]
    if wished in _NOT_SEEN:
        raise ScreenError(f"QT_QPA_PLATFORM={wished} shows no window", "Unset it to see one.")
    if not platform.startswith(("linux", "freebsd")):
        return
    if wished != "xcb" and _wayland(environ):
        return
    if not environ.get("DISPLAY"):
        raise ScreenError("there is no screen here", "Start it on a desktop, or use the commands of --help.")
    if not _x_answers(environ["DISPLAY"]):
        raise ScreenError(f"no screen answers at {environ['DISPLAY']}", "Check DISPLAY, or start it on a desktop.")
    try:
        ctypes.CDLL("libxcb-cursor.so.0")
    except OSError as error:
        raise ScreenError("the system lacks libxcb-cursor", "Install libxcb-cursor0 (xcb-util-cursor).") from error


def _wayland(environ: Mapping[str, str]) -> bool:
    name, folder = environ.get("WAYLAND_DISPLAY"), environ.get("XDG_RUNTIME_DIR")
    if not name:
        return False
    path = Path(name) if Path(name).is_absolute() else Path(folder or "/nowhere") / name
    return _connects(str(path))


def _x_answers(display: str) -> bool:
    """Whether an X server takes a connection: `:0`, `:0.0`, `host:10.0`."""
    found = re.fullmatch(r"(?:(?:unix/?)|(?P<host>[^/:]+|\[.*\]))?:(?P<number>[0-9]{1,5})(?:\.[0-9]+)?", display)
    if found is None:
        # macOS names a socket; whatever else it is, Qt knows better.
        return display.startswith("/")
    number = int(found["number"])
    if found["host"]:
        try:
            socket.create_connection((found["host"].strip("[]"), 6000 + number), _ANSWER_S).close()
        except OSError:
            return False
        return True
    return _connects(f"{_X_SOCKETS}/X{number}") or _connects(f"\0{_X_SOCKETS}/X{number}")


def _connects(address: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as end:
        end.settimeout(_ANSWER_S)
        try:
            end.connect(address)
        except OSError:
            return False
        return True
