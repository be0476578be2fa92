"""What is known of a set before it starts: exercise, prescription, mounting, baseline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from dsp.errors import ParameterError
from dsp.exercises import EXERCISES, Exercise
from dsp.limits import SignLimits
from dsp.samples import Stamps


@dataclass(frozen=True, slots=True)
class Tempo:
    """A prescribed tempo, seconds: eccentric, bottom pause, concentric, top pause.

    None stands for `X`, as fast as possible. Example: `Tempo.parse("3-1-X-0")`.
    """

    eccentric_s: float | None
    bottom_s: float | None
    concentric_s: float | None
    top_s: float | None

    @staticmethod
    def parse(text: str) -> Tempo:
        """Read `3-1-X-0` (figures may have decimals). Raises ParameterError on anything else."""
        parts = text.strip().upper().split("-")
        if len(parts) != 4 or not all(re.fullmatch(r"X|[0-9]{1,2}(\.[0-9]{1,2})?", p) for p in parts):
            raise ParameterError(
                f"tempo {text!r} is not four figures",
                "Write a tempo as eccentric-bottom-concentric-top in seconds, for example 3-1-X-0.",
            )
        e, b, c, t = (None if p == "X" else float(p) for p in parts)
        return Tempo(e, b, c, t)

    def __str__(self) -> str:
        digits = (self.eccentric_s, self.bottom_s, self.concentric_s, self.top_s)
        return "-".join("X" if d is None else f"{d:g}" for d in digits)


class Forward(StrEnum):
    """Which sensor axis points forward, away from the lifter (toward the head for bench)."""

    PLUS_X = "+x"
    MINUS_X = "-x"
    PLUS_Y = "+y"
    MINUS_Y = "-y"
    PLUS_Z = "+z"
    MINUS_Z = "-z"


@dataclass(frozen=True, slots=True)
class ClipPlace:
    """Where the sensor sits: along the shaft from its centre, and off the shaft's axis, m."""

    along_m: float
    off_axis_m: float


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and robust spread (1.4826 x median absolute deviation) of a lifter's controlled reps."""

    median: float
    spread: float


@dataclass(frozen=True, slots=True)
class Baseline:
    """A lifter's own controlled reps for one exercise, variation and load band.

    values: spread by feature name, the names of `RepFeatures` (`dsp.features`).
    reps: how many reps it was learned from.
    session_medians_rom_m: the last sessions' median travel, newest last, m.
    """

    values: dict[str, Spread]
    reps: int
    session_medians_rom_m: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class SetContext:
    """Everything the engine is told about a set; unknown is None.

    exercise: a name of `EXERCISES`. variation: tags of `VARIATIONS`. forward: the sensor's axis that points away from
    the lifter. prescribed_rom_m: travel asked for. speed_loss_stop_percent: loss at which the set was to end.
    acc_range_ms2: the sensor's full scale, at which its readings are clipped. limits: what its signs are held to,
    where that is not what the engine is built with.
    """

    exercise: str | None = None
    variation: tuple[str, ...] = ()
    tempo: Tempo | None = None
    load_kg: float | None = None
    forward: Forward | None = None
    clip: ClipPlace | None = None
    baseline: Baseline | None = None
    prescribed_rom_m: float | None = None
    speed_loss_stop_percent: float | None = None
    stamps: Stamps = Stamps.SAMPLE
    acc_range_ms2: float | None = None
    limits: SignLimits | None = None

    @property
    def row(self) -> Exercise | None:
        """The exercise's row of the table, None where no exercise is named. Raises ParameterError."""
        if self.exercise is None:
            return None
        if self.exercise not in EXERCISES:
            raise ParameterError(
                f"exercise {self.exercise!r} is not known",
                f"Choose one of: {', '.join(EXERCISES)}.",
            )
        return EXERCISES[self.exercise]
