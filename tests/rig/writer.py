"""A D-Bus writer that outlives a full socket.

dbus-fast (up to 5.2.0) closes the connection when `send` raises EAGAIN, which a service that sends in bursts meets.
This one keeps what is left and goes on when the socket takes more. It stands on private parts of dbus-fast, hence the
exact pin of its version among the tests' requirements.
"""

from __future__ import annotations

import array
import socket

from dbus_fast.aio import MessageBus
from dbus_fast.aio.message_bus import _future_set_result, _MessageWriter


class SteadyWriter(_MessageWriter):
    waits = 0
    """How often the socket was full."""

    def write_callback(self, remove_writer: bool = True) -> None:
        try:
            while self._next_message():
                self.offset += self._send_some()
                if self.offset == len(self.buf):
                    self.buf = None
                    _future_set_result(self.fut, None)
        except (BlockingIOError, InterruptedError):
            self.waits += 1
            self.loop.add_writer(self.fd, self.write_callback)
        except OSError as error:
            self.bus._finalize(error)
        else:
            if remove_writer:
                self.loop.remove_writer(self.fd)

    def _next_message(self) -> bool:
        """Whether there is something to send; takes up the next message if need be."""
        if self.buf is None:
            if not self.messages:
                return False
            buffer, self.unix_fds, self.fut = self.messages.popleft()
            self.buf, self.offset = memoryview(buffer), 0
        return True

    def _send_some(self) -> int:
        rest = self.buf[self.offset :]
        if not (self.unix_fds and self.negotiate_unix_fd):
            return int(self.sock.send(rest))
        rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", self.unix_fds))
        sent = self.sock.sendmsg([rest], [rights])
        self.unix_fds = None
        return int(sent)


def steady(bus: MessageBus) -> SteadyWriter:
    """Give a connected bus such a writer."""
    writer = SteadyWriter(bus)
    bus._writer = writer
    return writer
