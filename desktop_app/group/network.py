"""The thread that the group's network lives in: one loop, beside that of Bluetooth.

It is no tenant of the radio's thread (`sensor.ble.thread`), since that one is made only where there is Bluetooth, is
left behind where Bluetooth hangs, and on Windows has a loop that the MQTT library cannot use.
"""

from __future__ import annotations

import asyncio

from sensor.loop_thread import LoopThread


def network_thread() -> LoopThread:
    """With a selector loop, on every system; not begun yet."""
    return LoopThread("rackside-network", asyncio.SelectorEventLoop())
