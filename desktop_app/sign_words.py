"""The signs in words for people who were not there: name, what was seen, value, limit. Never why, never of the body."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from dsp.results import LimitSource, Severity, Sign

NAMES: Final = MappingProxyType(
    {
        "fast_descent": "Fast descent",
        "late_rush": "End of the descent rushed",
        "bounce": "Bounce at the bottom",
        "lost_tension": "Sank again at the bottom",
        "bottom_unstable": "Unsteady at the bottom",
        "position_change": "Sudden step near the bottom",
        "shift": "Bar not even",
        "forward_drift": "Bar forward",
        "rushed_reps": "Reps rushed",
        "tempo_missed": "Tempo missed",
        "depth_varies": "Depth varies",
        "short_rom": "Short range",
        "overshoot": "Past the lockout",
        "no_lockout_hold": "Lockout not held",
        "rest_at_bottom": "Rest at the bottom",
        "floor_impact": "Hard touch of the floor",
        "unsettled_start": "Unsettled start",
        "slowing": "Drive slowed down",
        "form_fading": "Control fading",
        "load_jump": "Jump in load",
    }
)
SEEN: Final = MappingProxyType(
    {
        "fast_descent": "The bar came down in less time than it was held against: “dropping too quickly into the "
        "bottom position”.",
        "late_rush": "The last quarter of the descent was fast against its middle: “You rush the last part of the "
        "descent”.",
        "bounce": "The bar turned hard at the bottom, or a pause was cut short: “rely on a bounce”.",
        "lost_tension": "The bar had stopped at the bottom and sank once more: “You lose tension at depth”.",
        "bottom_unstable": "The bar shook while it was held at the bottom: “The bottom feels unstable or "
        "unpredictable”.",
        "position_change": "The bar stepped sideways or turned quickly near the bottom: “You change position quickly "
        "near the bottom”.",
        "shift": "The bar tilted, turned or travelled to one side: “a shift you can't explain”.",
        "forward_drift": "The bar went farther forward than on the lifter's own path: “You can't stay balanced "
        "through the midfoot”.",
        "rushed_reps": "Less time at the top before the next rep: “rushing through reps”.",
        "tempo_missed": "A phase was shorter or longer than prescribed: “Slowing down and owning each phase”.",
        "depth_varies": "The travel differed between reps or days: “Depth feels inconsistent depending on the day”.",
        "short_rom": "The bar travelled less than it was to: “Short Range of Motion”.",
        "overshoot": "The bar rose past where it then settled: “the movement should stop when your hips are fully "
        "extended”.",
        "no_lockout_hold": "The hold at the top was shorter than prescribed: “Squeeze Your Glutes at the Top”.",
        "rest_at_bottom": "The bar rested at the bottom between reps: “Avoid resting at the bottom”.",
        "floor_impact": "The bar met the floor fast: “Briefly touch the floor with the bar or stop just shy of it”.",
        "unsettled_start": "Little time, or a bar that swayed, before the first rep: “start already compressed”.",
        "slowing": "The drives became slower than the best one of the set: past capacity.",
        "form_fading": "Signs of two kinds in two reps running: “form breakdown”.",
        "load_jump": "More load than lately: “Too Much Weight Too Soon”.",
    }
)
"""What the bar showed, with the article's own words in quotes."""
LEVELS: Final = MappingProxyType({Severity.NOTE: "note", Severity.WARN: "warning", Severity.STOP: "stop"})
HELD_AGAINST: Final = MappingProxyType(
    {
        LimitSource.PRESCRIBED: "prescribed",
        LimitSource.BASELINE: "own baseline",
        LimitSource.FIRST_REPS: "first reps",
        LimitSource.FALLBACK: "general figure",
    }
)
_UNITS: Final = MappingProxyType(
    {
        "m": ("cm", 100.0, 1),
        "ratio": ("", 1.0, 2),
        "percent": ("%", 1.0, 0),
        "count": ("kinds", 1.0, 0),
        "deg": ("°", 1.0, 1),
        "deg/s": ("°/s", 1.0, 0),
        "s": ("s", 1.0, 2),
        "m/s": ("m/s", 1.0, 2),
        "m/s^2": ("m/s²", 1.0, 1),
    }
)


def sign_name(code: str) -> str:
    """In words; a code of a newer version as it is."""
    return NAMES.get(code, code.replace("_", " "))


def sign_value(value: float, unit: str) -> str:
    """A value as people read it."""
    name, factor, digits = _UNITS.get(unit, (unit, 1.0, 2))
    space = "" if name.startswith("°") else " "
    return f"{value * factor:.{digits}f}{space}{name}".rstrip()


def sign_limit(sign: Sign) -> str:
    """What it was held against, and where that came from."""
    return f"limit {sign_value(sign.limit, sign.unit)}, {HELD_AGAINST[sign.limit_source]}"
