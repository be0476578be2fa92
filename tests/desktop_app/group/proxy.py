"""A network that can be cut: what goes to a port goes on to another one, until it is closed or falls silent."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Self

STEP_S = 0.05


class CutProxy:
    """Listens on loopback. `silence` keeps connections open and swallows what is sent; `close` breaks them."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(STEP_S)
        self.port: int = self._listener.getsockname()[1]
        self._silent, self._away, self._ending = threading.Event(), threading.Event(), threading.Event()
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._begin(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self.close()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def close(self) -> None:
        """Break all connections; none is made until `heal`."""
        self._away.set()
        for pair in list(self._pairs):
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def silence(self) -> None:
        """Nothing comes through any more, and nobody is told."""
        self._silent.set()

    def heal(self) -> None:
        """As before. What fell silent stays broken, as packets that were lost do."""
        if self._silent.is_set():
            self.close()
        self._silent.clear()
        self._away.clear()

    def _begin(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._ending.is_set():
            try:
                near, _ = self._listener.accept()
            except (TimeoutError, OSError):
                continue
            if self._away.is_set():
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._target), 1.0)
            except OSError:
                near.close()
                continue
            pair = near, far
            self._pairs.add(pair)
            self._begin(self._pump, near, far, pair)
            self._begin(self._pump, far, near, pair)

    def _pump(self, source: socket.socket, target: socket.socket, pair: tuple[socket.socket, socket.socket]) -> None:
        source.settimeout(STEP_S)
        while not self._ending.is_set():
            try:
                data = source.recv(65536)
            except TimeoutError:
                continue
            except OSError:
                break
            if not data:
                break
            if not self._silent.is_set():
                try:
                    target.sendall(data)
                except OSError:
                    break
        self._pairs.discard(pair)
        for end in pair:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        # The other direction ends by it, and closes the other end.
        source.close()
