"""Options that several commands share, and how their texts are read."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Final

import typer

from desktop_app.names import NAME_MAX_CHARS, is_name
from desktop_app.plausible import LONGEST_SHAFT_M, WIDEST_CLIP_M
from dsp.exercises import EXERCISES

if TYPE_CHECKING:
    from dsp.context import ClipPlace, Forward, Tempo

HEAVIEST_KG: Final = 1000.0
"""More than has ever been lifted: a larger figure is a slip."""

ExerciseOption = Annotated[
    str | None,
    typer.Option("--exercise", "-e", metavar="NAME", help=f"One of {', '.join(EXERCISES)}.", show_default=False),
]
TempoOption = Annotated[
    str | None,
    typer.Option(
        metavar="E-B-C-T",
        help="Prescribed seconds down, at the bottom, up, at the top; X is as fast as possible: 3-1-X-0.",
        show_default=False,
    ),
]
LoadOption = Annotated[
    float | None, typer.Option("--load-kg", metavar="KG", help="Load on the bar, kg.", show_default=False)
]
ForwardOption = Annotated[
    str | None,
    typer.Option(
        metavar="AXIS", help="The sensor's axis that points away from the lifter: +x, -x, +y, ...", show_default=False
    ),
]
ClipOption = Annotated[
    str | None,
    typer.Option(
        metavar="ALONG_M,OFF_AXIS_M",
        help="Where the sensor is clipped: metres from the bar's centre along it, and off its axis.",
        show_default=False,
    ),
]


def wrong(option: str, text: object, advice: str) -> typer.BadParameter:
    """The usage error for an option's text."""
    return typer.BadParameter(f"{text!r}. {advice}", param_hint=option)


def read_athlete(name: str | None) -> str | None:
    """A lifter's name, as the history and a group can hold it. Raises BadParameter."""
    if name is None:
        return None
    # On a system that is not set to UTF-8, letters beyond ASCII come as bytes that Python could not read.
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()
    if is_name(name):
        return name
    raise wrong("--athlete", name[:20], f"Give a name of 1 to {NAME_MAX_CHARS} characters that can be printed.")


def read_exercise(text: str | None) -> str | None:
    """An exercise by name, hyphens and capitals forgiven. Raises BadParameter where none has that name."""
    if text is None:
        return None
    name = text.strip().lower().replace("-", "_").replace(" ", "_")
    if name not in EXERCISES:
        raise wrong("--exercise", text, f"Choose one of: {', '.join(EXERCISES)}.")
    return name


def read_tempo(text: str | None) -> Tempo | None:
    """Four figures. Raises ParameterError on anything else."""
    from dsp.context import Tempo

    return None if text is None else Tempo.parse(text)


def read_load(load_kg: float | None) -> float | None:
    """Kilograms. Raises BadParameter for what no bar weighs."""
    if load_kg is None or 0.0 <= load_kg <= HEAVIEST_KG:
        return load_kg
    raise wrong("--load-kg", load_kg, f"Give the load in kilograms, 0 to {HEAVIEST_KG:g}.")


def read_forward(text: str | None) -> Forward | None:
    """An axis with its sign; a bare letter is the positive axis. Raises BadParameter on anything else."""
    from dsp.context import Forward

    if text is None:
        return None
    axis = text.strip().lower()
    axis = f"+{axis}" if len(axis) == 1 else axis
    if axis not in list(Forward):
        raise wrong("--forward", text, f"Choose one of: {', '.join(Forward)}.")
    return Forward(axis)


def read_clip(text: str | None) -> ClipPlace | None:
    """Two lengths in metres with a comma between. Raises BadParameter on anything else."""
    from dsp.context import ClipPlace

    if text is None:
        return None
    advice = "Give two lengths in metres, for example 0.35,0.04."
    try:
        along_m, off_axis_m = (float(part) for part in text.split(","))
    except ValueError:
        raise wrong("--clip", text, advice) from None
    fits = math.isfinite(along_m) and abs(along_m) <= LONGEST_SHAFT_M and 0.0 <= off_axis_m <= WIDEST_CLIP_M
    if not fits:
        raise wrong("--clip", text, f"{advice} At most {LONGEST_SHAFT_M:g} along and {WIDEST_CLIP_M:g} off the axis.")
    return ClipPlace(along_m, off_axis_m)
