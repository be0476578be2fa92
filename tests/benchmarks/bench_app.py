"""The window: from packet to pixel, how soon it is there, and two hours of it.

Offscreen, with a home-made sensor whose packets are stamped when they are handed over, as the radio does. The time of
a packet ends when the first picture that knows of it has been drawn. Processor time is that of the whole program,
with whoever sends the packets. --full: a minute of the sensor, and the two hours whole (else a sixth).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Self

import harness  # sets one thread a process: before numpy

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(harness.PROJECT))  # the senders are a part of the tests, which are no installed package

import numpy as np
from bench_station import lifting, memory_mb
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from rich.table import Table

from desktop_app.bridge import Bridge
from desktop_app.session.core import SessionCore
from desktop_app.session.feeds import RadioFeed, keeping
from desktop_app.session.plan import LiftPlan
from desktop_app.session.radio_desk import RadioDesk
from desktop_app.session.settings import SIMULATED, RackLayout, Settings
from desktop_app.session.thread import SessionThread, Station
from desktop_app.views.rack_view import RackView
from dsp.limits import LimitTable
from dsp.samples import Samples
from sensor.ble.found import Found, SensorWish
from sensor.ble.host_clock import HostClock
from sensor.packets import Packet
from sensor.recording.marks import Header
from sensor.session import Item, NewSet, RecordingSession
from tests.sensor.live_items import START_NS, Sender, arrival_ns

PLAN: Final = LiftPlan("Ann", "squat", (), 100.0)
SETTINGS: Final = replace(Settings(athlete="Ann", sensor=SIMULATED), layout=RackLayout.DETAIL)
SIZE: Final = (1366, 768)
DELAY_ASKED_MS: Final = 100.0
FRAMES_ASKED: Final = 60.0
SENSOR_HZ: Final = 200.0
START_ASKED: Final = 2.5
GROWTH_ASKED_MB: Final = 30.0
HOURS_S: Final = 7200.0
SETTLED_SHARE: Final = 0.15
"""Of the long run, after which every buffer is there."""
FIRST_S: Final = 1.5
"""Until the window has been drawn for the first time."""
HELD_S: Final = 2.0
"""A new connection shows nothing for a second: so long its clock is being set. Packets from then on count."""
LEFT_S: Final = 1.5
"""After the last packet its picture has come."""


@dataclass
class Sending:
    """Stands in for the radio: gives the packets their arrival when they are handed over. sent: those times."""

    items: list[Item]
    clock: HostClock
    sent: list[int] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def stop_link(self, _: str) -> None:
        return None

    def start(self, wishes: list[SensorWish], sink: Callable[[Item], None]) -> list[Found]:
        threading.Thread(target=self._send, args=(sink,), daemon=True).start()
        return [Found(wishes[0].name_or_address, None, None, "rackside", "")]

    def _send(self, sink: Callable[[Item], None]) -> None:
        offset_ns = self.clock.now_ns() - arrival_ns(self.items[0])
        for item in self.items:
            wait_s = (arrival_ns(item) + offset_ns - self.clock.now_ns()) * 1e-9
            if wait_s > 0.0:
                time.sleep(wait_s)
            now_ns = self.clock.now_ns()
            if isinstance(item, Packet):
                if item.channel == "data":
                    self.sent.append(now_ns)
                sink(replace(item, arrival_ns=now_ns))
            else:
                sink(replace(item, at_ns=now_ns))
        self.done.set()


class Drawn(QObject):
    """Notes when pictures have been drawn, and what the newest packet in them was."""

    def __init__(self, clock: HostClock, newest_ns: Callable[[], int | None]) -> None:
        super().__init__()
        self._clock, self._newest_ns = clock, newest_ns
        self.pictures: list[tuple[int, int]] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        if event.type() is QEvent.Type.UpdateRequest:
            newest_ns = self._newest_ns()
            # Handled before anything else comes: then it has been drawn.
            QTimer.singleShot(0, self, lambda: self._note(newest_ns))
        return False

    def _note(self, newest_ns: int | None) -> None:
        if newest_ns is not None:
            self.pictures.append((newest_ns, self._clock.now_ns()))

    def delays_ms(self, sent: list[int]) -> list[float]:
        """Of each packet until the first picture that knows of it."""
        out: list[float] = []
        pictures = deque(self.pictures)
        for at_ns in sent:
            while pictures and pictures[0][0] < at_ns:
                pictures.popleft()
            if pictures:
                out.append((pictures[0][1] - at_ns) * 1e-6)
        return out


@dataclass(frozen=True)
class Live:
    """What one run over real time gave. delays_ms: of each packet of the sensor shown."""

    delays_ms: list[float]
    frames_hz: float
    core_percent: float
    reps: int


def live(seconds: float, folder: Path) -> Live:
    """One sensor for so long, in the whole window."""
    clock = HostClock()
    sending = Sending(Sender().items(from_there(at_rate(lifting(seconds), SENSOR_HZ), 0.0, seconds)), clock)
    desk = RadioDesk(lambda: sending)  # type: ignore[arg-type,return-value]
    session = SessionThread(Station(desk, folder, clock.now_ns, lambda *_: None))
    frames: list[float] = []
    bridge = Bridge(session, SETTINGS, lambda _: None, at_rack=True, with_sound=False)
    shown: QWidget = bridge.window
    first = bridge.window.rack
    _count(bridge, frames)
    drawn = Drawn(clock, lambda: first.snapshot.at_ns if first.snapshot is not None else None)
    shown.installEventFilter(drawn)
    shown.resize(*SIZE)
    shown.show()
    # The window is there before the sensor is.
    run_for(FIRST_S)
    session.set_plan(PLAN)
    session.start_feed(
        lambda: RadioFeed(
            desk, SensorWish("AA:00"), PLAN, folder=folder, clock_ns=clock.now_ns,
            limits=LimitTable(), find_calibration=lambda *_: None,
        )
    )  # fmt: skip
    frames.clear()
    cpu, wall = time.process_time(), time.monotonic()
    run_for(seconds + LEFT_S)
    sending.done.wait(5.0)
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    reps = sum(len(e.reps) for e in session.set_log().entries) + len(session.snapshots[0].reps)
    shown.close()
    bridge.window.close()
    bridge.close()
    settled = [at_ns for at_ns in sending.sent if at_ns - sending.sent[0] > HELD_S * 1e9]
    return Live(drawn.delays_ms(settled), len(frames) / wall, 100.0 * cpu / wall, reps)


def at_rate(samples: Samples, rate_hz: float) -> Samples:
    time_s = np.arange(samples.time_s[0], samples.time_s[-1], 1.0 / rate_hz)
    acc, gyro = (
        np.column_stack([np.interp(time_s, samples.time_s, column) for column in values.T])
        for values in (samples.acc_ms2, samples.gyro_rads)
    )
    return Samples(time_s, acc, gyro)


def from_there(samples: Samples, start_s: float, seconds: float) -> Samples:
    """So many seconds from there on, from zero: nobody lifts in step."""
    a, b = np.searchsorted(samples.time_s, [start_s, start_s + seconds])
    part = samples[int(a) : int(b)]
    return Samples(part.time_s - part.time_s[0], part.acc_ms2, part.gyro_rads)


def _count(bridge: Bridge, frames: list[float]) -> None:
    """Note each frame of the window's own timer."""
    asked = bridge.window.show_newest

    def counted() -> bool:
        frames.append(time.monotonic())
        return asked()

    bridge.window.show_newest = counted  # type: ignore[method-assign]


