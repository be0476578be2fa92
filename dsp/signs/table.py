"""The signs, in one table: what `dsp/signs/README.md` says of each code except how it is measured.

To add a sign: a row here, its code in the lifts' rows (`dsp.exercises`), its limits (`dsp.limits`), and a rule in
the file of its group. Cue and article letters are those of the README here; the bar's pattern is never a diagnosis.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from dsp.exercises import EXERCISES
from dsp.results import Severity


class Group(StrEnum):
    """What kind of control is lost."""

    DESCENT = "D"
    POSITION = "P"
    RANGE = "R"
    PACE = "T"
    LOAD = "L"


@dataclass(frozen=True, slots=True)
class SignCode:
    """One row of the table.

    severity: the highest the sign ever has.
    cue: what is said, at most; None where nothing is.
    article: letters of the articles it comes from.
    units: the units its value may have.
    set_end: only ever a note at the end of the set, or that part of it which is.
    per_phase: a rep may have one for each phase; all others are given once a rep at most.
    prescribed_only: lifts for which only a prescription is a limit.
    silent_when_reduced: not given where the range is reduced on purpose: it would ask for more range or pace.
    """

    code: str
    group: Group
    severity: Severity
    cue: str | None
    article: str
    units: tuple[str, ...]
    set_end: bool = False
    per_phase: bool = False
    prescribed_only: frozenset[str] = frozenset()
    silent_when_reduced: bool = False

    @property
    def lifts(self) -> frozenset[str]:
        """Names of the exercises that the sign means something for."""
        return frozenset(row.name for row in EXERCISES.values() if self.code in row.signs)


_ALL_BUT_HIP_THRUST: Final = frozenset(EXERCISES) - {"hip_thrust"}
_D, _P, _R, _T, _L = Group.DESCENT, Group.POSITION, Group.RANGE, Group.PACE, Group.LOAD
_NOTE, _WARN, _STOP = Severity.NOTE, Severity.WARN, Severity.STOP

_ROWS: Final = (
    SignCode(
        "fast_descent", _D, _WARN, "Slow it down", "A C", ("s", "m/s"), prescribed_only=frozenset({"deadlift", "row"})
    ),
    SignCode("late_rush", _D, _WARN, "Own the last inches", "B", ("ratio",)),
    SignCode("bounce", _D, _WARN, "Pause, then drive", "A B C", ("m/s^2", "s")),
    SignCode("lost_tension", _D, _WARN, "Stay tight", "B", ("m", "s")),
    SignCode("bottom_unstable", _P, _WARN, "Less load, own the bottom", "B", ("m/s^2", "deg/s")),
    SignCode("position_change", _P, _WARN, "Stop where you can hold it", "B", ("m", "deg/s")),
    SignCode("shift", _P, _WARN, "Even it out", "B E", ("deg", "m")),
    SignCode("forward_drift", _P, _WARN, "Stay over midfoot", "B", ("m",)),
    SignCode("rushed_reps", _T, _WARN, "Breathe and brace", "A C", ("s",)),
    SignCode("tempo_missed", _T, _WARN, None, "A", ("s",), per_phase=True),
    SignCode("depth_varies", _R, _NOTE, "Same depth each rep", "B", ("m",), set_end=True, silent_when_reduced=True),
    SignCode(
        "short_rom", _R, _WARN, "Finish the rep", "C E", ("m",),
        prescribed_only=_ALL_BUT_HIP_THRUST, silent_when_reduced=True,
    ),
    SignCode("overshoot", _R, _WARN, "Ribs down", "C E", ("m",)),
    SignCode("no_lockout_hold", _T, _NOTE, "Squeeze at the top", "C", ("s",)),
    SignCode("rest_at_bottom", _T, _NOTE, None, "C", ("s",), set_end=True, silent_when_reduced=True),
    SignCode("floor_impact", _D, _NOTE, "Lower it", "C", ("m/s",)),
    SignCode("unsettled_start", _P, _NOTE, "Set, breathe, then go", "B", ("s", "m")),
    SignCode("slowing", _L, _STOP, "Rack it", "A", ("percent",)),
    SignCode("form_fading", _L, _STOP, "End the set here", "C E", ("count",)),
)  # fmt: skip

CODES: Final = MappingProxyType({row.code: row for row in _ROWS})
"""Every sign that a set alone can give, by code (`load_jump` needs the history)."""

ORDER: Final = MappingProxyType({code: place for place, code in enumerate(CODES)})

TEMPO_CUES: Final = MappingProxyType(
    {"descent": "Slower descent", "bottom": "Full bottom pause", "drive": "Slower drive", "top": "Full top pause"}
)
"""The cue of `tempo_missed` is the phase that was cut short; a phase that was too long has none."""
