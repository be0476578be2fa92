"""The walk through a calibration: six positions and a still minute, told by the sensor itself. No terminal in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from dsp.calibration_fit import CalibrationFit, FitParams, fit_calibration, missing_sides
from dsp.samples import Samples
from dsp.still_stretches import Side, StillFinder, StillParams, StillStretch


def _held_still() -> StillParams:
    return StillParams(least_s=3.0)


@dataclass(frozen=True, slots=True)
class WalkParams:
    """rest_s: how long the sensor is to be left alone, on whichever side; a minute tells the gyroscope's bias to
    0.01 deg/s. still: what a position is; it counts after 3 s, which tell its mean to 1 mg at ordinary noise.
    fit: of the calibration.
    """

    rest_s: float = 60.0
    still: StillParams = field(default_factory=_held_still)
    fit: FitParams = field(default_factory=FitParams)


class Stage(StrEnum):
    """What the user is to do."""

    TURN = "turn"
    """Turn it to a side that has not been up yet."""
    HOLD = "hold"
    """Leave it as it lies: this side is new, or still has to be seen long enough."""
    REST = "rest"
    """Leave it lying for the still minute."""
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the walk is.

    side: the axis that is up, None while it moves or lies aslant. sides: seen so far. still_s: for how long it has
    been still. wanted_s: for how long it is to be.
    """

    stage: Stage
    side: Side | None
    sides: tuple[Side, ...]
    still_s: float
    wanted_s: float


class CalibrationWalk:
    """Push samples as they come; ask `progress`; once that is done, `fit`."""

    def __init__(self, params: WalkParams) -> None:
        self.params = params
        self._finder = StillFinder(params.still)
        self._ended: list[StillStretch] = []

    def push(self, samples: Samples) -> None:
        """Take in samples, uncorrected."""
        self._ended.extend(self._finder.push(samples))

    @property
    def stretches(self) -> Sequence[StillStretch]:
        """All that was found, the one that is going on included."""
        current = self._finder.current
        return self._ended if current is None else [*self._ended, current]

    @property
    def progress(self) -> Progress:
        """What was seen, and what to do next."""
        stretches = self.stretches
        missing = missing_sides(stretches)
        sides = tuple(side for side in Side if side not in missing)
        current, still_s = self._finder.current, self._finder.still_s
        side = current.side if current is not None else None
        longest_s = max((s.duration_s for s in stretches), default=0.0)
        if missing:
            stage = Stage.HOLD if current is None and still_s > 0.0 else Stage.TURN
            return Progress(stage, side, sides, still_s, self.params.still.least_s)
        stage = Stage.DONE if longest_s >= self.params.rest_s else Stage.REST
        return Progress(stage, side, sides, still_s, self.params.rest_s)

    def fit(self, acc_range_ms2: float | None) -> CalibrationFit:
        """The calibration. Raises CalibrationError."""
        return fit_calibration(self.stretches, acc_range_ms2=acc_range_ms2, params=self.params.fit)
