"""What links bring while a set is lifted: setup packets, data packets and states, out of samples in closed form or
of a simulated set."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dsp.constants import RAD_PER_DEG, STANDARD_GRAVITY_MS2
from dsp.samples import Samples
from sensor.ble.status import LinkState, LinkStatus
from sensor.drivers.rackside.decoder import ACC_SCALE, GYRO_SCALE
from sensor.drivers.settings import SETUP_CHANNEL, Settings, settings_to_payload
from sensor.opening import open_recording
from sensor.packets import Packet
from sensor.session import Item

START_NS = 1_790_000_000_000_000_000
ACC_MG, GYRO_MDPS = 0.488, 70.0
PER_MS2 = 1000.0 / (ACC_MG * STANDARD_GRAVITY_MS2)
PER_RADS = 1000.0 / (GYRO_MDPS * RAD_PER_DEG)


@dataclass(frozen=True)
class Sender:
    """A home-made sensor, and how its packets travel. offset_s: of its clock. delay_s: each packet's, in turn."""

    id: str = "AA:01"
    name: str = "Bar left"
    serial: str | None = "S1"
    driver: str = "rackside"
    offset_s: float = 7.0
    delay_s: tuple[float, ...] = (0.010, 0.025, 0.012)
    per_packet: int = 8
    warnings: tuple[str, ...] = ()

    def settings(self, rate_hz: float = 100.0) -> Settings:
        return Settings(
            rate_hz=rate_hz,
            acc_range_g=16.0,
            model="Bar",
            firmware="1.0",
            serial=self.serial,
            values={ACC_SCALE: ACC_MG, GYRO_SCALE: GYRO_MDPS},
            warnings=self.warnings,
        )

    def status(self, state: LinkState, at_s: float, text: str = "") -> LinkStatus:
        at_ns = START_NS + round(at_s * 1e9)
        return LinkStatus(self.id, state, at_ns, text or state.value.replace("_", " "), self.name, self.driver)

    def setup(self, at_s: float) -> Packet:
        payload = settings_to_payload(self.settings())
        return Packet(self.id, SETUP_CHANNEL, START_NS + round(at_s * 1e9), payload)

    def data(self, samples: Samples) -> list[Packet]:
        """Samples at host times, as this sensor sends them."""
        counts = np.clip(
            np.round(np.hstack([samples.acc_ms2 * PER_MS2, samples.gyro_rads * PER_RADS])), -32768, 32767
        ).astype("<i2")
        found: list[Packet] = []
        for k, start in enumerate(range(0, len(samples) - self.per_packet + 1, self.per_packet)):
            rows = counts[start : start + self.per_packet]
            time_us = round((float(samples.time_s[start]) + self.offset_s) * 1e6)
            head = struct.pack("<BBHI", 1, len(rows), start % (1 << 16), time_us % (1 << 32))
            arrival_s = float(samples.time_s[start + self.per_packet - 1]) + self.delay_s[k % len(self.delay_s)]
            found.append(Packet(self.id, "data", START_NS + round(arrival_s * 1e9), head + rows.tobytes()))
        return found

    def items(self, samples: Samples) -> list[Item]:
        """A connection from beginning to end, in order of arrival."""
        return [
            self.status(LinkState.SETTING_UP, -0.3),
            self.setup(-0.05),
            self.status(LinkState.STREAMING, 0.0),
            *self.data(samples),
        ]


def arrival_ns(item: Item) -> int:
    return item.at_ns if isinstance(item, LinkStatus) else item.arrival_ns


def together(*streams: list[Item]) -> list[Item]:
    """Several sensors' items as they came."""
    return sorted((item for stream in streams for item in stream), key=arrival_ns)


def squat(project: Path) -> Samples:
    """A simulated set of squats, from zero seconds."""
    (sensor,) = open_recording(project / "recordings" / "simulated_squat_controlled.mcap").sensors
    return sensor.samples


def resting(seconds: float, first_s: float = 0.0) -> Samples:
    time_s = first_s + np.arange(round(seconds * 100)) / 100
    acc = np.tile([0.0, 0.0, STANDARD_GRAVITY_MS2], (len(time_s), 1))
    return Samples(time_s, acc, np.zeros_like(acc))
