"""Stretches in which a sensor lies still, found as the samples come: what a calibration is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from dsp.constants import RAD_PER_DEG
from dsp.samples import FloatArray, Samples


class Side(StrEnum):
    """The sensor's axis that points up."""

    PLUS_X = "+x"
    MINUS_X = "-x"
    PLUS_Y = "+y"
    MINUS_Y = "-y"
    PLUS_Z = "+z"
    MINUS_Z = "-z"


@dataclass(frozen=True, slots=True)
class StillParams:
    """What counts as lying still.

    block_s: stretch judged at once; longer than any vibration, and than the bursts of arrival times.
    block_samples: fewer in a block say nothing.
    acc_ms2, rate_rads: standard deviation of any axis in a block, at most. Sensors at full bandwidth show 0.05 m/s^2
        and 0.1 deg/s; the quietest hand shows three times that.
    turning_rads: a mean rate that is no bias but a steady turn (30 deg/s).
    moved_ms2: no block's mean is farther from the stretch's first (10 mg are a turn by 0.6 deg).
    edge_blocks: left out at either end, where a hand still touches the sensor or has just let go.
    least_s: shorter stretches are none. longest_s: what comes later in a stretch is not kept.
    side_rad: an axis within this angle of upright is that side; bias of 200 mg turns the reading by 11 deg.
    """

    block_s: float = 0.5
    block_samples: int = 4
    acc_ms2: float = 0.20
    rate_rads: float = 0.8 * RAD_PER_DEG
    turning_rads: float = 30.0 * RAD_PER_DEG
    moved_ms2: float = 0.10
    edge_blocks: int = 1
    least_s: float = 2.0
    longest_s: float = 600.0
    side_rad: float = 35.0 * RAD_PER_DEG


STILL: Final = StillParams()


@dataclass(frozen=True, slots=True)
class StillStretch:
    """A stretch of stillness, as means over blocks of equal length.

    acc_blocks, gyro_blocks: (k, 3) means, m/s^2 and rad/s. acc_std_ms2, gyro_std_rads: of single samples, root mean
    square over axes and blocks. peak_ms2: the largest reading of any axis. side: the axis that points up, None where
    none nearly does.
    """

    start_s: float
    end_s: float
    acc_blocks: FloatArray
    gyro_blocks: FloatArray
    acc_std_ms2: float
    gyro_std_rads: float
    peak_ms2: float
    side: Side | None

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class _Block:
    start_s: float
    end_s: float
    acc: FloatArray
    gyro: FloatArray
    acc_var: float
    gyro_var: float
    peak_ms2: float


