"""A lifter's baseline as plain JSON values, the same in recordings, in baseline files and in the history.

    {"reps": 24,                                       how many controlled reps it was learned from, at least 1
     "values": {                                       by name, the fields of `dsp.features.RepFeatures`, SI units
         "descent_s": {"median": 1.62, "spread": 0.11},
         "rom_m":     {"median": 0.58, "spread": 0.012}},
     "session_medians_rom_m": [0.57, 0.58]}            optional; median travel of the last sessions, newest last

`spread` is 1.4826 x the median absolute deviation, in the unit of its name; it is never negative.
"""

from __future__ import annotations

import math
from typing import Any, Final

from dsp.context import Baseline, Spread
from dsp.features import MEASURED
from sensor.errors import BaselineValueError

LARGEST_VALUE: Final = 1e6
"""No figure of a rep in SI units comes near it."""
MOST_REPS: Final = 1_000_000
MOST_SESSIONS: Final = 100
"""`depth_varies` looks at half a dozen; more are no recent sessions."""
SHOWN: Final = 40
"""Characters of a wrong value that a complaint repeats."""


def baseline_to_plain(baseline: Baseline) -> dict[str, Any]:
    """Objects, lists and numbers; the same baseline always gives the same."""
    return {
        "reps": baseline.reps,
        "values": {name: {"median": s.median, "spread": s.spread} for name, s in sorted(baseline.values.items())},
        "session_medians_rom_m": list(baseline.session_medians_rom_m),
    }


def baseline_from_plain(found: object) -> Baseline:
    """The baseline that parsed JSON holds; further keys are left alone. Raises BaselineValueError, naming the place."""
    if not isinstance(found, dict):
        raise BaselineValueError("is no baseline", "Give one object.")
    reps = found.get("reps")
    if not isinstance(reps, int) or isinstance(reps, bool) or not 1 <= reps <= MOST_REPS:
        raise BaselineValueError(f"reps is {_shown(reps)}", "Say how many reps it was learned from, at least 1.")
    values = found.get("values")
    if not isinstance(values, dict):
        raise BaselineValueError("values is missing", "Give an object of medians and spreads by name.")
    spreads = {str(name): _spread(str(name), value) for name, value in values.items()}
    travels = found.get("session_medians_rom_m", [])
    if not isinstance(travels, list) or len(travels) > MOST_SESSIONS:
        advice = f"Give the last sessions' median travels in metres, at most {MOST_SESSIONS}."
        raise BaselineValueError("session_medians_rom_m is no list", advice)
    medians = tuple(_number("session_medians_rom_m", x, least=0.0) for x in travels)
    return Baseline(spreads, reps, medians)


def _spread(name: str, value: Any) -> Spread:
    if name not in MEASURED:
        known = f"Known are: {', '.join(sorted(MEASURED))}."
        raise BaselineValueError(f"values.{name[:SHOWN]} is no measured value", known)
    if not isinstance(value, dict) or set(value) != {"median", "spread"}:
        raise BaselineValueError(f"values.{name} is not understood", 'Give {"median": ..., "spread": ...}.')
    median = _number(f"values.{name}.median", value["median"])
    return Spread(median, _number(f"values.{name}.spread", value["spread"], least=0.0))


def _number(place: str, value: Any, least: float = -math.inf) -> float:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    # Written so that an integer too large for a float is refused before it is made one.
    if not plain or not max(least, -LARGEST_VALUE) <= value <= LARGEST_VALUE:
        raise BaselineValueError(f"{place} is {_shown(value)}", "Give a number in the unit of its name.")
    return float(value)


def _shown(value: object) -> str:
    return repr(value)[:SHOWN]
