"""Each fault of the radio, the adapter and the service, injected while a sensor streams: it streams again."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import pytest

from sensor.ble.found import SensorWish
from sensor.ble.status import LinkState
from sensor.ble.thread import RadioThread
from tests.rig.rig import Rig
from tests.sensor.ble.making import QUICK, QUICK_WT, Heard, needs_rig, quick_rig, some_wt

pytestmark = needs_rig

ONCE_MORE: Final = [LinkState.SEARCHING, LinkState.CONNECTING, LinkState.SETTING_UP, LinkState.STREAMING]


class Scene:
    """One sensor that streams."""

    def __init__(self, rig: Rig, radio: RadioThread) -> None:
        self.rig = rig
        self.radio = radio
        self.heard = Heard()
        self.address = rig.addresses[0]
        radio.start([SensorWish(self.address)], self.heard)
        self.heard.wait_streaming(self.address)

    def again(self) -> list[LinkState]:
        """Once it streams again: the states since the fault."""
        self.heard.wait_streaming(self.address, connections=2)
        states = self.heard.states()
        return states[states.index(LinkState.STREAMING) + 1 :]


@pytest.fixture
def scene() -> Iterator[Scene]:
    with quick_rig(some_wt()) as rig, RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
        yield Scene(rig, radio)
        radio.stop_links()


def restart(how: signal.Signals) -> Callable[[Scene], None]:
    def fault(scene: Scene) -> None:
        scene.rig.kill_bluez(how)
        scene.heard.wait(lambda: LinkState.LOST in scene.heard.states(), "the loss")
        scene.rig.start_bluez()

    return fault


def off_and_on(scene: Scene) -> None:
    scene.rig.control("power", on=False)
    scene.heard.wait_text("Bluetooth is switched off")
    scene.rig.control("power", on=True)


def out_and_in(*, silent: bool) -> Callable[[Scene], None]:
    def fault(scene: Scene) -> None:
        scene.rig.control("remove_adapter", silent=silent)
        scene.heard.wait_text("there is no Bluetooth adapter")
        scene.rig.control("add_adapter")

    return fault


def away_and_back(scene: Scene) -> None:
    scene.rig.control("out_of_range", timeout_s=0.1)
    scene.heard.wait_text("is not in range")
    scene.rig.control("in_range")


FAULTS: Final[dict[str, Callable[[Scene], None]]] = {
    "dropped": lambda s: s.rig.control("drop"),
    "out of range": away_and_back,
    "long stall": lambda s: s.rig.control("stall", seconds=1.6, keep=False),
    "forgotten": lambda s: s.rig.control("remove"),
    "forgotten silently": lambda s: s.rig.control("remove", silent=True),
    "switched off": off_and_on,
    "adapter pulled": out_and_in(silent=False),
    "adapter pulled silently": out_and_in(silent=True),
    "service stopped": restart(signal.SIGTERM),
    "service killed": restart(signal.SIGKILL),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_sensor_streams_again_after(scene: Scene, name: str) -> None:
    FAULTS[name](scene)
    since = scene.again()
    assert since[-4:] == ONCE_MORE
    assert LinkState.LOST in since
    assert LinkState.GONE not in since
    assert '"serial": "again"' in [p for p in scene.heard.packets() if p.channel == "setup"][1].payload.decode()
    arrivals = [p.arrival_ns for p in scene.heard.packets()]
    assert arrivals == sorted(arrivals)


def test_a_short_stall_keeps_the_connection_and_every_frame(scene: Scene) -> None:
    scene.rig.control("stall", seconds=0.55, keep=True)
    scene.heard.wait(lambda: LinkState.STALLED in scene.heard.states(), "the stall")
    scene.heard.wait(lambda: scene.heard.states()[-1] is LinkState.STREAMING, "its end")
    assert scene.heard.set_ups() == 1
    assert LinkState.LOST not in scene.heard.states()


def test_a_sensor_that_samples_too_slowly_is_said(scene: Scene) -> None:
    scene.rig.control("slow", factor=0.4)
    scene.heard.wait_text("of 99 samples a second come")
    assert scene.heard.set_ups() == 1


@pytest.mark.parametrize("how", ["aborted", "timed_out"])
def test_a_refused_connection_is_tried_again(how: str) -> None:
    with quick_rig(some_wt()) as rig, RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
        rig.control("refuse_connect", how=how, count=2)
        heard = Heard()
        radio.start([SensorWish("WT901")], heard)
        heard.wait_streaming(rig.addresses[0])
        assert "did not answer in time" in next(s.text for s in heard.statuses() if s.state is LinkState.LOST)


def test_services_that_are_never_found_end_a_try_and_no_more() -> None:
    with quick_rig(some_wt()) as rig, RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
        rig.control("never_resolve", on=True)
        heard = Heard()
        radio.start([SensorWish("WT901")], heard)
        heard.wait_text("did not answer in time")
        rig.control("never_resolve", on=False)
        heard.wait_streaming(rig.addresses[0])


def test_a_connection_that_breaks_during_the_set_up() -> None:
    with quick_rig(some_wt()) as rig, RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
        rig.control("errors", member="StartNotify", errors=[["org.bluez.Error.NotConnected", "Not Connected"]])
        heard = Heard()
        radio.start([SensorWish("WT901")], heard)
        heard.wait_text("broke the connection")
        heard.wait_streaming(rig.addresses[0])
        assert not heard.packets()[0].payload.startswith(b"\x55")


def test_one_out_of_range_does_not_starve_the_others() -> None:
    with quick_rig(some_wt(), some_wt()) as rig, RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
        far, near = rig.addresses
        heard = Heard()
        radio.start([SensorWish(far), SensorWish(near)], heard)
        heard.wait_streaming(far, near)
        rig.control("out_of_range", address=far, timeout_s=0.05)
        heard.wait_text("is not in range", far)
        before = heard.frames(near)
        rig.control("drop", address=near)
        heard.wait_streaming(near, connections=2)
        heard.wait(lambda: heard.frames(near) > before + 50, "its frames")
        assert heard.statuses(far)[-1].state in {LinkState.LOST, LinkState.SEARCHING}
        rig.control("in_range", address=far)
        heard.wait_streaming(far, connections=2)
        assert rig.control("service")["overlapping_connects"] == 0


def test_a_link_is_given_up_where_that_is_asked_for() -> None:
    params = replace(QUICK, give_up_s=1.0)
    with quick_rig(some_wt()) as rig, RadioThread(params=params, drivers=[QUICK_WT]) as radio:
        heard = Heard()
        radio.start([SensorWish("WT901")], heard)
        heard.wait_streaming(rig.addresses[0])
        rig.control("out_of_range", timeout_s=0.05)
        heard.wait(lambda: heard.states()[-1:] == [LinkState.GONE], "its end")
        assert heard.statuses()[-1].text.startswith("given up after")


def test_a_service_that_hangs_holds_up_no_stop() -> None:
    with quick_rig(some_wt()) as rig, RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
        heard = Heard()
        radio.start([SensorWish("WT901")], heard)
        heard.wait_streaming(rig.addresses[0])
        rig.bluez.send_signal(signal.SIGSTOP)
        try:
            begun_s = time.monotonic()
            radio.stop_links()
            assert time.monotonic() - begun_s < 10.0
            assert heard.states()[-1] is LinkState.GONE
        finally:
            rig.bluez.send_signal(signal.SIGCONT)


def test_a_sensor_that_drops_again_and_again_at_any_moment_streams_in_the_end(scene: Scene) -> None:
    for n in range(12):
        scene.rig.control("drop")
        scene.radio.run(asyncio.sleep(0.05 + 0.013 * n))
    connections = scene.heard.set_ups()
    scene.rig.control("drop")
    scene.heard.wait_streaming(scene.address, connections=connections + 1)
    assert LinkState.GONE not in scene.heard.states()
