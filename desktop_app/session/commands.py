"""What a window asks of a session: a small face without Qt, which the core implements.

Every call returns at once, is made from the window's thread only, and never raises: what comes of it shows in the next
snapshot (a failure as one of its notices), or in `search` for a scan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import Edit, SetLog
from desktop_app.session.snapshot import Notice
from desktop_app.sound.face import SoundChoice
from dsp.limits import LimitTable
from sensor.ble.found import Found, SensorWish
from sensor.loaded import Mounting


@dataclass(frozen=True, slots=True)
class SimulatedSensor:
    """A made-up sensor on a made-up bar, lifting what the plan says: to try everything with no hardware.

    number: from 1; those of other numbers lift otherwise, and not in step.
    """

    number: int = 1


@dataclass(frozen=True, slots=True)
class Search:
    """How the search for sensors stands. found: strongest first, so far or of the last search that ended.

    failed: why it could not be made, with what to do; None while all is well.
    """

    running: bool = False
    found: tuple[Found, ...] = ()
    failed: Notice | None = None


class Searches(Protocol):
    """Searching for sensors."""

    def look_for_sensors(self) -> None:
        """Begin a search; one that runs goes on."""

    def search(self) -> Search:
        """How the search stands now; cheap, to be asked by a timer."""


class Commands(Searches, Protocol):
    """Asked for by keys and buttons."""

    def start_sensor(self, choice: SensorWish | SimulatedSensor) -> None:
        """Connect a sensor and stay with it; what was connected before is stopped."""

    def set_mounting(self, mounting: Mounting) -> None:
        """How the sensor that is started next sits on its bar."""

    def stop(self) -> None:
        """Stop and disconnect, and close the recording."""

    def set_plan(self, plan: LiftPlan) -> None:
        """What is lifted next; in a set, it holds for that set too."""

    def set_limits(self, limits: LimitTable) -> None:
        """Limits of signs from now on."""

    def mark(self) -> None:
        """The lifter says: a set begins here, or, where one is going on, ends here."""

    def next_set(self) -> None:
        """The rest is over: be ready for the next set."""

    def pain(self) -> None:
        """It hurts: the set ends here."""

    def pain_over(self) -> None:
        """The lifter goes on after pain; a new set is waited for."""

    def mute(self, muted: bool) -> None:
        """No sound, or sound again."""

    def set_volume(self, volume: float) -> None:
        """Loudness, 0 to 1."""

    def set_sounds(self, sounds: SoundChoice) -> None:
        """Kinds of sound from now on."""


class SetEdits(Protocol):
    """The session's sets, to be looked over and corrected afterwards. As `Commands`: at once, and nothing raises."""

    def set_log(self) -> SetLog:
        """All sets as they stand; the same object until something changed."""

    def edit(self, change: Edit) -> None:
        """Correct a set. For `ChangePlan` without a result the session measures the set anew where that is needed."""
