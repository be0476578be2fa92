"""A lifter's baseline as a file: what `analyze --baseline` reads.

The file is JSON, one object: that of `sensor.baseline_json`, with "schema": "rackside.baseline/1" and, optionally,
"exercise": a set of another exercise is refused then.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desktop_app.errors import BaselineError
from dsp.context import Baseline
from dsp.exercises import EXERCISES
from sensor.baseline_json import baseline_from_plain
from sensor.errors import BaselineValueError

BASELINE_SCHEMA: Final = "rackside.baseline/1"
LARGEST_BYTES: Final = 1_000_000
"""A baseline has some forty figures; a larger file is something else."""


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
    return _baseline_file(path, found)


def _baseline_file(path: Path, found: Any) -> BaselineFile:
    if not isinstance(found, dict) or found.get("schema") != BASELINE_SCHEMA:
        advice = f'It must be one object with "schema": "{BASELINE_SCHEMA}".'
        raise BaselineError(path, "is no baseline", advice)
    exercise = found.get("exercise")
    if exercise is not None and exercise not in list(EXERCISES):
        advice = f"Choose one of: {', '.join(EXERCISES)}."
        raise BaselineError(path, f"exercise {exercise!r} is not known", advice)
    try:
        return BaselineFile(path, exercise, baseline_from_plain(found))
    except BaselineValueError as error:
        raise BaselineError(path, error.message, error.advice) from error
