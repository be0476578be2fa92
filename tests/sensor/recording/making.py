"""A small recording of two simulated sensors, and how long the file was after each flush."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dsp.calibration import Calibration
from dsp.context import ClipPlace, Forward, Tempo
from dsp.samples import Samples, Stamps
from sensor.drivers.blocks import encode_block
from sensor.loaded import Mounting, SensorIdentity, SetInfo
from sensor.packets import Packet
from sensor.recording.marks import Header, SensorEntry
from sensor.recording.writer import RecordingWriter

START_NS = 1_790_000_000_000_000_000
INFO = SetInfo("squat", ("paused", "box"), 102.5, "Ada", Tempo.parse("3-1-X-0"), 0.55)
HEADER = Header(INFO, START_NS, "evening")
CALIBRATION = Calibration(
    (0.1, -0.2, 0.3), ((1.01, 0.002, 0.0), (0.002, 0.99, -0.001), (0.0, -0.001, 1.0)), (0.01, 0.0, -0.01)
)
LEFT = SensorEntry(
    SensorIdentity("aa:01", "simulator", "left", "aa:01", "model 3", "1.2"),
    Mounting(Forward.MINUS_Y, ClipPlace(0.35, 0.04)),
    CALIBRATION,
)
RIGHT = SensorEntry(SensorIdentity("bb:02", "simulator"))


@dataclass(frozen=True)
class Recorded:
    """packets: in the order written. flushed: (bytes in the file, packets written) after each flush."""

    path: Path
    packets: list[Packet]
    flushed: list[tuple[int, int]]


def samples_at(first_s: float, count: int = 4, rate_hz: float = 100.0) -> Samples:
    time_s = first_s + np.arange(count) / rate_hz
    acc = np.column_stack([np.sin(time_s), np.cos(time_s), 9.8 + 0 * time_s])
    return Samples(time_s, acc, 0.1 * acc)


def packet(sensor: SensorEntry, first_s: float, delay_s: float = 0.01, *, times: bool = True) -> Packet:
    """Four samples by the sensor's own clock, or by arrival alone."""
    samples = samples_at(first_s)
    stamps = Stamps.SAMPLE if times else Stamps.ARRIVAL
    arrival_ns = START_NS + round((samples.time_s[-1] + delay_s) * 1e9)
    return Packet(sensor.identity.id, "data", arrival_ns, encode_block(samples, times=times, stamps=stamps))


def record(path: Path, seconds: float = 2.0) -> Recorded:
    packets = [p for k in range(round(seconds * 25)) for p in (packet(LEFT, k / 25), packet(RIGHT, k / 25, 0.02))]
    flushed: list[tuple[int, int]] = []
    with RecordingWriter(path, HEADER, [LEFT, RIGHT]) as writer:
        for one in packets:
            before = path.stat().st_size
            writer.write(one)
            size = path.stat().st_size
            if size != before:
                flushed.append((size, writer.packets))
        writer.flush()
        flushed.append((path.stat().st_size, writer.packets))
    return Recorded(path, packets, flushed)
