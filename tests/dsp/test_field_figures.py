"""The field recordings as regression figures: what was measured must stay so until somebody says otherwise.

The figures are our own measurements, to two digits, and no truth. A change that is meant to move them is accepted
with `pytest tests/dsp/test_field_figures.py --update-figures`; the changelog then says which moved and why.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pytest

from dsp.engine import Engine
from dsp.events import SetSettled
from sensor.loaded import SetInfo
from sensor.opening import open_recording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dsp.results import Rep, SetResult

FILE: Final = Path(__file__).with_name("field_figures.json")
TOLERANCE: Final = 0.011
"""One unit of the last digit, and what another machine's arithmetic may add."""
NAMES: Final = (
    "bench_D_155_8", "bench_D_185_3", "bench_D_240_8", "bench_M_175_5", "centre_dead_mike_set1",
    "centre_rdl_suzan_set1", "centre_row_jake_set1", "centre_shoulder_jake_set1", "centre_squat_adam_set1",
    "centre_squat_mike_set2", "centre_squat_suzan_set1", "wit_backsquat-99hz-6rep", "wit_bench-rotating-6rep-ok",
    "wit_ohp-rotating-8rep", "wit_still-0rep",
)  # fmt: skip

Figures: TypeAlias = dict[str, Any]


@pytest.fixture(scope="module")
def known(request: pytest.FixtureRequest) -> Iterator[dict[str, Figures]]:
    """The figures on file by recording; what the tests put in is written where the flag asks for it."""
    figures: dict[str, Figures] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    yield figures
    if request.config.getoption("--update-figures"):
        rows = [f"{json.dumps(name)}: {_text(figures[name])}" for name in sorted(figures)]
        FILE.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


def _text(figures: Figures) -> str:
    """One line a figure, so that a change can be read in the difference."""
    lines = [f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in figures.items()]
    return "{\n" + ",\n".join(lines) + "\n}"


def measured(folder: Path, name: str) -> Figures:
    exercise = json.loads((folder / f"{name}.truth.json").read_text(encoding="utf-8"))["exercise"]
    recording = open_recording(folder / f"{name}.csv")
    sensor = recording.sensors[0]
    engine = Engine(recording.context(sensor, SetInfo(exercise=exercise)), provisional=False)
    events = [*engine.push(sensor.samples), *engine.finish()]
    return figures_of([e.result for e in events if isinstance(e, SetSettled)][-1])


def figures_of(result: SetResult) -> Figures:
    def each(value: Any) -> list[float | None]:
        return [None if (v := value(rep)) is None else round(float(v), 2) for rep in result.reps]

    def descent(rep: Rep, name: str) -> Any:
        return getattr(rep.descent, name) if rep.descent else None

    def drive(rep: Rep, name: str) -> Any:
        return getattr(rep.drive, name) if rep.drive else None

    return {
        "reps": len(result.reps),
        "quality": [str(rep.quality) for rep in result.reps],
        "rom_m": each(lambda rep: rep.rom_m),
        "descent_mean_ms": each(lambda rep: descent(rep, "mean_speed_ms")),
        "descent_peak_ms": each(lambda rep: descent(rep, "peak_speed_ms")),
        "drive_mean_ms": each(lambda rep: drive(rep, "mean_speed_ms")),
        "drive_peak_ms": each(lambda rep: drive(rep, "peak_speed_ms")),
    }


@pytest.mark.parametrize("name", NAMES)
def test_figures_have_not_moved(
    name: str, shared_data: Path, known: dict[str, Figures], request: pytest.FixtureRequest
) -> None:
    found = measured(shared_data / "field", name)
    if request.config.getoption("--update-figures"):
        known[name] = found
        return
    assert name in known, "no figures on file: run this test with --update-figures"
    assert found["reps"] == known[name]["reps"]
    assert found["quality"] == known[name]["quality"]
    for figure in ("rom_m", "descent_mean_ms", "descent_peak_ms", "drive_mean_ms", "drive_peak_ms"):
        assert found[figure] == pytest.approx(known[name][figure], abs=TOLERANCE), figure


def test_every_figure_on_file_is_of_a_recording_that_is_tested(known: dict[str, Figures]) -> None:
    assert sorted(known) == sorted(NAMES)
