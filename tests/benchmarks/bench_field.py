"""Real recordings: how many reps are counted, and when the bar touched the chest and was locked out, against clicks.

Reads the folder of field recordings (RACKSIDE_SHARED); says so and ends where there is none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import harness  # sets one thread a process: before numpy
import numpy as np
from plain_baseline import Plain, plain_baseline
from rich.table import Table
from rich.text import Text
from scoring import quantile

from dsp.engine import Engine
from dsp.events import SetSettled
from dsp.results import Quality, Rep, SetResult
from sensor.loaded import SetInfo
from sensor.opening import open_recording

EXACT_ASKED: Final = 14
CLICK_ASKED_S: Final = 0.05
CHEST: Final = "chest"


@dataclass(frozen=True, slots=True)
class Recording:
    """One field recording: what the product and the baseline found, and what is known. clicks: name and s."""

    name: str
    exercise: str
    true: int
    result: SetResult
    plain: Plain
    clicks: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """When bottoms were reached and drives ended, s."""

    bottoms_s: list[float]
    lockouts_s: list[float]


def analysed(path: Path) -> Recording:
    truth = json.loads(path.with_suffix("").with_suffix(".truth.json").read_text(encoding="utf-8"))
    recording = open_recording(path)
    sensor = recording.sensors[0]
    engine = Engine(recording.context(sensor, SetInfo(exercise=truth["exercise"])), path.stem, provisional=False)
    events = [*engine.push(sensor.samples), *engine.finish()]
    result = [e.result for e in events if isinstance(e, SetSettled)][-1]
    clicks = tuple((str(name), float(time_s)) for time_s, name in truth["events"])
    return Recording(path.stem, truth["exercise"], truth["reps"], result, plain_baseline(sensor.samples), clicks)


def found_by_product(result: SetResult) -> Found:
    """The middle of each bottom, the end of each drive."""
    bottoms = [0.5 * (rep.bottom.start_s + rep.bottom.end_s) for rep in result.reps if rep.bottom]
    return Found(bottoms, [rep.drive.end_s for rep in result.reps if rep.drive])


def found_by_baseline(plain: Plain) -> Found:
    # Whatever the order in which it pairs them, a chest touch lies between a descent and the drive after it.
    drives = plain.drives
    before = [[d for d in plain.descents if d.end_s <= up.start_s + 1e-6] for up in drives]
    bottoms = [0.5 * (some[-1].end_s + up.start_s) for some, up in zip(before, drives, strict=True) if some]
    return Found(bottoms, [up.end_s for up in drives])


def click_errors(recording: Recording, found: Found) -> dict[str, list[float]]:
    """Found minus clicked of the nearest one, s: of chest touches, and of the lockouts after a rep."""
    out: dict[str, list[float]] = {"chest": [], "lockout": []}
    for name, time_s in recording.clicks:
        if name != CHEST and not name.isdigit():
            continue
        places = found.bottoms_s if name == CHEST else found.lockouts_s
        if places:
            nearest = min(places, key=lambda place: abs(place - time_s))
            out["chest" if name == CHEST else "lockout"].append(nearest - time_s)
    return out


def _range(values: list[float]) -> str:
    return f"{min(values):.2f}-{max(values):.2f}" if values else "-"


def _travels(reps: tuple[Rep, ...]) -> str:
    return _range([rep.rom_m for rep in reps if rep.rom_m is not None])


def _counts(recordings: list[Recording]) -> Table:
    table = harness.table(
        "Reps counted in real recordings", "recording", "exercise", "true", "product", "good", "plain", "rom m",
        "drive peak m/s", "refused", "warnings",
    )  # fmt: skip
    for r in recordings:
        reps = r.result.reps
        refused = sorted({str(x.reason) for x in r.result.refused})
        table.add_row(
            r.name, r.exercise, f"{r.true}", _count(len(reps), r.true),
            f"{sum(rep.quality is Quality.GOOD for rep in reps)}", _count(len(r.plain.reps), r.true), _travels(reps),
            _range([rep.drive.peak_speed_ms for rep in reps if rep.drive]), " ".join(refused),
            " ".join(sorted({str(w.code) for w in r.result.warnings})),
        )  # fmt: skip
    exact = sum(len(r.result.reps) == r.true for r in recordings)
    plain = sum(len(r.plain.reps) == r.true for r in recordings)
    table.add_section()
    table.add_row(
        "exact", f"{EXACT_ASKED} of 15 asked", f"{len(recordings)}", harness.at_least(exact, EXACT_ASKED, 0), "",
        f"{plain}",
    )  # fmt: skip
    return table


def _count(found: int, true: int) -> Text:
    return Text(f"{found}", style="" if found == true else "bold red")


def _clicks(recordings: list[Recording]) -> Table:
    table = harness.table(
        "Bench press against clicks by hand, s (clicked to 0.05-0.15)", "", "moment", "clicks", "median |d|",
        "p90 |d|", "bias", "asked",
    )  # fmt: skip
    for who in ("product", "plain"):
        errors: dict[str, list[float]] = {"chest": [], "lockout": []}
        for r in recordings:
            found = found_by_product(r.result) if who == "product" else found_by_baseline(r.plain)
            for name, values in click_errors(r, found).items():
                errors[name] += values
        for name, values in (*errors.items(), ("both", errors["chest"] + errors["lockout"])):
            size = [abs(v) for v in values]
            asked = CLICK_ASKED_S if who == "product" else None
            table.add_row(
                who, name, f"{len(values)}", harness.against(quantile(size, 0.5), asked),
                harness.against(quantile(size, 0.9), None),
                f"{np.median(values):+.3f}" if values else "-", f"{asked:g}" if asked else "",
            )  # fmt: skip
        table.add_section()
    return table


def main() -> None:
    """Print the tables."""
    harness.options(__doc__, quick=1, full=1, processes=1)
    folder = harness.shared_data()
    if folder is None:
        return
    recordings = [analysed(path) for path in sorted((folder / "field").glob("*.csv"))]
    harness.show(_counts(recordings), _clicks([r for r in recordings if r.clicks]), harness.MARK)


if __name__ == "__main__":
    main()
