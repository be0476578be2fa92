"""A real mosquitto of one's own on loopback, that can be killed and started again, and ends with its process."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

MISSING: Final = "mosquitto is not installed: Debian's package `mosquitto` has it"
START_S: Final = 20.0


def program() -> str | None:
    """Where it is; None where it is not installed."""
    return shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin:/usr/local/sbin")


class Broker:
    """config: all of its configuration but the place. Enter it to start."""

    def __init__(self, folder: Path, config: str = "allow_anonymous true\n", port: int | None = None) -> None:
        self.port = port or free_port()
        self._folder = folder
        self._file = folder / "test.conf"
        own = "user root\n" if hasattr(os, "getuid") and os.getuid() == 0 else ""
        self._file.write_text(
            f"{own}{config}\n" if "listener" in config else f"{own}listener {self.port} 127.0.0.1\n{config}\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"

    def start(self) -> None:
        found = program()
        assert found is not None, MISSING
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_dies_with_us(), found, "-c", str(self._file)], stdout=log, stderr=subprocess.STDOUT
            )
        until_s = time.monotonic() + START_S
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1.0):
                return
            if self._process.poll() is not None or time.monotonic() > until_s:
                raise RuntimeError(f"the broker does not start: {self.log[-800:]}")
            time.sleep(0.02)

    def kill(self) -> None:
        """At once, as when the power fails."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    @property
    def cpu_s(self) -> float:
        """Processor time that it took since it was started."""
        assert self._process is not None
        parts = Path(f"/proc/{self._process.pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
        return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def log(self) -> str:
        return (self._folder / "log").read_text(errors="replace")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def _dies_with_us() -> list[str]:
    return ["setpriv", "--pdeathsig", "KILL"] if sys.platform == "linux" and shutil.which("setpriv") else []
