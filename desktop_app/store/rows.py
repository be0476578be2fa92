"""A set as rows of the tables, and back: the set, its reps, its signs. Nothing is lost on the way."""

from __future__ import annotations

import json
import statistics
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, TypeAlias, cast, get_args, get_type_hints

from desktop_app.health.learning import controlled
from desktop_app.store.errors import BadRecordError
from desktop_app.store.plain import (
    dumped,
    entry_from_plain,
    entry_to_plain,
    finite,
    numbers,
    result_from_plain,
    result_to_plain,
)
from desktop_app.store.records import StoredSet
from dsp.load import speed_loss_percent
from dsp.results import LimitSource, Quality, Rep, Severity, Sign

Row: TypeAlias = Mapping[Any, Any]
_SIGN_RENAMED: Final = {"limit": "limit_value"}
"""LIMIT is a word of SQL."""


def checked_id(text: str, of_what: str) -> str:
    """An identity as it is kept. Raises BadRecordError."""
    try:
        return str(uuid.UUID(text))
    except (ValueError, AttributeError, TypeError) as error:
        raise BadRecordError(f"{of_what} has no identity", "Give a UUID.") from error


def variation_key(variation: Iterable[str]) -> str:
    """The same for the same tags in any order."""
    return "+".join(sorted(set(variation)))


def set_row(stored: StoredSet, lifter_id: str | None) -> dict[str, Any]:
    """Columns of `sets`, but for revision. Raises BadRecordError."""
    entry = stored.entry
    return {
        **set_figures(stored),
        "lifter_id": lifter_id,
        # The name is the lifter's, who may change it.
        "entry_json": dumped(entry_to_plain(replace(entry, plan=replace(entry.plan, athlete=None)))),
        "measured_json": None if entry.result is None else dumped(result_to_plain(entry.result)),
    }


def set_figures(stored: StoredSet) -> dict[str, Any]:
    """What of `set_row` is worth reading in a table. Raises BadRecordError."""
    entry = stored.entry
    plan = entry.plan
    return {
        "id": checked_id(stored.id, "a set"),
        "session_id": checked_id(stored.session_id, "a session"),
        "recording_sha256": stored.recording_sha256,
        "number": entry.id,
        "started_unix_s": float(stored.started_unix_s),
        "exercise": plan.exercise,
        "variation_key": variation_key(plan.variation),
        "load_kg": plan.load_kg,
        "tempo": None if plan.tempo is None else str(plan.tempo),
        "warm_up": plan.warm_up,
        "sensor_id": entry.sensor_id,
        "start_s": entry.start_s,
        "end_s": entry.end_s,
        "added_reps": entry.added,
        "deleted": entry.deleted,
        "joined_into": entry.joined_into,
        "ended_for_pain": entry.ended_for_pain,
        "fast_is_wanted": stored.fast_is_wanted,
        "counts": entry.counts,
        **_figures(entry.reps, entry.rep_count),
        **_sign_counts(stored),
    }


def rep_rows(stored: StoredSet) -> list[dict[str, Any]]:
    """Columns of `reps`, struck reps included. Raises BadRecordError."""
    rows = rep_figures(stored)
    further = stored.entry.further or ({},) * len(rows)
    if len(further) != len(rows):
        raise BadRecordError("a set whose reps and their values are not as many", "Measure it again.")
    for row, values in zip(rows, further, strict=True):
        row["features_json"] = dumped(numbers(values, "further")) if values else None
    return rows


def rep_figures(stored: StoredSet) -> list[dict[str, Any]]:
    """What of `rep_rows` is worth reading in a table."""
    result = stored.entry.result
    if result is None:
        return []
    struck = set(stored.entry.struck)
    return [
        {
            "set_id": stored.id,
            "struck": rep.number in struck,
            "controlled": rep.number not in struck and controlled(rep.quality, rep.number, result.signs),
            **_flat(rep),
        }
        for rep in result.reps
    ]


def sign_rows(stored: StoredSet) -> list[dict[str, Any]]:
    """Columns of `signs`, in the order given."""
    result = stored.entry.result
    signs = () if result is None else result.signs
    return [
        {"set_id": stored.id, "place": place, **{_SIGN_RENAMED.get(k, k): v for k, v in _flat(sign).items()}}
        for place, sign in enumerate(signs)
    ]


