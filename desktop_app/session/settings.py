"""What the app remembers of its user: looks, choices and limits. Plain frozen values; `settings_store` keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from desktop_app.health.reminder import Reminder
from desktop_app.names import name_key
from desktop_app.session.plan import LiftPlan
from desktop_app.session.plates import Units
from desktop_app.sound.face import SoundChoice, VoiceKind
from dsp.context import Tempo
from dsp.limits import LimitTable
from sensor.loaded import UNKNOWN_MOUNTING, Mounting

FONT_SCALES: Final = (0.75, 1.0, 1.25, 1.5)
"""Sizes of letters to choose from; what is read from afar is never made smaller than the smallest allowed."""
VOLUME_STEP: Final = 0.1
COLOURS: Final = 16
"""So many bars can be told apart by the tape on their sensors: eight colours, plain and striped."""
MOUNTINGS_MAX: Final = 50
"""Of so many sensors is remembered how they sit on the bar."""
NO_REMINDER: Final = Reminder()
SIMULATED: Final = "simulated"
"""Kept in place of a sensor's address for the made-up sensor."""


class ThemeName(StrEnum):
    LIGHT = "light"
    DARK = "dark"


class RackLayout(StrEnum):
    """What the rack view shows during a set."""

    FOCUS = "focus"
    """Only what matters, large."""
    DETAIL = "detail"
    """Path, signal and all figures too."""


@dataclass(frozen=True, slots=True)
class LiftChoice:
    """What was chosen last for one exercise."""

    variation: tuple[str, ...] = ()
    load_kg: float | None = None
    tempo: Tempo | None = None
    target_reps: int | None = None


@dataclass(frozen=True, slots=True)
class WindowPlace:
    """Where the window was, pixels."""

    x: int
    y: int
    width: int
    height: int
    full_screen: bool = False
    maximised: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """All of it; the defaults are those of a first run.

    sensor: address or name of the last sensor, `SIMULATED` for the made-up one, None before the first.
    sensor_name: what it calls itself, to show.
    mountings: by sensor, how it sits on the bar. lifts: by exercise, what was chosen last.
    reminder: to change position, or to rest; off at first.
    loss_stop_percent: loss of drive speed that stops a set; None: never.
    tone_on, cues_on, count_on, voice: kinds of sound, as in `SoundChoice`.
    colours: by sensor, which tape is stuck on it. board: lifters who want to stand on the group's board; else nobody.
    """

    theme: ThemeName = ThemeName.DARK
    font_scale: float = 1.0
    units: Units = Units.KG
    volume: float = 0.7
    muted: bool = False
    tone_on: bool = True
    cues_on: bool = True
    count_on: bool = True
    voice: VoiceKind = VoiceKind.SYSTEM
    layout: RackLayout = RackLayout.FOCUS
    athlete: str | None = None
    sensor: str | None = None
    sensor_name: str | None = None
    exercise: str | None = None
    lifts: Mapping[str, LiftChoice] = field(default_factory=lambda: MappingProxyType({}))
    limits: LimitTable = field(default_factory=LimitTable)
    loss_stop_percent: float | None = None
    window: WindowPlace | None = None
    mountings: Mapping[str, Mounting] = field(default_factory=lambda: MappingProxyType({}))
    reminder: Reminder = NO_REMINDER
    colours: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    board: tuple[str, ...] = ()

    @property
    def first_run(self) -> bool:
        """Whether nobody has yet said who lifts, and with which sensor."""
        return self.athlete is None or self.sensor is None

    @property
    def sounds(self) -> SoundChoice:
        """The kinds of sound that are wished."""
        return SoundChoice(self.tone_on, self.cues_on, self.count_on, self.voice)

    @property
    def mounting(self) -> Mounting:
        """How the chosen sensor sits on the bar, as far as was said."""
        return self.mountings.get(self.sensor or "", UNKNOWN_MOUNTING)

    def mounted(self, mounting: Mounting) -> Settings:
        """These settings with the chosen sensor sitting so; the ones said of longest ago are forgotten."""
        if self.sensor is None:
            return self
        others = [(name, known) for name, known in self.mountings.items() if name != self.sensor]
        kept = dict([*others[-(MOUNTINGS_MAX - 1) :], (self.sensor, mounting)])
        return replace(self, mountings=MappingProxyType(kept))

    def without(self, lifter: str) -> Settings:
        """These settings without a lifter's name, however it was typed."""
        key = name_key(lifter)
        stays = None if self.athlete is None or name_key(self.athlete) == key else self.athlete
        return replace(self, athlete=stays, board=tuple(name for name in self.board if name_key(name) != key))

    def plan_of(self, exercise: str | None) -> LiftPlan:
        """The next set of an exercise, with what was chosen for it last."""
        choice = self.lifts.get(exercise or "", LiftChoice())
        return LiftPlan(
            athlete=self.athlete,
            exercise=exercise,
            variation=choice.variation,
            load_kg=choice.load_kg,
            tempo=choice.tempo,
            target_reps=choice.target_reps,
            loss_stop_percent=self.loss_stop_percent,
        )

    def remembering(self, plan: LiftPlan) -> Settings:
        """These settings with a plan's choices as the last ones."""
        if plan.exercise is None:
            return replace(self, athlete=plan.athlete, exercise=None)
        choice = LiftChoice(plan.variation, plan.load_kg, plan.tempo, plan.target_reps)
        lifts = {**self.lifts, plan.exercise: choice}
        return replace(self, athlete=plan.athlete, exercise=plan.exercise, lifts=MappingProxyType(lifts))
