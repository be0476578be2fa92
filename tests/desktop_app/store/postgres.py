"""A PostgreSQL server of one's own, in a folder of its own, that ends with the process which started it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import psycopg

USER: Final = "postgres"
START_S: Final = 30.0
MISSING: Final = "PostgreSQL is not installed: Debian's package `postgresql` has it"


class Server:
    """Reached by a socket in its folder, by nothing else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made = 0

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://{USER}@/{database}?host={self.folder}"

    def new_database(self, template: str = "template0") -> str:
        """The URL of a new database."""
        self._made += 1
        name = f"test_{self._made}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)


def binaries() -> Path | None:
    """The folder of the newest server's programs; None where none is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parent.parent.name))
    on_path = shutil.which("postgres") if shutil.which("initdb") else None
    return found[-1].parent if found else (Path(on_path).resolve().parent if on_path else None)


@contextmanager
def server() -> Iterator[Server]:
    """Start one, and stop it."""
    programs = binaries()
    assert programs is not None, MISSING
    # A socket's path may be 107 characters long.
    folder = Path(tempfile.mkdtemp(prefix="rackside-pg-", dir="/tmp"))
    process = None
    try:
        command = _as_own_user(folder)
        data = folder / "data"
        subprocess.run(
            [*command, programs / "initdb", "--auth=trust", f"--username={USER}", "--encoding=UTF8", "--locale=C",
             "--no-sync", "--no-instructions", f"--pgdata={data}"],
            check=True, capture_output=True, cwd=folder,
        )  # fmt: skip
        settings = ("listen_addresses=", f"unix_socket_directories={folder}", "fsync=off", "max_connections=40")
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [*command, programs / "postgres", "-D", data, *(x for s in settings for x in ("-c", s))],
                stdout=log, stderr=subprocess.STDOUT, cwd=folder,
            )  # fmt: skip
        found = Server(folder)
        _wait_for(found, process)
        yield found
    finally:
        if process is not None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10.0)
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _as_own_user(folder: Path) -> list[str]:
    """How to run a program that ends with this one; a server refuses to be run by root."""
    command = ["setpriv", "--pdeathsig", "QUIT"]
    if os.getuid() != 0:
        return command
    user = pwd.getpwnam(USER)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return [*command, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _wait_for(found: Server, process: subprocess.Popen[bytes]) -> None:
    until_s = time.monotonic() + START_S
    while True:
        with suppress(psycopg.OperationalError), psycopg.connect(found.url()):
            return
        if process.poll() is not None or time.monotonic() > until_s:
            raise RuntimeError(f"the server does not start: {(found.folder / 'log').read_text()[-500:]}")
        time.sleep(0.02)