class StillFinder:
    """Push samples as they come; take stretches as they end. Any cut of the samples gives the same stretches."""

    def __init__(self, params: StillParams = STILL) -> None:
        self.params = params
        self._tail = Samples.joined([])
        self._zero_s: float | None = None
        self._index = 0
        self._run: list[_Block] = []

    @property
    def still_s(self) -> float:
        """For how long the sensor has been still by now."""
        return len(self._run) * self.params.block_s

    @property
    def current(self) -> StillStretch | None:
        """The stretch that is going on, as far as it is known; None while the sensor moves or has only just stopped."""
        return self._stretch(ended=False)

    def push(self, samples: Samples) -> list[StillStretch]:
        """Take in samples; give the stretches that are over because of them."""
        usable = np.isfinite(samples.time_s) & np.isfinite(samples.acc_ms2).all(axis=1)
        usable &= np.isfinite(samples.gyro_rads).all(axis=1)
        fresh = Samples(samples.time_s[usable], samples.acc_ms2[usable], samples.gyro_rads[usable])
        if not len(fresh):
            return []
        if self._zero_s is None:
            self._zero_s = float(fresh.time_s[0])
        rows = Samples.joined([self._tail, fresh])
        index = np.floor((rows.time_s - self._zero_s) / self.params.block_s)
        ended: list[StillStretch] = []
        start = 0
        for cut in [*(np.flatnonzero(np.diff(index)) + 1).tolist(), None]:
            if cut is None:
                self._tail = rows[start:]
                break
            ended.extend(self._end_block(rows[start:cut], int(index[start])))
            start = cut
        return ended

    def finish(self) -> list[StillStretch]:
        """The end of the samples: the stretch that was going on."""
        tail, self._tail = self._tail, Samples.joined([])
        ended: list[StillStretch] = []
        if len(tail) and self._zero_s is not None:
            ended = self._end_block(tail, int((float(tail.time_s[0]) - self._zero_s) // self.params.block_s))
        return [*ended, *self._end_run()]

    def _end_block(self, rows: Samples, index: int) -> list[StillStretch]:
        """Judge one block; a block that is missing ends a stretch, since nobody knows what happened in it."""
        ended = self._end_run() if index != self._index + 1 else []
        self._index = index
        block = self._still_block(rows, index)
        if block is None:
            return [*ended, *self._end_run()]
        if self._run and np.abs(block.acc - self._run[0].acc).max() > self.params.moved_ms2:
            ended = [*ended, *self._end_run()]
        if len(self._run) * self.params.block_s < self.params.longest_s:
            self._run.append(block)
        return ended

    def _still_block(self, rows: Samples, index: int) -> _Block | None:
        params = self.params
        if len(rows) < params.block_samples or self._zero_s is None:
            return None
        acc_std, gyro_std = rows.acc_ms2.std(axis=0, ddof=1), rows.gyro_rads.std(axis=0, ddof=1)
        acc, gyro = rows.acc_ms2.mean(axis=0), rows.gyro_rads.mean(axis=0)
        if acc_std.max() > params.acc_ms2 or gyro_std.max() > params.rate_rads:
            return None
        if np.abs(gyro).max() > params.turning_rads:
            return None
        start_s = self._zero_s + index * params.block_s
        return _Block(
            start_s,
            start_s + params.block_s,
            acc,
            gyro,
            float((acc_std**2).mean()),
            float((gyro_std**2).mean()),
            float(np.abs(rows.acc_ms2).max()),
        )

    def _end_run(self) -> list[StillStretch]:
        stretch = self._stretch(ended=True)
        self._run = []
        return [] if stretch is None else [stretch]

    def _stretch(self, *, ended: bool) -> StillStretch | None:
        edge = self.params.edge_blocks
        run = self._run[edge : len(self._run) - (edge if ended else 0)]
        if len(run) * self.params.block_s < self.params.least_s:
            return None
        acc = np.array([block.acc for block in run])
        return StillStretch(
            start_s=run[0].start_s,
            end_s=run[-1].end_s,
            acc_blocks=acc,
            gyro_blocks=np.array([block.gyro for block in run]),
            acc_std_ms2=float(np.sqrt(np.mean([block.acc_var for block in run]))),
            gyro_std_rads=float(np.sqrt(np.mean([block.gyro_var for block in run]))),
            peak_ms2=max(block.peak_ms2 for block in run),
            side=side_of(acc.mean(axis=0), self.params),
        )


def side_of(acc_ms2: FloatArray, params: StillParams = STILL) -> Side | None:
    """Which axis points up, from a reading at rest (3,); None where none is near enough, or nothing is measured."""
    axis = int(np.argmax(np.abs(acc_ms2)))
    size = float(np.linalg.norm(acc_ms2))
    if size == 0.0 or abs(float(acc_ms2[axis])) < np.cos(params.side_rad) * size:
        return None
    return tuple(Side)[2 * axis + (1 if acc_ms2[axis] < 0.0 else 0)]


def still_stretches(samples: Samples, params: StillParams = STILL) -> list[StillStretch]:
    """All still stretches of samples in hand."""
    finder = StillFinder(params)
    return [*finder.push(samples), *finder.finish()]
