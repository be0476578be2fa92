"""What a lifter's baseline is learned from, and what was decided about it, within a transaction.

A decision holds for the band of loads that it was made for. Bands lie around a load (`health.learning.band_of`), so
for another load the newest decision whose band takes in that load is looked for.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, Select, func, select

from desktop_app.health.learning import Hold, Learned
from desktop_app.store.errors import BadRecordError
from desktop_app.store.people import upsert
from desktop_app.store.plain import dumped, read
from desktop_app.store.records import Band, BaselineRep
from desktop_app.store.rows import variation_key
from desktop_app.store.tables import baselines, reps, sets
from dsp.results import Quality
from sensor.baseline_json import baseline_from_plain, baseline_to_plain
from sensor.errors import BaselineValueError

MOST_REPS: Final = 200
"""A baseline is of lately: the newest so many reps."""
COLUMNS: Final = MappingProxyType(
    {
        "descent_s": "descent_duration_s",
        "descent_speed_ms": "descent_mean_speed_ms",
        "descent_peak_ms": "descent_peak_speed_ms",
        "late_ratio": "descent_late_ratio",
        "turnaround_acc_ms2": "bottom_turnaround_acc_ms2",
        "dwell_s": "bottom_dwell_s",
        "drive_s": "drive_duration_s",
        "drive_speed_ms": "drive_mean_speed_ms",
        "drive_peak_ms": "drive_peak_speed_ms",
        "rom_m": "rom_m",
    }
)
"""Where a rep's row has what `health.learning.values_of_rep` gives: read alone, it takes half the time."""
MOST_SESSIONS: Final = 6
"""`depth_varies` looks at the medians of so many sessions."""


def baseline_reps(connection: Connection, band: Band, most: int = MOST_REPS) -> list[BaselineRep]:
    """Controlled reps of the band since its last reset, the newest first."""
    since = get_hold(connection, band).reset_unix_s
    lifted = sets.c.started_unix_s
    of_set = (sets.c.id, sets.c.session_id, lifted, sets.c.load_kg, sets.c.fast_is_wanted)
    of_rep = (reps.c.number, reps.c.features_json, *(reps.c[column] for column in COLUMNS.values()))
    query = (
        select(*of_set, *of_rep)
        .join(reps, reps.c.set_id == sets.c.id)
        .where(*_of(band), sets.c.load_kg.between(band.low_kg, band.high_kg), reps.c.controlled)
        .order_by(lifted.desc(), sets.c.id, reps.c.number)
        .limit(most)
    )
    query = query if since is None else query.where(lifted > since)
    return [_rep(row) for row in connection.execute(query)]


def session_travels(connection: Connection, band: Band, most: int = MOST_SESSIONS) -> list[tuple[str, float]]:
    """Session and travel of every good rep of the last sessions, at any load, in order of time, m."""
    latest = func.max(sets.c.started_unix_s)
    last: Select[Any] = select(sets.c.session_id).where(*_of(band), sets.c.rom_m.is_not(None))
    last = last.group_by(sets.c.session_id).order_by(latest.desc()).limit(most)
    chosen = [row[0] for row in connection.execute(last)]
    query = (
        select(sets.c.session_id, reps.c.rom_m)
        .join(reps, reps.c.set_id == sets.c.id)
        .where(*_of(band), sets.c.session_id.in_(chosen), reps.c.rom_m.is_not(None))
        .where(reps.c.quality == str(Quality.GOOD), ~reps.c.struck)
        .order_by(sets.c.started_unix_s, sets.c.id, reps.c.number)
    )
    return [(session_id, rom_m) for session_id, rom_m in connection.execute(query)]


def get_hold(connection: Connection, band: Band) -> Hold:
    """What was decided last of a band that takes in the middle of this one."""
    load_kg = (band.low_kg + band.high_kg) / 2.0
    query = select(baselines).where(*_decided(band), baselines.c.low_kg <= load_kg, baselines.c.high_kg >= load_kg)
    rows = connection.execute(query).mappings().all()
    newest = max(rows, key=lambda r: r["decided_unix_s"], default=None)
    return Hold() if newest is None else hold_of(newest)


def all_holds(connection: Connection, lifter_id: str) -> list[tuple[Band, Hold, float]]:
    """Every decision of a lifter, with its time."""
    rows = connection.execute(select(baselines).where(baselines.c.lifter_id == lifter_id)).mappings()
    return [(_band(row), hold_of(row), row["decided_unix_s"]) for row in rows]


def put_hold(connection: Connection, band: Band, hold: Hold, decided_unix_s: float) -> None:
    """Raises BadRecordError."""
    if not 0.0 <= band.low_kg <= band.high_kg:
        raise BadRecordError("a load band that ends before it begins", "Give the lower load first.")
    key = {
        "lifter_id": band.lifter_id,
        "exercise": band.exercise,
        "variation_key": variation_key(band.variation),
        "low_kg": band.low_kg,
        "high_kg": band.high_kg,
    }
    values = {
        "variation_json": dumped(list(band.variation)),
        "reset_unix_s": hold.reset_unix_s,
        "decided_unix_s": decided_unix_s,
        "pinned_json": None if hold.pinned is None else dumped(learned_to_plain(hold.pinned)),
    }
    upsert(connection, baselines, key, values)


def hold_of(row: Any) -> Hold:
    """From a row of `baselines`."""
    text = row["pinned_json"]
    return Hold(row["reset_unix_s"], None if text is None else learned_from_plain(json.loads(text)))


def learned_to_plain(learned: Learned) -> dict[str, Any]:
    plain = {each.name: getattr(learned, each.name) for each in fields(Learned)}
    baseline = learned.baseline
    plain["baseline"] = None if baseline is None else baseline_to_plain(baseline)
    return plain


def learned_from_plain(found: Any) -> Learned:
    """Raises BadRecordError."""
    if not isinstance(found, dict):
        raise BadRecordError("a pinned baseline is not understood", "Pin it again.")
    learned = read(Learned, {**found, "baseline": None}, "pinned")
    inner = found.get("baseline")
    try:
        return learned if inner is None else replace(learned, baseline=baseline_from_plain(inner))
    except BaselineValueError as error:
        raise BadRecordError(f"a pinned baseline is not understood: {error.message}", "Pin it again.") from error


def _of(band: Band) -> Sequence[Any]:
    return (
        sets.c.lifter_id == band.lifter_id,
        sets.c.exercise == band.exercise,
        sets.c.variation_key == variation_key(band.variation),
        sets.c.counts,
    )


def _decided(band: Band) -> Sequence[Any]:
    return (
        baselines.c.lifter_id == band.lifter_id,
        baselines.c.exercise == band.exercise,
        baselines.c.variation_key == variation_key(band.variation),
    )


def _band(row: Any) -> Band:
    variation = tuple(json.loads(row["variation_json"]))
    return Band(row["lifter_id"], row["exercise"], variation, row["low_kg"], row["high_kg"])


def _rep(row: Any) -> BaselineRep:
    set_id, session_id, lifted_unix_s, load_kg, fast_is_wanted, number, features_json, *told = row
    values = {name: value for name, value in zip(COLUMNS, told, strict=True) if value is not None}
    further = {} if features_json is None else json.loads(features_json)
    return BaselineRep(
        set_id, session_id, number, lifted_unix_s, load_kg, fast_is_wanted, MappingProxyType(values | further)
    )
