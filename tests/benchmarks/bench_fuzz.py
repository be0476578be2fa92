"""Random, mutated and truncated bytes into each codec: samples or a count of refused packets, nothing else.

The bytes that are damaged are real: what each device of the fake radio sent in a few seconds, set-up packet included.
Every case is one packet pushed into a decoder that lives on through many cases, as over a bad link; now and then
a new connection with damaged settings begins. Memory is what the decoders held at most, by tracemalloc.
"""

from __future__ import annotations

import random
import tempfile
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import harness  # sets one thread a process: before numpy
import numpy as np
import radio
from bench_devices import DEVICES, LEAD_S, a_set

from sensor.drivers.registry import driver
from sensor.drivers.settings import SETUP_CHANNEL, settings_from_payload
from sensor.errors import PacketError
from sensor.loaded import SetInfo
from sensor.packets import Packet
from sensor.recording.limits import RECORDING_LIMITS
from sensor.recording.raw import RawSensor, read_raw

FULL: Final = 100_000
QUICK: Final = 5_000
SENT_S: Final = 6.0
LONGEST: Final = 260
NEW_LINK: Final = 0.002
SWITCH: Final = 0.03
"""Chance with each packet that a stretch of good or of bad ones ends."""
SAMPLES_MAX: Final = 600
"""In one packet: 512 bytes of one-byte deltas hold no more."""


def sent(folder: Path) -> dict[str, RawSensor]:
    """What each device sends, by its name in the table."""
    motion = radio.motion_file(folder / "motion.npz", a_set(0).samples, LEAD_S)
    target = folder / "sent.mcap"
    with radio.Station(list(DEVICES.values()), target, SetInfo()) as station:
        station.start(motion)
        station.rig.control("play", path=str(motion))
        station.pump(SENT_S)
        station.stop()
        addresses = station.rig.addresses
    found = {s.entry.identity.id: s for s in read_raw(target, RECORDING_LIMITS).sensors}
    return {name: found[address] for name, address in zip(DEVICES, addresses, strict=True)}


def damaged(packets: list[Packet], rng: random.Random) -> Iterator[Packet]:
    """The packets over and over, in stretches as they are and in stretches damaged.

    Of the damaged a third are random bytes on any channel, a third have bytes changed, a third are cut or grown.
    """
    channels = sorted({p.channel for p in packets})
    late_ns = 0
    while True:
        spoiled = False
        for packet in packets:
            spoiled = spoiled != (rng.random() < SWITCH)
            at_ns = packet.arrival_ns + late_ns
            if not spoiled:
                yield replace(packet, arrival_ns=at_ns)
                continue
            payload, channel = bytearray(packet.payload), packet.channel
            kind = rng.randrange(3)
            if kind == 0:
                payload, channel = bytearray(rng.randbytes(rng.randrange(LONGEST))), rng.choice(channels)
            elif kind == 1 and payload:
                for _ in range(rng.randrange(1, 6)):
                    payload[rng.randrange(len(payload))] = rng.randrange(256)
            else:
                payload = payload[: rng.randrange(len(payload) + 1)] + rng.randbytes(rng.choice((0, 0, 1, 7)))
            yield replace(packet, channel=channel, arrival_ns=at_ns, payload=bytes(payload))
        late_ns += packets[-1].arrival_ns - packets[0].arrival_ns + 40_000_000


def run(sensor: RawSensor, cases: int, seed: int) -> tuple[Counter[str], float, float]:
    """What became of the cases, the most memory held in MB, and seconds."""
    rng = random.Random(seed)
    setup = next(p for p in sensor.packets if p.channel == SETUP_CHANNEL)
    stream = damaged([p for p in sensor.packets if p.channel != SETUP_CHANNEL], rng)
    found = driver(sensor.entry.identity.driver)
    decoder = found.decoder(settings_from_payload(setup.payload))
    told: Counter[str] = Counter()
    tracemalloc.start()
    began = time.perf_counter()
    while told["cases"] < cases:
        if rng.random() < NEW_LINK:
            spoiled = bytearray(setup.payload)
            spoiled[rng.randrange(len(spoiled))] = rng.randrange(256)
            try:
                decoder = found.decoder(settings_from_payload(bytes(spoiled)))
            except PacketError:
                told["settings refused"] += 1
        packets = [next(stream) for _ in range(rng.choice((1, 1, 1, 5, 20)))]
        try:
            decoded = decoder.push(packets)
        except Exception as error:  # noqa: BLE001 (what this benchmark counts)
            told[f"{type(error).__name__}"] += 1
            told["raised"] += 1
            told["cases"] += len(packets)
            continue
        told["cases"] += len(packets)
        told["refused"] += decoded.refused
        told["samples"] += len(decoded.acc_ms2)
        told["too many"] += int(decoded.counts.max(initial=0)) > SAMPLES_MAX * len(packets)
        told["no numbers"] += int(decoded.time_s is not None and not np.isfinite(decoded.time_s).all())
    seconds = time.perf_counter() - began
    peak_mb = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return told, peak_mb, seconds


def main() -> None:
    chosen = harness.options(__doc__, QUICK, FULL, processes=1)
    figures = harness.table(
        f"{chosen.seeds} damaged packets into each codec", "device", "raised", "overlong", "times not finite",
        "refused %", "samples", "peak MB", "us a packet",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        sensors = sent(Path(folder))
    for name, sensor in sensors.items():
        told, peak_mb, seconds = run(sensor, chosen.seeds, chosen.first)
        kinds = ", ".join(k for k in told if k.endswith(("Error", "Warning")))
        figures.add_row(
            name, harness.against(told["raised"], 0, 0) + (f" {kinds}" if kinds else ""),
            harness.against(told["too many"], 0, 0), harness.against(told["no numbers"], 0, 0),
            f"{100 * told['refused'] / told['cases']:.0f}", f"{told['samples']}", f"{peak_mb:.1f}",
            f"{1e6 * seconds / told['cases']:.0f}",
        )  # fmt: skip
    harness.show(figures, harness.MARK)


if __name__ == "__main__":
    main()
