"""What this machine has for sound, told before Qt is asked: Qt complains loudly where nothing is there. No Qt here."""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path


def sound_service(environ: Mapping[str, str] | None = None) -> str | None:
    """Which service takes sound, None where there is none: on Linux the PulseAudio or PipeWire socket that answers.

    Another name than before is another service. Elsewhere it is always the system itself.
    Qt asks once in the life of a program, prints warnings where nothing answers, and does not ask again; so it is
    asked only when something is there.
    """
    if sys.platform != "linux":
        return "system"
    environ = os.environ if environ is None else environ
    server = environ.get("PULSE_SERVER", "")
    if server.startswith(("tcp:", "tcp4:", "tcp6:")):
        # Whether it answers is left to Qt: asking over the network takes too long.
        return server
    return next((name for name in map(_answering, _sockets(environ)) if name is not None), None)


def voice_service_there() -> bool:
    """Whether Qt's voice can be loaded without complaint: on Linux speech-dispatcher and its library are there."""
    if sys.platform != "linux":
        return True
    try:
        ctypes.CDLL("libspeechd.so.2")
    except OSError:
        return False
    return shutil.which("speech-dispatcher") is not None


def _sockets(environ: Mapping[str, str]) -> Iterator[Path]:
    server = environ.get("PULSE_SERVER", "")
    if server:
        # Named by hand: nothing else is meant.
        yield Path(server.rsplit("}", 1)[-1].removeprefix("unix:"))
        return
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    if environ.get("PULSE_RUNTIME_PATH"):
        yield Path(environ["PULSE_RUNTIME_PATH"]) / "native"
    if runtime:
        yield Path(runtime) / "pulse" / "native"
        yield Path(runtime) / environ.get("PIPEWIRE_REMOTE", "pipewire-0")
    yield Path("/run/pulse/native")


def _answering(path: Path) -> str | None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as end:
        end.settimeout(0.2)
        try:
            end.connect(os.fspath(path))
            made = path.stat()
        except OSError:
            return None
    return f"{path} {made.st_ino} {made.st_ctime_ns}"
