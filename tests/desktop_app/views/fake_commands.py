"""A session that only writes down what it was asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from desktop_app.session.commands import Search, SimulatedSensor
from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import Edit, SetLog, edited
from desktop_app.sound.face import SoundChoice
from dsp.limits import LimitTable
from sensor.ble.found import Found, SensorWish
from sensor.loaded import Mounting

FOUND = (
    Found("AA:BB:CC:DD:EE:01", "WT901BLE68", -52, "witmotion", "WitMotion WT901BLE"),
    Found("AA:BB:CC:DD:EE:02", "Movesense 1234", -71, "movesense", "Movesense", caution="needs its newest firmware"),
    Found("AA:BB:CC:DD:EE:03", "Fridge", -80, None, "not understood", unusable="cannot be used"),
)


@dataclass
class FakeCommands:
    asked: list[tuple[str, Any]] = field(default_factory=list)
    found: Search = field(default_factory=lambda: Search(found=FOUND))

    def look_for_sensors(self) -> None:
        self.asked.append(("look_for_sensors", None))

    def search(self) -> Search:
        return self.found

    def start_sensor(self, choice: SensorWish | SimulatedSensor) -> None:
        self.asked.append(("start_sensor", choice))

    def set_mounting(self, mounting: Mounting) -> None:
        self.asked.append(("set_mounting", mounting))

    def stop(self) -> None:
        self.asked.append(("stop", None))

    def set_plan(self, plan: LiftPlan) -> None:
        self.asked.append(("set_plan", plan))

    def set_limits(self, limits: LimitTable) -> None:
        self.asked.append(("set_limits", limits))

    def mark(self) -> None:
        self.asked.append(("mark", None))

    def next_set(self) -> None:
        self.asked.append(("next_set", None))

    def pain(self) -> None:
        self.asked.append(("pain", None))

    def pain_over(self) -> None:
        self.asked.append(("pain_over", None))

    def mute(self, muted: bool) -> None:
        self.asked.append(("mute", muted))

    def set_volume(self, volume: float) -> None:
        self.asked.append(("set_volume", volume))

    def set_sounds(self, sounds: SoundChoice) -> None:
        self.asked.append(("set_sounds", sounds))


@dataclass
class FakeSets:
    """Sets that are edited as the session does it, at once."""

    log: SetLog
    asked: list[Edit] = field(default_factory=list)

    def set_log(self) -> SetLog:
        return self.log

    def edit(self, change: Edit) -> None:
        self.asked.append(change)
        self.log = edited(self.log, change)
