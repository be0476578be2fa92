"""A private D-Bus system bus. It ends with the process that started it, whatever becomes of that."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final, Self

CONFIGURATION: Final = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*" eavesdrop="false"/>
    <allow send_type="method_call"/>
    <allow receive_type="method_call"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
    <allow receive_type="signal"/>
  </policy>
  <limit name="max_connections_per_user">512</limit>
  <limit name="max_replies_per_connection">4096</limit>
  <limit name="max_match_rules_per_connection">4096</limit>
</busconfig>
"""
DIE_WITH_PARENT: Final = "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 9); os.execvp(sys.argv[1], sys.argv[1:])"
"""Asks the kernel to be killed when the starting thread ends (PR_SET_PDEATHSIG, SIGKILL), then becomes the program."""
ENDS_WITHIN_S: Final = 5.0


class PrivateBus:
    """A dbus-daemon with its socket in `folder`; `address` is for DBUS_SYSTEM_BUS_ADDRESS."""

    def __init__(self, folder: Path) -> None:
        self.address = f"unix:path={folder / 'bus'}"
        self._configuration = folder / "bus.conf"
        self._log = folder / "bus.log"
        self.process: subprocess.Popen[bytes]

    def __enter__(self) -> Self:
        """Raises RuntimeError with the daemon's own words where it does not start."""
        self._configuration.write_text(CONFIGURATION.format(socket=self.address.removeprefix("unix:path=")))
        daemon = ["dbus-daemon", f"--config-file={self._configuration}", "--nofork", "--nopidfile", "--print-address=1"]
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", DIE_WITH_PARENT, *daemon],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        if not first_line(self.process):
            self.end()
            raise RuntimeError(f"dbus-daemon does not start: {self._log.read_text()}")
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """End it; doing so twice does no harm."""
        end(self.process)


def first_line(process: subprocess.Popen[bytes]) -> bytes:
    """What a process first says; nobody listens to it afterwards, so that no pipe outlives the test."""
    assert process.stdout is not None
    with process.stdout:
        return process.stdout.readline().strip()


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, and see to it that it does."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
