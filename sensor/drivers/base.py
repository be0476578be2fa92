"""What a driver is. A new sensor is one new file in this folder that ends with `DRIVER = Driver(...)`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dsp.errors import SampleError
from dsp.samples import FloatArray, IntArray, Samples, Stamps
from sensor.errors import PacketError
from sensor.packets import Packet


@dataclass(frozen=True, slots=True)
class Decoded:
    """The samples of some packets, in order.

    time_s: (n,) seconds by the sensor's own clock, None where it sends none (arrival times are taken then).
    acc_ms2, gyro_rads: (n, 3) SI, sensor axes; rates are zero where has_rate is False.
    counts: (k,) how many samples came with each packet. refused: packets whose bytes could not be decoded.
    stamps: what time_s are the times of; it has no meaning where time_s is None.
    Raises PacketError where counts and samples do not agree.
    """

    time_s: FloatArray | None
    acc_ms2: FloatArray
    gyro_rads: FloatArray
    counts: IntArray
    refused: int = 0
    stamps: Stamps = Stamps.SAMPLE
    has_rate: bool = True

    def __post_init__(self) -> None:
        n = int(self.counts.sum())
        if self.acc_ms2.shape != (n, 3) or self.gyro_rads.shape != (n, 3):
            raise PacketError(
                f"{n} samples were counted, {len(self.acc_ms2)} accelerations and {len(self.gyro_rads)} rates decoded",
                "Report this as a fault of the driver.",
            )

    def samples(self, time_s: FloatArray | None = None) -> Samples:
        """As samples, at the sensor's own times or at the times given. Raises SampleError where there are none."""
        times = time_s if time_s is not None else self.time_s
        if times is None:
            raise SampleError("the sensor sends no times", "Give the times of arrival.")
        return Samples(times, self.acc_ms2, self.gyro_rads)


@dataclass(frozen=True, slots=True)
class Driver:
    """How one kind of sensor speaks.

    name: as recordings name it; never change it once used.
    decode: pure; all packets of one sensor in order of arrival to Decoded. Packets that make no sense are counted,
        not raised, since one bad radio frame must not lose a set.
    keeps_time_base: its times are a file's own and are kept as they are; otherwise they count from the first packet.
    sent_as_packets: the packets are those that a link delivered, so their arrival means something.
    """

    name: str
    decode: Callable[[Sequence[Packet]], Decoded]
    keeps_time_base: bool = False
    sent_as_packets: bool = True


def nothing_decoded(packets: int, refused: int) -> Decoded:
    """Decoded without a single sample."""
    return Decoded(None, np.empty((0, 3)), np.empty((0, 3)), np.zeros(packets, dtype=np.int64), refused)
