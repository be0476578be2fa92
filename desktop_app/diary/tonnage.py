"""Tonnage by week beside the mean of the four weeks before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from desktop_app.health.load_jump import LOAD_JUMP

if TYPE_CHECKING:
    from desktop_app.store.history import WeekLine


@dataclass(frozen=True, slots=True)
class Week:
    """usual_kg: mean of the weeks before; None in the first ones. jump: above the share of it that `load_jump` notes.

    going_on: the week of today, which is not over.
    """

    line: WeekLine
    usual_kg: float | None
    jump: bool
    going_on: bool


NO_WEEK: Final = timedelta(days=7)


def weekly(lines: Sequence[WeekLine], today: date) -> tuple[Week, ...]:
    """lines: every week from the first to the last, as `store.history.weeks` gives them."""
    made = []
    before = LOAD_JUMP.weeks
    for k, line in enumerate(lines):
        past = [each.tonnage_kg for each in lines[max(k - before, 0) : k]]
        usual = sum(past) / before if len(past) == before else None
        jump = usual is not None and usual > 0.0 and line.tonnage_kg > LOAD_JUMP.tonnage_ratio * usual
        made.append(Week(line, usual, jump, line.monday <= today < line.monday + NO_WEEK))
    return tuple(made)
