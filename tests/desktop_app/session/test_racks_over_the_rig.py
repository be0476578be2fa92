"""Several racks over a fake Bluetooth: sensors that lift, drop out, are shaken and are taken away, each by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from desktop_app.session.radio_desk import DeskParams, RadioDesk
from desktop_app.session.snapshot import Mode, RackSnapshot
from desktop_app.session.thread import SessionThread, Station
from dsp.samples import Samples
from sensor.ble.found import SensorWish
from sensor.ble.host_clock import HostClock
from sensor.ble.status import LinkState
from sensor.ble.thread import RadioThread
from sensor.opening import open_recording
from tests.desktop_app.session.sessions import PLAN
from tests.desktop_app.session.test_shaking import shaken
from tests.rig.rig import Rig, near
from tests.sensor.ble.making import QUICK, needs_rig, quick_rig
from tests.sensor.live_items import squat

pytestmark = needs_rig
SOON_S = 60.0
NAMES = ("Ann", "Ben", "Cy")


@dataclass
class Gym:
    thread: SessionThread
    rig: Rig
    keys: tuple[str, ...]
    folder: Path

    def until(self, true: Callable[[dict[str, RackSnapshot]], object]) -> dict[str, RackSnapshot]:
        """Wait for snapshots, by rack. Raises AssertionError where it does not come."""
        end_s = time.monotonic() + SOON_S
        while time.monotonic() < end_s:
            shown = {one.rack: one for one in self.thread.snapshots}
            if true(shown):
                return shown
            time.sleep(0.01)
        raise AssertionError([(s.rack, s.mode, s.notices, s.link) for s in self.thread.snapshots])


def streams(snapshot: RackSnapshot) -> bool:
    return snapshot.link is not None and snapshot.link.state is LinkState.STREAMING and snapshot.mode is Mode.READY


@pytest.fixture
def gym(tmp_path: Path) -> Iterator[Gym]:
    clock = HostClock()
    params = replace(QUICK, set_up_s=10.0, lost_s=2.0)
    with quick_rig(*(near("rackside", name=f"Bar {name}") for name in NAMES)) as rig:
        desk = RadioDesk(lambda: RadioThread(clock, params), DeskParams(0.3, 2, 0.05))
        thread = SessionThread(Station(desk, tmp_path / "recordings", clock.now_ns, lambda *_: None))
        thread.start()
        keys = (thread.chosen, *(thread.add_rack() for _ in NAMES[1:]))
        for key, name, address in zip(keys, NAMES, rig.addresses, strict=True):
            thread.at(key).set_plan(replace(PLAN, athlete=name))
            thread.at(key).start_sensor(SensorWish(address))
        yield Gym(thread, rig, keys, tmp_path / "recordings")
        thread.close()


def play(rig: Rig, address: str, samples: Samples, folder: Path) -> None:
    """Have one device feel this motion, from now on."""
    path = folder / f"{address.replace(':', '')}.npz"
    np.savez(path, time_s=samples.time_s, acc_ms2=samples.acc_ms2, gyro_rads=samples.gyro_rads)
    rig.control("play", path=str(path), address=address, delay_s=0.2)


def test_one_lifts_one_drops_out_and_one_is_taken_away(gym: Gym, tmp_path: Path, project: Path) -> None:
    ann, ben, cy = gym.keys
    gym.until(lambda s: len(s) == 3 and all(streams(one) for one in s.values()))
    play(gym.rig, gym.rig.addresses[0], squat(project), tmp_path)
    gym.until(lambda s: s[ann].mode is Mode.LIFTING)
    gym.rig.control("drop", address=gym.rig.addresses[1])
    gym.thread.remove_rack(cy)
    gym.until(lambda s: cy not in s)
    gym.until(lambda s: streams(s[ben]))
    gym.until(lambda s: s[ann].reps)
    gym.thread.at(ann).stop()
    gym.until(lambda s: s[ann].mode is Mode.NO_SENSOR)
    assert not gym.rig.control("state", address=gym.rig.addresses[0])["streams"]
    assert gym.rig.control("state", address=gym.rig.addresses[1])["streams"]
    (entry,) = (entry for log in gym.thread.all_logs for entry in log.entries)
    assert entry.plan.athlete == "Ann"
    assert len(list(gym.folder.glob("*.mcap"))) == 3
    gym.thread.at(ben).stop()
    gym.until(lambda s: s[ben].mode is Mode.NO_SENSOR)
    lifters = {open_recording(path).info.athlete for path in gym.folder.glob("*.mcap")}
    assert lifters == set(NAMES)


def test_the_bar_that_is_shaken_is_found(gym: Gym, tmp_path: Path, project: Path) -> None:
    gym.until(lambda s: len(s) == 3 and all(streams(one) for one in s.values()))
    gym.thread.shaking.begin()
    play(gym.rig, gym.rig.addresses[0], squat(project), tmp_path)
    play(gym.rig, gym.rig.addresses[2], shaken(2, hz=3.0, by_m=0.03, seconds=6.0), tmp_path)
    gym.until(lambda _: gym.thread.shaking.shown.shaken)
    assert gym.thread.shaking.shown.shaken == gym.keys[2]


def test_a_sensor_that_is_at_one_rack_cannot_be_at_another(gym: Gym) -> None:
    gym.until(lambda s: len(s) == 3 and all(streams(one) for one in s.values()))
    twice = gym.thread.add_rack(SensorWish(gym.rig.addresses[0]))
    shown = gym.until(lambda s: twice in s and any("in use" in n.text for n in s[twice].notices))
    assert streams(shown[gym.keys[0]])
    # Another one can be asked for there, and the same one again once it is free.
    gym.thread.remove_rack(gym.keys[0])
    gym.until(lambda s: gym.keys[0] not in s)
    gym.thread.at(twice).start_sensor(SensorWish(gym.rig.addresses[0]))
    gym.until(lambda s: streams(s[twice]))
