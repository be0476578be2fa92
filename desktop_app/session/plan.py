"""What a lifter is about to do: the few choices before a set."""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop_app.errors import PlanError
from dsp.context import Tempo
from dsp.results import SetResult
from sensor.loaded import MOST_TARGET_REPS, SetInfo


@dataclass(frozen=True, slots=True)
class LiftPlan:
    """The next set. Unknown is None.

    exercise, variation: as in `dsp.exercises`. loss_stop_percent: loss of drive speed at which the set is to stop.
    target_reps: how many are to be done.
    """

    athlete: str | None = None
    exercise: str | None = None
    variation: tuple[str, ...] = ()
    load_kg: float | None = None
    tempo: Tempo | None = None
    prescribed_rom_m: float | None = None
    loss_stop_percent: float | None = None
    warm_up: bool = False
    target_reps: int | None = None

    @property
    def info(self) -> SetInfo:
        """As recordings say it."""
        return SetInfo(
            exercise=self.exercise,
            variation=self.variation,
            load_kg=self.load_kg,
            athlete=self.athlete,
            tempo=self.tempo,
            prescribed_rom_m=self.prescribed_rom_m,
            loss_stop_percent=self.loss_stop_percent,
            target_reps=self.target_reps,
        )

    def is_judged_as(self, other: LiftPlan) -> bool:
        """Whether the same samples would be judged the same: not by who lifts, the load or the number of reps."""
        return _judged_by(self.info) == _judged_by(other.info)

    def is_of(self, result: SetResult) -> bool:
        """Whether a result was measured as this lift."""
        tempo = None if self.tempo is None else str(self.tempo)
        return (self.exercise, self.variation, tempo) == (result.exercise, result.variation, result.tempo)

    @classmethod
    def of(cls, info: SetInfo) -> LiftPlan:
        """What a recording says was lifted."""
        return cls(
            athlete=info.athlete,
            exercise=info.exercise,
            variation=info.variation,
            load_kg=info.load_kg,
            tempo=info.tempo,
            prescribed_rom_m=info.prescribed_rom_m,
            loss_stop_percent=info.loss_stop_percent,
            target_reps=info.target_reps,
        )


def _judged_by(info: SetInfo) -> SetInfo:
    return replace(info, athlete=None, load_kg=None, target_reps=None)


def parse_reps(text: str) -> int | None:
    """A number of reps as typed; None for an empty text. Raises PlanError."""
    said = text.strip()
    if not said:
        return None
    reps = int(said) if said.isascii() and said.isdigit() and len(said) <= len(str(MOST_TARGET_REPS)) else 0
    if not 1 <= reps <= MOST_TARGET_REPS:
        raise PlanError(f"{said[:20]!r} is no number of reps", f"Type 1 to {MOST_TARGET_REPS}, or nothing.")
    return reps
