"""Of a person, what followed from answers about health, for an archive: out, in again, as another lifter's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection

from desktop_app.health.errors import HealthError
from desktop_app.health.limiters import Limiter
from desktop_app.health.profile_1rm import own_least_speed
from desktop_app.store import plans
from desktop_app.store.decided import StoredSelfCheck, StoredWayBack
from desktop_app.store.errors import BadRecordError
from desktop_app.store.plain import numbers, read
from desktop_app.store.rows import checked_id
from dsp.exercises import EXERCISES


@dataclass(frozen=True, slots=True)
class AfterAnswers:
    """reads: by check-in, when its red-flag screen was read. least_speeds: by exercise, m/s."""

    reads: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    way_backs: tuple[StoredWayBack, ...] = ()
    self_checks: tuple[StoredSelfCheck, ...] = ()
    least_speeds: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, lifter_id: str) -> AfterAnswers:
        """The same as another lifter's."""
        return replace(
            self,
            way_backs=tuple(replace(one, lifter_id=lifter_id) for one in self.way_backs),
            self_checks=tuple(replace(one, lifter_id=lifter_id) for one in self.self_checks),
        )


NOTHING_AFTER: Final = AfterAnswers()


def gather_after(connection: Connection, lifter_id: str) -> AfterAnswers:
    return AfterAnswers(
        plans.find_reads(connection, lifter_id),
        tuple(plans.find_way_backs(connection, lifter_id)),
        tuple(plans.find_self_checks(connection, lifter_id)),
        plans.find_least_speeds(connection, lifter_id),
    )


def take_in_after(connection: Connection, lifter_id: str, after: AfterAnswers) -> None:
    """Keep it beside what is kept; the check-ins are there already. What was decided here stays as it is."""
    for check_in_id, read_unix_s in after.reads.items():
        plans.put_read(connection, check_in_id, read_unix_s)
    known = {one.id for one in plans.find_way_backs(connection, lifter_id)}
    for one in after.way_backs:
        if one.id not in known:
            plans.put_way_back(connection, one)
    for each in after.self_checks:
        plans.put_self_check(connection, each)
    own = plans.find_least_speeds(connection, lifter_id)
    for exercise, speed_ms in after.least_speeds.items():
        if exercise not in own:
            plans.put_least_speed(connection, lifter_id, exercise, speed_ms)


def after_to_plain(after: AfterAnswers) -> dict[str, Any]:
    return {
        "least_speeds": dict(after.least_speeds),
        "red_flags_read": dict(after.reads),
        "way_backs": [
            {"id": one.id, "plan": plans.way_back_to_plain(one.plan), "moves": plans.moves_to_plain(one.moves)}
            for one in after.way_backs
        ],
        "self_checks": [
            {"id": one.id, "at_unix_s": one.at.timestamp(), "limiter": str(one.limiter), "ticked": list(one.ticked)}
            for one in after.self_checks
        ],
    }


def after_from_plain(found: Mapping[str, Any], lifter_id: str) -> AfterAnswers:
    """Raises BadRecordError, which names the place and repeats no answer."""
    reads = numbers(found.get("red_flags_read", {}), "red_flags_read")
    if not reads.keys() <= {each.get("id") for each in _list(found, "check_ins")}:
        raise BadRecordError("red_flags_read is not understood", "Export it again.")
    return AfterAnswers(
        {checked_id(check_in_id, "red_flags_read"): at for check_in_id, at in reads.items()},
        tuple(_way_back(each, lifter_id) for each in _list(found, "way_backs")),
        tuple(_self_check(each, lifter_id) for each in _list(found, "self_checks")),
        _least_speeds(numbers(found.get("least_speeds", {}), "least_speeds")),
    )


def _way_back(found: Mapping[str, Any], lifter_id: str) -> StoredWayBack:
    plan = plans.way_back_from_plain(found.get("plan"))
    moves = plans.moves_from_plain(found.get("moves"), plan)
    return StoredWayBack(checked_id(found.get("id", ""), "way_backs"), lifter_id, plan, moves)


def _self_check(found: Mapping[str, Any], lifter_id: str) -> StoredSelfCheck:
    return StoredSelfCheck(
        checked_id(found.get("id", ""), "self_checks"),
        lifter_id,
        plans.time_of(found.get("at_unix_s"), "self_checks.at_unix_s"),
        read(Limiter, found.get("limiter"), "self_checks.limiter"),
        read(tuple[int, ...], found.get("ticked"), "self_checks.ticked"),
    )


def _least_speeds(found: Mapping[str, float]) -> dict[str, float]:
    try:
        for exercise, speed_ms in found.items():
            own_least_speed(speed_ms)
            if exercise not in EXERCISES:
                raise BadRecordError("least_speeds is not understood", "Export it again.")
    except HealthError as error:
        raise BadRecordError(f"least_speeds: {error.message}", error.advice) from error
    return dict(found)


def _list(found: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    values = found.get(name, [])
    if not isinstance(values, list) or not all(isinstance(each, Mapping) for each in values):
        raise BadRecordError(f"{name} is not understood", "Export it again.")
    return values
