"""The thread between radio and session: all is recorded in order, however long measuring takes."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from sensor.errors import PacketError
from sensor.opening import open_recording
from sensor.packets import Packet
from sensor.recorder import Recorder
from sensor.recording.limits import RECORDING_LIMITS
from sensor.recording.marks import Header
from sensor.recording.raw import read_raw
from sensor.session import Item, RecordingSession
from tests.sensor.live_items import START_NS, Sender, resting, together

LEFT, RIGHT = Sender(), Sender("BB:02", "Bar right", "S2", offset_s=40.0)
PATIENCE_S = 20.0


def clock_ns() -> int:
    return START_NS + time.monotonic_ns()


def test_all_is_recorded_and_handed_on_in_order(tmp_path: Path) -> None:
    items = together(LEFT.items(resting(20.0)), RIGHT.items(resting(20.0)))
    path = tmp_path / "set.mcap"
    session = RecordingSession(path, Header(), listener=lambda *_: None)
    got: list[Item] = []
    with Recorder(session, clock_ns) as recorder:
        for item in items:
            recorder.put(item)
        got += recorder.batch(1.0)
        session.measure(got)
    got += (rest := recorder.rest())
    session.measure(rest)
    session.end()
    assert got == items
    assert session.recorded == sum(isinstance(i, Packet) for i in items)
    assert [len(s.samples) for s in open_recording(path).sensors] == [2000, 2000]


def test_packets_reach_the_disk_while_measuring_takes_its_time(tmp_path: Path) -> None:
    path = tmp_path / "set.mcap"
    session = RecordingSession(path, Header(), listener=lambda *_: None)
    with Recorder(session, clock_ns) as recorder:
        for item in LEFT.items(resting(2.0)):
            recorder.put(item)
        # Nobody measures anything; the file fills all the same.
        until_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < until_s and path.stat().st_size < 2000:
            threading.Event().wait(0.02)
        assert len(read_raw(path, RECORDING_LIMITS).sensors[0].packets) == 26
    session.end()


def test_a_fault_in_the_thread_is_raised_where_it_is_seen(tmp_path: Path) -> None:
    class Faulty(RecordingSession):
        def record(self, items: object) -> None:
            raise PacketError("a fault", "Report it.")

    session = Faulty(tmp_path / "set.mcap", Header(), listener=lambda *_: None)

    def look() -> None:
        with Recorder(session, clock_ns) as recorder:
            until_s = time.monotonic() + PATIENCE_S
            while time.monotonic() < until_s:
                recorder.batch(0.01)

    with pytest.raises(PacketError):
        look()
    session.end()
