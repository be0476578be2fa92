"""What a driver is. A new sensor is one new file in this folder that ends with `DRIVER = Driver(...)`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from dsp.errors import SampleError
from dsp.samples import FloatArray, IntArray, Samples, Stamps
from sensor.drivers.handling import Handling
from sensor.drivers.settings import Settings
from sensor.errors import PacketError
from sensor.packets import Packet


@dataclass(frozen=True, slots=True)
class Decoded:
    """The samples of some packets, in order.

    time_s: (n,) seconds by the sensor's own clock, unwrapped, from any zero; None where it sends none (arrival times
        are taken then).
    acc_ms2, gyro_rads: (n, 3) SI, sensor axes; rates are zero where has_rate is False. A sample that is known to be
        lost, by a counter, is a row of NaN where time_s is None, so that counting samples stays a clock; with a clock
        of its own it is simply not there.
    counts: (k,) how many samples came with each packet. refused: packets whose bytes could not be decoded.
    lost: samples that the sensor's counter says were sent and never came.
    waited_s: (k,) how long the last of a packet's samples had waited for what came with it: samples of two streams are
        known once both have come, and their delay is that of the earlier. None: nothing ever waits.
    stamps: what time_s are the times of; it has no meaning where time_s is None.
    Raises PacketError where counts and samples do not agree.
    """

    time_s: FloatArray | None
    acc_ms2: FloatArray
    gyro_rads: FloatArray
    counts: IntArray
    refused: int = 0
    lost: int = 0
    stamps: Stamps = Stamps.SAMPLE
    has_rate: bool = True
    waited_s: FloatArray | None = None

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


class Decoder(Protocol):
    """One connection's packets into samples. Holds what spans packets: half a frame, the last counter, a reference.

    Any way of cutting the same packets into pushes gives the same samples. It never raises for bad bytes: packets
    that make no sense are counted, since one bad radio frame must not lose a set. What it holds is bounded.
    """

    def push(self, packets: Sequence[Packet]) -> Decoded:
        """Take in packets in order of arrival; give the samples that are known because of them."""
        ...


@dataclass(frozen=True, slots=True)
class Driver:
    """How one kind of sensor speaks.

    name: as recordings name it; never change it once used.
    decoder: makes a decoder for one connection, told how the sensor was set up.
    handling: how it is found, set up and stopped over Bluetooth; None for what is no such sensor.
    keeps_time_base: its times are a file's own and are kept as they are; otherwise they count from the first packet.
    sent_as_packets: the packets are those that a link delivered, so their arrival means something.
    """

    name: str
    decoder: Callable[[Settings], Decoder]
    handling: Handling | None = None
    keeps_time_base: bool = False
    sent_as_packets: bool = True


def nothing_decoded(packets: int, refused: int = 0) -> Decoded:
    """Decoded without a single sample."""
    return Decoded(None, np.empty((0, 3)), np.empty((0, 3)), np.zeros(packets, dtype=np.int64), refused)
