"""What the rules about health look at, read from the store, and what was answered and decided, kept in it.

Called in the desk's thread (`DiaryDesk.ask`, `DiaryDesk.tell`). A lifter who is not known yet is made by the first
answer, not by looking.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from desktop_app.diary.feeling import Remembered, worked_out
from desktop_app.health.checklist import Condition
from desktop_app.health.learning import Learned, band_of
from desktop_app.health.limiters import EXERCISES_ASKED, SESSIONS_ASKED, SessionSigns
from desktop_app.store.decided import Decision, Move, StoredSelfCheck, StoredWayBack
from desktop_app.store.errors import UnknownRecordError
from desktop_app.store.records import Band

if TYPE_CHECKING:
    from desktop_app.health.checkin import CheckIn
    from desktop_app.health.way_back import WayBack
    from desktop_app.session.plan import LiftPlan
    from desktop_app.store.store import Store

SETS_SINCE: Final = timedelta(days=70)
"""The rules look at four weeks; the weeks before them tell whether there were any sets at all."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found. learned: the baseline for a planned lift and load. signs: of the last sessions' squats."""

    remembered: Remembered
    learned: Learned | None = None
    signs: tuple[SessionSigns, ...] = ()


def look(store: Store, lifter: str, now: datetime, plan: LiftPlan | None = None) -> Looked:
    """Everything at once, in the desk's thread. Raises StoreError."""
    try:
        remembered = remember(store, lifter, now)
    except UnknownRecordError:
        return Looked(Remembered(lifter))
    if plan is None or plan.exercise is None:
        return Looked(remembered)
    signs: Sequence[SessionSigns] = ()
    if plan.exercise in EXERCISES_ASKED:
        since_unix_s = (now - SETS_SINCE).timestamp()
        signs = store.session_signs(lifter, EXERCISES_ASKED, since_unix_s)[-SESSIONS_ASKED:]
    learned = None
    if plan.load_kg is not None:
        low_kg, high_kg = band_of(plan.load_kg)
        learned = store.learned(Band(store.lifter(lifter).id, plan.exercise, plan.variation, low_kg, high_kg))
    return Looked(remembered, learned, tuple(signs))


def remember(store: Store, lifter: str, now: datetime) -> Remembered:
    """What is kept of a lifter. Raises StoreError, UnknownRecordError where nothing is."""
    way_backs = store.way_backs(lifter)
    since = min([now - SETS_SINCE, *(one.plan.begun_at for one in way_backs if not one.ended)])
    conditions = {condition.value: condition for condition in Condition}
    reads = store.red_flags_read(lifter)
    found = Remembered(
        lifter=lifter,
        checkins=tuple((one.id, one.check_in) for one in store.check_ins(lifter)),
        read_at={check_in_id: datetime.fromtimestamp(read_unix_s, UTC) for check_in_id, read_unix_s in reads.items()},
        sets=tuple(store.sets_done(lifter, since.timestamp())),
        way_backs=tuple(way_backs),
        conditions=tuple(conditions[name] for name in store.profile(lifter) if name in conditions),
        self_checks=tuple(store.self_checks(lifter)),
    )
    return worked_out(found)


def keep_answer(store: Store, lifter: str, checkin_id: str, checkin: CheckIn) -> None:
    """Raises StoreError, like all that follow."""
    store.ensure_lifter(lifter)
    store.add_check_in(lifter, checkin, checkin_id)


def keep_read(store: Store, checkin_id: str, at: datetime) -> None:
    store.read_red_flag(checkin_id, at.timestamp())


def keep_way_back(store: Store, lifter: str, way_id: str, plan: WayBack) -> None:
    """A new one; whichever of the same lift is not ended yet, ends."""
    owner = store.ensure_lifter(lifter)
    for one in store.way_backs(lifter):
        if not one.ended and one.plan.exercise == plan.exercise and one.id != way_id:
            store.move_way_back(one.id, Move(plan.begun_at, Decision.END, one.now.step))
    store.put_way_back(StoredWayBack(way_id, owner.id, plan))


def keep_move(store: Store, way_id: str, move: Move) -> None:
    store.move_way_back(way_id, move)


def keep_self_check(store: Store, lifter: str, check: StoredSelfCheck) -> None:
    """check: of whoever the lifter is."""
    store.put_self_check(replace(check, lifter_id=store.ensure_lifter(lifter).id))


def keep_conditions(store: Store, lifter: str, conditions: Sequence[Condition]) -> None:
    """Conditions of the profile; others that an older version kept are left in it."""
    owner = store.ensure_lifter(lifter)
    known = {condition.value for condition in Condition}
    others = [name for name in store.profile(owner.id) if name not in known]
    store.put_profile(owner.id, (*others, *(condition.value for condition in conditions)))
