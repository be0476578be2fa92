"""The wire of the rig's control: one JSON object a line over a Unix socket, each answered by one line."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

ANSWER_S: Final = 10.0


class RigError(Exception):
    """The rig could not do what a test asked of it."""


@asynccontextmanager
async def serve_control(path: Path, run: Callable[[dict[str, Any]], Any]) -> AsyncIterator[None]:
    """Answer requests on a socket at path; errors of `run` are told to the asker."""

    def answer(line: bytes) -> dict[str, Any]:
        try:
            return {"answer": run(json.loads(line))}
        except (KeyError, TypeError, ValueError, OSError) as error:
            return {"error": f"{type(error).__name__}: {error}"}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while line := await reader.readline():
                writer.write(json.dumps(answer(line)).encode() + b"\n")
                await writer.drain()
        writer.close()

    server = await asyncio.start_unix_server(serve, path)
    try:
        yield
    finally:
        server.close()


def ask(path: Path, request: dict[str, Any]) -> Any:
    """Send one request and give its answer. Raises RigError where it was refused or nobody answers."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(ANSWER_S)
        try:
            connection.connect(str(path))
            connection.sendall(json.dumps(request).encode() + b"\n")
            with connection.makefile("rb") as lines:
                line = lines.readline()
        except OSError as error:
            raise RigError(f"the fake BlueZ does not answer: {error}") from error
    if not line:
        raise RigError("the fake BlueZ hung up")
    told = json.loads(line)
    if "error" in told:
        raise RigError(told["error"])
    return told["answer"]
