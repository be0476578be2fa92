"""A lifter's baseline as a file: what `analyze --baseline` reads.

The file is JSON, one object:

    {
      "schema": "rackside.baseline/1",
      "exercise": "squat",                           optional; a set of another exercise is refused
      "reps": 24,                                    how many controlled reps it was learned from, at least 1
      "values": {                                    by name, the fields of `dsp.features.RepFeatures`, SI units
        "descent_s":   {"median": 1.62, "spread": 0.11},
        "rom_m":       {"median": 0.58, "spread": 0.012}
      },
      "session_medians_rom_m": [0.57, 0.58]          optional; median travel of the last sessions, newest last
    }

`spread` is 1.4826 x the median absolute deviation, in the unit of its name; it is never negative.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from desktop_app.errors import BaselineError
from dsp.context import Baseline, Spread
from dsp.exercises import EXERCISES
from dsp.features import RepFeatures

BASELINE_SCHEMA: Final = "rackside.baseline/1"
LARGEST_BYTES: Final = 1_000_000
"""A baseline has some forty figures; a larger file is something else."""
LARGEST_VALUE: Final = 1e6
"""No figure of a rep in SI units comes near it."""
SHOWN: Final = 40
"""Characters of a wrong value that a complaint repeats."""
MEASURED: Final = frozenset(f.name for f in fields(RepFeatures) if "Measured" in str(f.type))


@dataclass(frozen=True, slots=True)
class BaselineFile:
    """A baseline and the exercise it belongs to, None where the file does not say."""

    path: Path
    exercise: str | None
    baseline: Baseline


def read_baseline(path: Path) -> BaselineFile:
    """Read a baseline file. Raises BaselineError, which names the file and the place in it."""
    try:
        with path.open("rb") as file:
            # Read no more than is needed to tell: a device has no size, and may have no end.
            data = file.read(LARGEST_BYTES + 1)
        if len(data) > LARGEST_BYTES:
            raise BaselineError(path, "is far too large for a baseline", "Name the baseline's JSON file.")
        found = json.loads(data.decode("utf-8"))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BaselineError(path, f"could not be read: {reason}", "Check the name and the rights.") from error
    except (ValueError, RecursionError) as error:  # ValueError: no UTF-8, no JSON, or an integer of thousands of digits
        place = f"line {error.lineno}: " if isinstance(error, json.JSONDecodeError) else ""
        raise BaselineError(path, f"{place}is not JSON", "Name the baseline's JSON file.") from error
    return _Reader(path).file(found)


class _Reader:
    """Checks one file's parts, so that every complaint names it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def file(self, found: Any) -> BaselineFile:
        if not isinstance(found, dict) or found.get("schema") != BASELINE_SCHEMA:
            raise self._wrong("is no baseline", f'It must be one object with "schema": "{BASELINE_SCHEMA}".')
        exercise = found.get("exercise")
        if exercise is not None and exercise not in list(EXERCISES):
            raise self._wrong(f"exercise {exercise!r} is not known", f"Choose one of: {', '.join(EXERCISES)}.")
        reps = found.get("reps")
        if not isinstance(reps, int) or isinstance(reps, bool) or reps < 1:
            raise self._wrong(f"reps is {reps!r}", "Say how many reps it was learned from, at least 1.")
        values = found.get("values")
        if not isinstance(values, dict):
            raise self._wrong("values is missing", "Give an object of medians and spreads by name.")
        spreads = {str(name): self._spread(name, value) for name, value in values.items()}
        travels = found.get("session_medians_rom_m", [])
        if not isinstance(travels, list):
            raise self._wrong("session_medians_rom_m is no list", "Give the last sessions' median travels in metres.")
        medians = tuple(self._number("session_medians_rom_m", x, least=0.0) for x in travels)
        return BaselineFile(self.path, exercise, Baseline(spreads, reps, medians))

    def _spread(self, name: str, value: Any) -> Spread:
        if name not in MEASURED:
            raise self._wrong(f"values.{name} is no measured value", f"Known are: {', '.join(sorted(MEASURED))}.")
        if not isinstance(value, dict) or set(value) != {"median", "spread"}:
            raise self._wrong(f"values.{name} is not understood", 'Give {"median": ..., "spread": ...}.')
        median = self._number(f"values.{name}.median", value["median"])
        return Spread(median, self._number(f"values.{name}.spread", value["spread"], least=0.0))

    def _number(self, place: str, value: Any, least: float = -math.inf) -> float:
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        # Written so that an integer too large for a float is refused before it is made one.
        if not plain or not max(least, -LARGEST_VALUE) <= value <= LARGEST_VALUE:
            raise self._wrong(f"{place} is {repr(value)[:SHOWN]}", "Give a number in the unit of its name.")
        return float(value)

    def _wrong(self, message: str, advice: str) -> BaselineError:
        return BaselineError(self.path, message, advice)
