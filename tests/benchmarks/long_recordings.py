"""Recordings of an hour for benchmarks: one simulated set again and again, with rests between, on one clock."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from bench_speed import minute_set

from dsp.constants import RAD_PER_DEG, STANDARD_GRAVITY_MS2
from dsp.samples import Samples
from sensor.drivers.blocks import encode_block
from sensor.drivers.rackside.decoder import ACC_SCALE, GYRO_SCALE
from sensor.drivers.settings import SETUP_CHANNEL, Settings, settings_to_payload
from sensor.loaded import SensorIdentity, SetInfo
from sensor.packets import Packet
from sensor.recording.marks import Header, SensorEntry
from sensor.recording.writer import RecordingWriter

PACKET: Final = 8
REST_S: Final = 130.0
STILL_S: Final = 2.0
DELAY_NS: Final = 20_000_000
SEED: Final = 3
ACC_MG: Final = 0.488
GYRO_MDPS: Final = 70.0
SENSOR: Final = "00:00:00:00:00:01"
DRIVERS: Final = ("simulator", "rackside")


def write_long(path: Path, driver: str, length_s: float, rate_hz: float) -> int:
    """Write a recording as it is written live: a packet for eight samples. Gives how many samples there are."""
    samples = _samples(length_s, rate_hz)
    header = Header(SetInfo(exercise="squat", load_kg=100.0), 1_760_000_000_000_000_000, None)
    entry = SensorEntry(SensorIdentity(SENSOR, driver, name="Benchmark"))
    with RecordingWriter(path, header, [entry]) as writer:
        for packet in _packets(samples, driver, rate_hz):
            writer.write(packet)
    return len(samples)


def _samples(length_s: float, rate_hz: float) -> Samples:
    one = minute_set(SEED, rate_hz, 50.0).samples
    rng = np.random.default_rng(SEED)
    # Long enough that the rate's mean is the sensor's own bias, which must not change from set to rest.
    last = one[len(one) - int(STILL_S * rate_hz) :]
    count = int(REST_S * rate_hz)
    rest = Samples(
        np.arange(count) / rate_hz,
        last.acc_ms2.mean(axis=0) + 0.03 * rng.standard_normal((count, 3)),
        last.gyro_rads.mean(axis=0) + 0.002 * rng.standard_normal((count, 3)),
    )
    parts: list[Samples] = []
    rows = 0
    while rows < length_s * rate_hz:
        for part in (one, rest):
            parts.append(replace(part, time_s=(rows + np.arange(len(part))) / rate_hz))
            rows += len(part)
    return Samples.joined(parts)


def _packets(samples: Samples, driver: str, rate_hz: float) -> Iterator[Packet]:
    if driver == "rackside":
        settings = Settings(rate_hz=rate_hz, values={ACC_SCALE: ACC_MG, GYRO_SCALE: GYRO_MDPS})
        yield Packet(SENSOR, SETUP_CHANNEL, 0, settings_to_payload(settings))
    acc = samples.acc_ms2 / STANDARD_GRAVITY_MS2 * 1e3 / ACC_MG
    gyro = samples.gyro_rads / RAD_PER_DEG * 1e3 / GYRO_MDPS
    counts = np.clip(np.round(np.hstack([acc, gyro])), -32768, 32767).astype("<i2")
    for start in range(0, len(samples), PACKET):
        part = samples[start : start + PACKET]
        at_ns = round(float(part.time_s[-1]) * 1e9) + DELAY_NS
        if driver == "simulator":
            yield Packet(SENSOR, "samples", at_ns, encode_block(part))
            continue
        time_us = round(float(part.time_s[0]) * 1e6)
        head = struct.pack("<BBHI", 1, len(part), start % (1 << 16), time_us % (1 << 32))
        yield Packet(SENSOR, "data", at_ns, head + counts[start : start + PACKET].tobytes())
