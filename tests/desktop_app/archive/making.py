"""Recordings for the archive's tests: short simulated sets, cheap copies with content of their own, broken files."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from desktop_app.archive.columns import Column
from desktop_app.archive.fleet import Workforce
from desktop_app.archive.run import Orders
from desktop_app.simulated import ORDINARY_RATE_HZ, controlled_plan, opened
from dsp.constants import DEG_PER_RAD, STANDARD_GRAVITY_MS2
from sensor.loaded import LoadedRecording, SetInfo
from sensor.recording.saving import save_recording
from sensor.simulator import simulate
from sensor.simulator.families import plain_link, random_sensor

BEGAN_UNIX_S = 1_700_000_000.0
HEADER = "time_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps"


@cache
def short_set(exercise: str = "squat", seed: int = 1) -> LoadedRecording:
    """Two reps."""
    rng = np.random.default_rng(seed)
    sensor, link = random_sensor(rng, ORDINARY_RATE_HZ), plain_link(rng)
    recording = opened(simulate(controlled_plan(exercise, 2, seed), sensor, link, seed))
    return replace(recording, started_unix_s=BEGAN_UNIX_S)


def write_set(path: Path, token: str, athlete: str | None = None, **chosen: Any) -> Path:
    """A recording whose content is its own by a token in its header."""
    recording = short_set(**chosen)
    info = SetInfo(exercise=chosen.get("exercise", "squat"), load_kg=80.0, athlete=athlete)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_recording(path, replace(recording, session=token, info=info), viewer=False)
    return path


def write_sets(folder: Path, count: int) -> list[Path]:
    return [write_set(folder / f"set_{number:03}.mcap", f"token {number}") for number in range(count)]


def write_pair(folder: Path, stem: str) -> None:
    """MetaBase's two files: acceleration at 100 Hz, angular rate at half of that."""
    samples = short_set().sensors[0].samples
    epoch_ms = np.round(1e3 * (BEGAN_UNIX_S + samples.time_s))
    for word, unit, values, step in (
        ("Accelerometer", "g", samples.acc_ms2 / STANDARD_GRAVITY_MS2, 1),
        ("Gyroscope", "deg/s", samples.gyro_rads * DEG_PER_RAD, 2),
    ):
        columns = np.column_stack([epoch_ms, samples.time_s, values])[::step]
        head = f"epoch (ms),elapsed (s),x-axis ({unit}),y-axis ({unit}),z-axis ({unit})"
        np.savetxt(folder / f"{stem}_{word}.csv", columns, fmt="%.6f", delimiter=",", header=head, comments="")


def write_broken(folder: Path) -> list[Path]:
    """One of each kind that is refused."""
    whole = write_set(folder / "whole.part", "cut").read_bytes()
    (folder / "whole.part").unlink()
    kinds = {
        "cut.mcap": whole[:900],
        "empty.csv": b"",
        "letter.csv": b"Dear coach,\nhere are the sets.\n",
        "no_unit.csv": b"time_s,ax,ay,az\n0,0,0,1\n",
        "noise.mcap": bytes(range(256)) * 20,
        "sheet.csv": b"PK\x03\x04" + bytes(200),
        "short.csv.gz": gzip.compress(HEADER.encode() + b"\n")[:20],
    }
    for name, data in kinds.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in kinds]


def write_long(path: Path) -> Path:
    """A recording that takes some seconds and some hundred megabytes."""
    rows = "\n".join(f"{n / 100:.2f},0.01,0.02,1.0,0.1,0.2,0.3" for n in range(1_000_000))
    path.write_text(f"{HEADER}\n{rows}\n")
    return path


def orders(out: Path, *places: Path, **changes: Any) -> Orders:
    return replace(Orders(places, out, Workforce(2)), **changes)


def table(out: Path, name: str) -> list[dict[str, Any]]:
    """The rows of one of the tables."""
    import pyarrow.parquet as pq

    rows: list[dict[str, Any]] = pq.read_table(out / f"{name}.parquet").to_pylist()
    return rows


def altered(out: Path, target: Path, name: str, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> Path:
    """The results of another engine: the same with one table changed."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not target.exists():
        shutil.copytree(out, target)
    path = target / f"{name}.parquet"
    found = pq.read_table(path)
    pq.write_table(pa.Table.from_pylist(change(found.to_pylist()), schema=found.schema), path)
    return target


def as_object(columns: tuple[Column, ...], row: dict[str, Any], *without: str) -> dict[str, Any]:
    """The object that a row was made of, phases that are not known being null."""
    out: dict[str, Any] = {}
    for column in columns:
        if column.name in without or column.name.startswith("engine_"):
            continue
        *outer, last = column.at.split(".")
        inside = out
        for name in outer:
            inside = inside.setdefault(name, {})
        inside[last] = row[column.name]
    for phase in ("descent", "bottom", "drive"):
        if phase in out and all(value is None for value in out[phase].values()):
            out[phase] = None
    return out
