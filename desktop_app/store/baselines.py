"""What a lifter's baseline is learned from, and what they decided about it, within a transaction."""

from __future__ import annotations

import json
import statistics
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, select

from desktop_app.store.errors import BadRecordError
from desktop_app.store.people import upsert
from desktop_app.store.plain import dumped, read
from desktop_app.store.records import Band, BaselineRep
from desktop_app.store.rows import variation_key
from desktop_app.store.tables import baselines, reps, sets
from dsp.context import Baseline, Spread

MOST_REPS: Final = 200
"""A baseline is of lately: the newest so many reps."""
MOST_SESSIONS: Final = 6
"""`depth_varies` looks at the medians of so many sessions."""

_VALUES: Final = MappingProxyType(
    {
        "descent_s": reps.c.descent_duration_s,
        "descent_speed_ms": reps.c.descent_mean_speed_ms,
        "descent_peak_ms": reps.c.descent_peak_speed_ms,
        "late_ratio": reps.c.descent_late_ratio,
        "turnaround_acc_ms2": reps.c.bottom_turnaround_acc_ms2,
        "dwell_s": reps.c.bottom_dwell_s,
        "drive_s": reps.c.drive_duration_s,
        "drive_speed_ms": reps.c.drive_mean_speed_ms,
        "drive_peak_ms": reps.c.drive_peak_speed_ms,
        "rom_m": reps.c.rom_m,
    }
)
"""What every rep says of itself, by the names of `dsp.features.RepFeatures`; `features_json` may say more."""


@dataclass(frozen=True, slots=True)
class BaselineChoice:
    """What was decided. reset_unix_s: only reps lifted after it count. pinned: held whatever is lifted."""

    band: Band
    reset_unix_s: float | None = None
    pinned: Baseline | None = None
    pinned_unix_s: float | None = None


def baseline_reps(connection: Connection, band: Band, most: int = MOST_REPS) -> list[BaselineRep]:
    """Controlled reps of the band since its last reset, the newest first."""
    columns = [column.label(name) for name, column in _VALUES.items()]
    query = (
        select(
            sets.c.id, sets.c.session_id, reps.c.number, sets.c.started_unix_s, sets.c.load_kg, sets.c.fast_is_wanted,
            reps.c.features_json, *columns,
        )
        .join(reps, reps.c.set_id == sets.c.id)
        .where(reps.c.controlled)
        .order_by(sets.c.started_unix_s.desc(), sets.c.id, reps.c.number)
        .limit(most)
    )  # fmt: skip
    return [_rep(row) for row in connection.execute(_of_band(connection, query, band))]


def session_travels(connection: Connection, band: Band, most: int = MOST_SESSIONS) -> list[float]:
    """Median travel of the band's last sessions, the newest last, m."""
    query = (
        select(sets.c.session_id, sets.c.rom_m).where(sets.c.rom_m.is_not(None)).order_by(sets.c.started_unix_s.desc())
    )
    travels: dict[str, list[float]] = {}
    for session_id, rom_m in connection.execute(_of_band(connection, query, band)):
        if session_id not in travels and len(travels) == most:
            break
        travels.setdefault(session_id, []).append(rom_m)
    return [statistics.median(found) for found in reversed(travels.values())]


def get_choice(connection: Connection, band: Band) -> BaselineChoice:
    row = connection.execute(select(baselines).where(*_is(band))).mappings().first()
    return BaselineChoice(band) if row is None else choice_of(row)


def choice_of(row: Any) -> BaselineChoice:
    """From a row of `baselines`."""
    band = Band(
        row["lifter_id"], row["exercise"], tuple(json.loads(row["variation_json"])), row["low_kg"], row["high_kg"]
    )
    pinned = None if row["pinned_json"] is None else baseline_from_plain(json.loads(row["pinned_json"]))
    return BaselineChoice(band, row["reset_unix_s"], pinned, row["pinned_unix_s"])


def put_choice(connection: Connection, choice: BaselineChoice) -> None:
    band = choice.band
    key = {
        "lifter_id": band.lifter_id,
        "exercise": band.exercise,
        "variation_key": variation_key(band.variation),
        "low_kg": band.low_kg,
        "high_kg": band.high_kg,
    }
    if not 0.0 <= band.low_kg <= band.high_kg:
        raise BadRecordError("a load band that ends before it begins", "Give the lower load first.")
    pinned = None if choice.pinned is None else dumped(baseline_to_plain(choice.pinned))
    values = {
        "variation_json": dumped(list(band.variation)),
        "reset_unix_s": choice.reset_unix_s,
        "pinned_unix_s": choice.pinned_unix_s,
        "pinned_json": pinned,
    }
    upsert(connection, baselines, key, values)


def baseline_to_plain(baseline: Baseline) -> dict[str, Any]:
    return {
        "reps": baseline.reps,
        "values": {name: {"median": s.median, "spread": s.spread} for name, s in baseline.values.items()},
        "session_medians_rom_m": list(baseline.session_medians_rom_m),
    }


def baseline_from_plain(found: Any) -> Baseline:
    """Raises BadRecordError."""
    values = found.get("values") if isinstance(found, dict) else None
    if not isinstance(values, dict):
        raise BadRecordError("a baseline is not understood", "Pin it again.")
    spreads = {str(name): read(Spread, value, f"values.{name}") for name, value in values.items()}
    medians = read(tuple[float, ...], found.get("session_medians_rom_m", []), "session_medians_rom_m")
    return Baseline(spreads, read(int, found.get("reps"), "reps"), medians)


def _of_band(connection: Connection, query: Select[Any], band: Band) -> Select[Any]:
    since = connection.execute(select(baselines.c.reset_unix_s).where(*_is(band))).scalar()
    query = query.where(
        sets.c.lifter_id == band.lifter_id,
        sets.c.exercise == band.exercise,
        sets.c.variation_key == variation_key(band.variation),
        sets.c.load_kg.between(band.low_kg, band.high_kg),
        sets.c.counts,
    )
    return query if since is None else query.where(sets.c.started_unix_s > since)


def _is(band: Band) -> tuple[Any, ...]:
    table = baselines.c
    return (
        table.lifter_id == band.lifter_id,
        table.exercise == band.exercise,
        table.variation_key == variation_key(band.variation),
        table.low_kg == band.low_kg,
        table.high_kg == band.high_kg,
    )


def _rep(row: Row[Any]) -> BaselineRep:
    found = row._mapping  # noqa: SLF001 (SQLAlchemy's public way to a row by names)
    own = {name: found[name] for name in _VALUES if found[name] is not None}
    more = {} if found["features_json"] is None else json.loads(found["features_json"])
    return BaselineRep(
        set_id=found["id"],
        session_id=found["session_id"],
        number=found["number"],
        lifted_unix_s=found["started_unix_s"],
        load_kg=found["load_kg"],
        fast_is_wanted=found["fast_is_wanted"],
        values=MappingProxyType(own | more),
    )
