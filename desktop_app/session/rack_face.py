"""What may be asked of one rack, from any thread and at once: `Commands`, `SetEdits`, and what a coach wants."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from desktop_app.session.commands import Search, SimulatedSensor
from desktop_app.session.plan import LiftPlan
from desktop_app.session.rack import Rack
from desktop_app.session.radio_desk import RadioDesk
from desktop_app.session.sets import Edit, SetLog
from desktop_app.sound.face import SoundChoice
from dsp.limits import LimitTable
from sensor.ble.found import SensorWish
from sensor.loaded import Mounting

OnRack: TypeAlias = Callable[[Callable[[Rack], None]], None]
"""Has something done with the rack meant, in the session's thread; nothing where it is gone."""


class RackFace:
    """The face of one rack. on_rack: brings work to it. log: its newest sets. mute, set_volume,
    set_sounds: of the one speaker.
    """

    def __init__(
        self,
        desk: RadioDesk,
        on_rack: OnRack,
        log: Callable[[], SetLog],
        mute: Callable[[bool], None],
        set_volume: Callable[[float], None],
        set_sounds: Callable[[SoundChoice], None],
    ) -> None:
        self._desk, self._on_rack, self._newest_log = desk, on_rack, log
        self.mute, self.set_volume, self.set_sounds = mute, set_volume, set_sounds

    def look_for_sensors(self) -> None:
        self._desk.look()

    def search(self) -> Search:
        return self._desk.search

    def start_sensor(self, choice: SensorWish | SimulatedSensor) -> None:
        self._do(lambda rack: rack.start_sensor(choice))

    def set_mounting(self, mounting: Mounting) -> None:
        self._do(lambda rack: rack.set_mounting(mounting))

    def stop(self) -> None:
        self._do(lambda rack: rack.stop())

    def set_plan(self, plan: LiftPlan) -> None:
        self._do(lambda rack: rack.set_plan(plan))

    def set_next_plan(self, plan: LiftPlan) -> None:
        """What is lifted in the next set; one that is going on stays what it is."""
        self._do(lambda rack: rack.set_next_plan(plan))

    def set_cue(self, cue: str | None) -> None:
        """What the coach says to the next set."""
        self._do(lambda rack: rack.set_cue(cue))

    def set_limits(self, limits: LimitTable) -> None:
        self._do(lambda rack: rack.set_limits(limits))

    def mark(self) -> None:
        self._do(lambda rack: rack.ask_core(lambda core, now_ns: core.mark(now_ns)))

    def next_set(self) -> None:
        self._do(lambda rack: rack.ask_core(lambda core, now_ns: core.next_set(now_ns)))

    def pain(self) -> None:
        self._on_rack(lambda rack: rack.pain())

    def pain_over(self) -> None:
        self._on_rack(lambda rack: rack.pain_over())

    def set_log(self) -> SetLog:
        return self._newest_log()

    def edit(self, change: Edit) -> None:
        self._do(lambda rack: rack.edit(change))

    def _do(self, work: Callable[[Rack], None]) -> None:
        self._on_rack(lambda rack: rack.do(lambda: work(rack)))