def run_for(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def packet_to_pixel(folder: Path, seconds: float) -> Table:
    table = harness.table(
        f"Packet to pixel, {seconds:.0f} s of one sensor at {SENSOR_HZ:.0f} Hz",
        "p50 ms", "p99 ms (100)", "max ms", "frames/s", "asked", "% of a core (100)", "reps",
    )  # fmt: skip
    found = live(seconds, folder)
    p50, p99, most = np.percentile(found.delays_ms, [50, 99, 100])
    table.add_row(
        f"{p50:.1f}", harness.against(float(p99), DELAY_ASKED_MS, 1), f"{most:.1f}",
        harness.at_least(found.frames_hz, FRAMES_ASKED - 0.5), f"{FRAMES_ASKED:.0f}",
        harness.against(found.core_percent, 100.0, 1), str(found.reps),
    )  # fmt: skip
    return table


START: Final = """
import os, sys
import desktop_app.app as app
from desktop_app.cli.main import main
app.check_screen = lambda: None
import desktop_app.bridge as bridge
from PySide6.QtCore import QTimer
def shown(make):
    from PySide6.QtWidgets import QApplication
    qt = QApplication([])
    made = make()
    made.window.show()
    def end():
        made.window.grab()
        os._exit(0)
    QTimer.singleShot(0, made, end)
    return qt.exec()
bridge.run_window = shown
sys.exit(main([]))
"""
"""The program itself until its first picture; it is ended there, since its end is not asked for."""


def start_up(runs: int, folder: Path) -> Table:
    environ = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    bare, whole = [], []
    for _ in range(runs):
        for script, into in (("import PySide6.QtWidgets, pyqtgraph", bare), (START, whole)):
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", script], check=True, cwd=harness.PROJECT, env=environ)
            into.append(time.perf_counter() - began)
    table = harness.table("Start to first picture", "what", "median s", "times bare (2.5)")
    least, most = float(np.median(bare)), float(np.median(whole))
    table.add_row("python -c 'import PySide6.QtWidgets, pyqtgraph'", f"{least:.2f}", "1")
    table.add_row("rackside", f"{most:.2f}", harness.against(most / least, START_ASKED, 2))
    return table


def long_run(folder: Path, seconds: float) -> Table:
    """A session of so long as fast as it goes: recorded, measured, shown ten times a second of its own time."""
    samples = lifting(seconds)
    samples = samples[: int(np.searchsorted(samples.time_s, seconds))]
    path = folder / "long.mcap"
    made: list[RecordingSession] = []

    def measure(*listeners: object) -> RecordingSession:
        listener, sampled = listeners
        made.append(
            RecordingSession(path, Header(PLAN.info), listener=listener, sampled=sampled)  # type: ignore[arg-type]
        )
        return made[0]

    def send(mark: NewSet) -> None:
        made[0].record([mark])
        core.take([mark], mark.at_ns)

    core = SessionCore(measure, PLAN, send=send, recording=path.name, keep=keeping(path, 0))
    view = RackView(SETTINGS)
    view.resize(*SIZE)
    view.show()
    app = QApplication.instance()
    frame_ms: list[float] = []
    before_mb: float | None = None
    settled_ns = START_NS + round(SETTLED_SHARE * seconds * 1e9)
    due_ns = START_NS
    began = time.perf_counter()
    for item in _stream(samples):
        at_ns = arrival_ns(item)
        made[0].record([item])
        core.take([item], at_ns)
        made[0].tick(at_ns)
        if at_ns < due_ns or app is None:
            continue
        due_ns += 100_000_000
        start = time.perf_counter()
        core.tick(at_ns)
        view.show_snapshot(core.snapshot(at_ns))
        app.processEvents()
        frame_ms.append(1e3 * (time.perf_counter() - start))
        core.sounds()
        if before_mb is None and at_ns > settled_ns:
            before_mb = memory_mb()
    took = time.perf_counter() - began
    after_mb = memory_mb()
    view.close()
    tenth = len(frame_ms) // 10
    first, last = np.median(frame_ms[tenth : 2 * tenth]), np.median(frame_ms[-tenth:])
    table = harness.table(f"{seconds / 3600:.1f} h of one sensor in {took:.0f} s", "what", "measured", "asked")
    table.add_row("memory growth, MB", harness.against(after_mb - (before_mb or after_mb), GROWTH_ASKED_MB, 1), "30")
    table.add_row("a frame in the second tenth, p50 ms", f"{first:.2f}", "")
    table.add_row("a frame in the last tenth, p50 ms", harness.against(float(last), 1.2 * float(first), 2), "no slower")
    table.add_row("a frame, p99 ms", f"{np.percentile(frame_ms, 99):.2f}", "")
    table.add_row("sets, reps", f"{len(core.log.entries)}, {sum(e.rep_count for e in core.log.entries)}", "")
    core.end(START_NS + round(seconds * 1e9))
    return table


def _stream(samples: Samples) -> Iterator[Item]:
    """What a sensor sends, made piece by piece so that the senders hold no memory."""
    sender = Sender()
    yield from sender.items(samples[:0])
    for k in range(0, len(samples), 8000):
        yield from sender.data(samples[k : k + 8000])


def main() -> None:
    chosen = harness.options(__doc__, 3, 5, processes=1)
    app = QApplication([])
    parts: dict[str, Callable[[Path], Table]] = {
        "start": lambda folder: start_up(chosen.seeds, folder),
        "pixel": lambda folder: packet_to_pixel(folder, 60.0 if chosen.full else 20.0),
        "long": lambda folder: long_run(folder, HOURS_S if chosen.full else HOURS_S / 6),
    }
    with tempfile.TemporaryDirectory() as folder:
        for name in chosen.chosen(parts):
            harness.show(parts[name](Path(folder)))
    harness.show(harness.MARK)
    app.quit()


if __name__ == "__main__":
    main()