def stored_set(row: Row, name: str | None, reps: Sequence[Row], signs: Sequence[Row]) -> StoredSet:
    """Back from rows, reps and signs in their order. name: the lifter's."""
    entry = entry_from_plain(json.loads(row["entry_json"]))
    result = None
    if row["measured_json"] is not None:
        result = replace(
            result_from_plain(json.loads(row["measured_json"])),
            reps=tuple(rep_of(rep) for rep in reps),
            signs=tuple(sign_of(sign) for sign in signs),
        )
    further = tuple({} if r["features_json"] is None else json.loads(r["features_json"]) for r in reps)
    return StoredSet(
        id=row["id"],
        session_id=row["session_id"],
        started_unix_s=row["started_unix_s"],
        entry=replace(
            entry,
            plan=replace(entry.plan, athlete=name),
            result=result,
            further=further if result is not None and any(further) else (),
        ),
        recording_sha256=row["recording_sha256"],
        fast_is_wanted=row["fast_is_wanted"],
        revision=row["revision"],
    )


def rep_of(row: Row) -> Rep:
    """A rep from its columns, also where the row holds others too."""
    rep: Rep = _built(Rep, row)
    return rep


def _figures(reps: Sequence[Rep], count: int) -> dict[str, Any]:
    """Of the reps that count: medians, and what a list shows."""
    good = [rep for rep in reps if rep.quality is not Quality.UNRESOLVED]
    travels = _known(rep.rom_m for rep in good)
    drives = [rep.drive for rep in good if rep.drive is not None]
    descents = [rep.descent for rep in good if rep.descent is not None]
    speeds = _known(drive.mean_speed_ms for drive in drives)
    return {
        "reps": count,
        "speed_loss_percent": finite(speed_loss_percent(reps)),
        "descent_s": _median(descent.duration_s for descent in descents),
        "late_ratio": _median(descent.late_ratio for descent in descents),
        "turnaround_acc_ms2": _median(rep.bottom.turnaround_acc_ms2 for rep in good if rep.bottom is not None),
        "rom_m": _median(travels),
        "rom_spread_m": max(travels) - min(travels) if len(travels) > 1 else None,
        "forward_m": _median(rep.path.max_forward_m for rep in good),
        "drive_speed_ms": _median(speeds),
        "best_drive_speed_ms": max(speeds, default=None),
    }


def _sign_counts(stored: StoredSet) -> dict[str, int]:
    entry = stored.entry
    signs = entry.result.signs if entry.result is not None else ()
    told = [sign.severity for sign in signs if sign.rep not in entry.struck]
    return {
        "notes": told.count(Severity.NOTE),
        "warns": told.count(Severity.WARN),
        "stops": told.count(Severity.STOP),
    }


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None and finite(value) is not None]


def _median(values: Iterable[float | None]) -> float | None:
    known = _known(values)
    return statistics.median(known) if known else None


def _flat(value: Any, prefix: str = "") -> dict[str, Any]:
    """A dataclass's values by column name; those of a nested one that is None are all None."""
    out: dict[str, Any] = {}
    for name, column, nested in _columns(cast("Any", type(value)), prefix):
        found = getattr(value, name)
        if nested is None:
            out[column] = str(found) if isinstance(found, str) else finite(found)
        elif found is None:
            out.update(dict.fromkeys(_names(nested, column)))
        else:
            out.update(_flat(found, column))
    return out


@cache
def _columns(kind: Any, prefix: str) -> tuple[tuple[str, str, Any], ...]:
    """Of each field its name, its column and None; of a nested one the beginning of its columns and its type."""
    found = _kinds(kind).items()
    return tuple((n, f"{prefix}{n}_", k) if _is_nested(k) else (n, prefix + n, None) for n, k in found)


def _built(kind: Any, row: Row, prefix: str = "") -> Any:
    values: list[Any] = []
    for name, column, nested in _columns(kind, prefix):
        if nested is None:
            found = row[column]
            values.append(Quality(found) if name == "quality" else found)
        elif _may_be_none(kind, name) and all(row[n] is None for n in _names(nested, column)):
            values.append(None)
        else:
            values.append(_built(nested, row, column))
    return kind(*values)


def sign_of(row: Row) -> Sign:
    values = {each.name: row[_SIGN_RENAMED.get(each.name, each.name)] for each in fields(Sign)}
    values["limit_source"], values["severity"] = LimitSource(values["limit_source"]), Severity(values["severity"])
    return Sign(**values)


@cache
def _is_nested(kind: Any) -> bool:
    return is_dataclass(kind)


@cache
def _kinds(kind: Any) -> dict[str, Any]:
    """A dataclass's fields and their types, that of an optional one without None."""
    hints = get_type_hints(kind)
    bare = {n: [a for a in get_args(h) if a is not NoneType] for n, h in hints.items() if isinstance(h, UnionType)}
    return {each.name: bare[each.name][0] if each.name in bare else hints[each.name] for each in fields(kind)}


@cache
def _may_be_none(kind: Any, name: str) -> bool:
    return isinstance(get_type_hints(kind)[name], UnionType)


@cache
def _names(kind: Any, prefix: str) -> tuple[str, ...]:
    return tuple(prefix + name for name in _kinds(kind))
