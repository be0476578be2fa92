"""The open profile end to end: a device written from the notes, a radio that fails, bleak, the link, the driver."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dsp.constants import STANDARD_GRAVITY_MS2
from sensor.ble.found import SensorWish
from sensor.ble.thread import RadioThread
from sensor.drivers.rackside import DRIVER
from sensor.drivers.settings import settings_from_payload
from sensor.stream import SensorStream
from tests.rig.rig import near
from tests.sensor.ble.making import QUICK, Heard, needs_rig, quick_rig

SET_UP_TAKES = replace(QUICK, set_up_s=10.0)
RATE_HZ = 208.0 * 1.02
STEP_S = 1.0 / RATE_HZ


@needs_rig
def test_losses_repeats_and_wraps_on_the_way_from_sensor_to_samples() -> None:
    sensor = near("rackside", clock_s=4294.5, first_number=65_400)
    with quick_rig(sensor) as rig, RadioThread(params=SET_UP_TAKES, drivers=[DRIVER]) as radio:
        heard, (address,) = Heard(), rig.addresses
        (found,) = radio.start([SensorWish(address)], heard)
        assert found.driver == "rackside"
        for count, fault in ((8, None), (16, "lose"), (24, "duplicate"), (50, None)):
            heard.wait(lambda count=count: len(heard.packets()) > count, f"{count} packets")
            if fault is not None:
                rig.control(fault, count=2)
        radio.stop_links()
        assert not rig.control("state", address=address)["streams"]
        packets = heard.packets(address)
        levels = {status.battery for status in heard.statuses(address)}

    settings = settings_from_payload(packets[0].payload)
    assert (settings.rate_hz, settings.serial, settings.model) == (208.0, "A1", "Bar")
    assert 0.87 in levels
    stream = SensorStream(DRIVER, packets[0].arrival_ns)
    streamed, rest = stream.push(packets), stream.finish()
    assert (streamed.lost, streamed.refused) == (16, 0)
    time_s = np.concatenate([streamed.samples.time_s, rest.samples.time_s])
    # The decoder's own times: two packets came twice, two never.
    assert len(time_s) == 8 * (len(packets) - 1 - 2)
    steps = np.diff(time_s) / STEP_S
    assert (steps > 0).all()
    assert round(float(steps.sum())) == len(time_s) - 1 + 16
    assert np.median(steps) == pytest.approx(1.0, abs=1e-3)
    acc = np.concatenate([streamed.samples.acc_ms2, rest.samples.acc_ms2])
    np.testing.assert_allclose(acc[:, 2], STANDARD_GRAVITY_MS2, atol=0.003)


@needs_rig
def test_firmware_of_another_version_is_told_apart_and_what_to_do() -> None:
    with quick_rig(near("rackside", version=2)) as rig, RadioThread(params=SET_UP_TAKES, drivers=[DRIVER]) as radio:
        heard = Heard()
        radio.start([SensorWish(rig.addresses[0])], heard)
        heard.wait_text("version 2")
        heard.wait_text("load firmware")
