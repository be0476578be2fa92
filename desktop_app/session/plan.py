"""What a lifter is about to do: the few choices before a set."""

from __future__ import annotations

from dataclasses import dataclass

from dsp.context import Tempo
from sensor.loaded import SetInfo


@dataclass(frozen=True, slots=True)
class LiftPlan:
    """The next set. Unknown is None.

    exercise, variation: as in `dsp.exercises`. loss_stop_percent: loss of drive speed at which the set is to stop.
    """

    athlete: str | None = None
    exercise: str | None = None
    variation: tuple[str, ...] = ()
    load_kg: float | None = None
    tempo: Tempo | None = None
    prescribed_rom_m: float | None = None
    loss_stop_percent: float | None = None
    warm_up: bool = False

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
        )
