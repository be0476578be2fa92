"""Sixteen lifters on one laptop: each with a sensor, a recording and an engine of their own, and the coach's view live.

Offscreen, with home-made sensors at 100 Hz whose packets are stamped when they are handed over, as the radio does.
Processor time is that of the whole program, with whoever sends the packets. The delay is that of the first rack's
packets until the first picture that knows of them. --full: a minute of each number of racks.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import harness  # sets one thread a process: before numpy

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(harness.PROJECT))  # the senders are a part of the tests, which are no installed package

import numpy as np
from bench_app import FIRST_S, HELD_S, LEFT_S, SETTINGS, SIZE, Drawn, Sending, at_rate, from_there, run_for
from bench_station import STAGGER_S, lifting
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from rich.table import Table

from desktop_app.group.local import Crew
from desktop_app.group.tile import Tile
from desktop_app.session.plan import LiftPlan
from desktop_app.session.radio_desk import RadioDesk
from desktop_app.session.thread import SessionThread, Station
from desktop_app.views.coach_view import CoachView
from desktop_app.views.theme import PALETTES, Look
from sensor.ble.found import Found, SensorWish
from sensor.ble.host_clock import HostClock
from sensor.packets import Packet
from sensor.session import Item, NewSet
from tests.sensor.live_items import Sender, together

SENSOR_HZ: Final = 100.0
FRAMES_ASKED: Final = 30.0
RACKS: Final = (1, 4, 16)
PLAN: Final = LiftPlan("Ann", "squat", (), 100.0)


@dataclass
class Gym(Sending):
    """All sensors of a gym: nobody begins before everybody is connected. sinks: of each sensor, by address."""

    racks: int = 1
    sinks: dict[str, Callable[[Item], None]] = field(default_factory=dict)

    def start(self, wishes: list[SensorWish], sink: Callable[[Item], None]) -> list[Found]:
        address = wishes[0].name_or_address
        self.sinks[address] = sink
        if len(self.sinks) == self.racks:
            super().start(wishes, self._pass_on)
        return [Found(address, None, None, "rackside", "")]

    def _pass_on(self, item: Item) -> None:
        if not isinstance(item, NewSet):
            self.sinks[item.sensor_id](item)


@dataclass(frozen=True)
class Live:
    """What one run over real time gave."""

    delays_ms: list[float]
    frames_hz: float
    core_percent: float
    reps: int
    turns_hz: float


def live(racks: int, seconds: float, folder: Path) -> Live:
    """So many lifters for so long, out of step."""
    clock = HostClock()
    samples = at_rate(lifting(seconds + racks * STAGGER_S), SENSOR_HZ)
    senders = [Sender(f"AA:{k:02X}", f"Bar {k}", f"S{k}") for k in range(racks)]
    streams = (s.items(from_there(samples, k * STAGGER_S, seconds)) for k, s in enumerate(senders))
    gym = Gym(together(*streams), clock, racks=racks)
    desk = RadioDesk(lambda: gym)  # type: ignore[arg-type,return-value]
    session = SessionThread(Station(desk, folder / f"{racks}", clock.now_ns, lambda *_: None))
    session.set_heard(False)
    crew = Crew(session)
    frames: list[float] = []
    drawn = Drawn(clock, lambda: None)

    def source() -> tuple[Tile, ...]:
        frames.append(time.monotonic())
        newest_ns = session.snapshots[0].at_ns or 0
        # A tile that did not change is not drawn, and is up to date: after the picture, whatever it took.
        QTimer.singleShot(0, view, lambda: drawn.pictures.append((newest_ns, clock.now_ns())))
        return crew.tiles()

    view = CoachView(SETTINGS, source, crew=crew)
    view.set_look(Look(PALETTES[SETTINGS.theme], SIZE[1]))
    session.start()
    view.resize(*SIZE)
    view.show()
    run_for(FIRST_S)
    for k, sender in enumerate(senders):
        key = crew.add(SensorWish(sender.id))
        session.at(key).set_plan(replace(PLAN, athlete=f"Lifter {k + 1}", load_kg=60.0 + 5.0 * k))
    frames.clear()
    serial = session.snapshots[0].serial
    cpu, wall = time.process_time(), time.monotonic()
    run_for(seconds + LEFT_S)
    gym.done.wait(5.0)
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    made = max(one.serial for one in session.snapshots) - serial
    shown = sum(len(one.reps) for one in session.snapshots)
    reps = shown + sum(len(e.reps) for log in session.all_logs for e in log.entries)
    view.hide()
    session.close()
    first = [i.sensor_id for i in gym.items if isinstance(i, Packet) and i.channel == "data"]
    sent = [at_ns for at_ns, sensor in zip(gym.sent, first, strict=False) if sensor == senders[0].id]
    settled = [at_ns for at_ns in sent if at_ns - gym.sent[0] > HELD_S * 1e9]
    return Live(drawn.delays_ms(settled), len(frames) / wall, 100.0 * cpu / wall, reps, made / wall)


def coach_view(folder: Path, seconds: float) -> Table:
    table = harness.table(
        f"The coach's view, {seconds:.0f} s of sensors at {SENSOR_HZ:.0f} Hz",
        "racks", "frames/s (30)", "% of a core (100)", "packet to tile p50 ms", "p99 ms", "max ms", "snapshots/s",
        "reps",
    )  # fmt: skip
    for racks in RACKS:
        found = live(racks, seconds, folder)
        p50, p99, most = np.percentile(found.delays_ms, [50, 99, 100])
        table.add_row(
            str(racks), harness.at_least(found.frames_hz, FRAMES_ASKED - 0.5),
            harness.against(found.core_percent, 100.0, 1), f"{p50:.1f}", f"{p99:.1f}", f"{most:.1f}",
            f"{found.turns_hz:.0f}", str(found.reps),
        )  # fmt: skip
    return table


def main() -> None:
    chosen = harness.options(__doc__, 1, 1, processes=1)
    app = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        harness.show(coach_view(Path(folder), 60.0 if chosen.full else 20.0))
    harness.show(harness.MARK)
    app.quit()


if __name__ == "__main__":
    main()
