"""The sets of a session as the lifter keeps them: measured, then corrected by hand. Frozen values and pure edits.

What was measured stays as it was; an edit says beside it what is to be taken otherwise, and every edit can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from desktop_app.errors import EditError
from desktop_app.session.plan import LiftPlan
from dsp.features import RepFeatures, values_of
from dsp.results import Rep, SetResult, Sign

TOLD_BY_A_REP: Final = frozenset({
    "descent_s", "descent_speed_ms", "descent_peak_ms", "late_ratio", "turnaround_acc_ms2", "dwell_s",
    "drive_s", "drive_speed_ms", "drive_peak_ms", "rom_m",
})  # fmt: skip
"""What a result tells of a rep (`health.learning.values_of_rep`), by the names of its features."""
MOST_ADDED: Final = 100
UNDO_MOST: Final = 100
"""So many edits can be undone."""


@dataclass(frozen=True, slots=True)
class SetEntry:
    """One set.

    id: counts up within the session, never used again. plan: what was lifted, by whom, warm-up or not.
    sensor_id, start_s, end_s: the stretch of the recording that holds it. result: as measured; None where nothing
    could be. further: of each rep of the result what it does not tell, by the names of `dsp.features.RepFeatures`;
    empty where that is not known. struck: numbers of measured reps that do not count. added: reps done that were not
    found. deleted: not to be counted at all. joined_into: the set that it was made a part of. ended_for_pain: by the
    key.
    """

    id: int
    plan: LiftPlan
    sensor_id: str
    start_s: float
    end_s: float
    result: SetResult | None = None
    struck: tuple[int, ...] = ()
    added: int = 0
    deleted: bool = False
    joined_into: int | None = None
    ended_for_pain: bool = False
    further: tuple[Mapping[str, float], ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it is a set of its own that was done."""
        return not self.deleted and self.joined_into is None

    @property
    def reps(self) -> tuple[Rep, ...]:
        """The measured reps that count."""
        measured = self.result.reps if self.result is not None else ()
        return tuple(rep for rep in measured if rep.number not in self.struck)

    @property
    def rep_count(self) -> int:
        return len(self.reps) + self.added


@dataclass(frozen=True, slots=True)
class SetLog:
    """All sets of a session, in order. undo: for each edit that can be undone, its entries as they were before."""

    entries: tuple[SetEntry, ...] = ()
    undo: tuple[tuple[SetEntry, ...], ...] = ()

    def entry(self, set_id: int) -> SetEntry:
        """Raises EditError where there is none of that id."""
        found = next((entry for entry in self.entries if entry.id == set_id), None)
        if found is None:
            raise EditError(f"there is no set {set_id}", "Choose one of the sets of this session.")
        return found

    @property
    def counted(self) -> tuple[SetEntry, ...]:
        """The sets that were done."""
        return tuple(entry for entry in self.entries if entry.counts)


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """Another exercise, load, lifter or tempo, a warm-up or not. result, further: measured anew, where needed.

    unmeasured: it could not be measured as that; its reps count as done, and what they were measured as is dropped.
    """

    set_id: int
    plan: LiftPlan
    result: SetResult | None = None
    further: tuple[Mapping[str, float], ...] = ()
    unmeasured: bool = False


@dataclass(frozen=True, slots=True)
class Strike:
    """A rep does not count, or counts again."""

    set_id: int
    rep: int
    struck: bool = True


@dataclass(frozen=True, slots=True)
class AddReps:
    """Reps that were done and not found: so many in all."""

    set_id: int
    count: int


@dataclass(frozen=True, slots=True)
class Join:
    """Two sets were one: the later one becomes a part of the earlier."""

    first_id: int
    second_id: int


@dataclass(frozen=True, slots=True)
class Delete:
    """The set was none, or is one again."""

    set_id: int
    deleted: bool = True


@dataclass(frozen=True, slots=True)
class Undo:
    """Take the last edit back."""


Edit: TypeAlias = ChangePlan | Strike | AddReps | Join | Delete | Undo


def edited(log: SetLog, edit: Edit) -> SetLog:
    """The log after an edit. Raises EditError for one that cannot be done; the log is then as before."""
    if isinstance(edit, Undo):
        return _undone(log)
    if isinstance(edit, Join):
        return _joined(log, edit)
    entry = log.entry(edit.set_id)
    if isinstance(edit, ChangePlan):
        return _with(log, _replanned(entry, edit))
    if isinstance(edit, Strike):
        return _with(log, _struck(entry, edit))
    if isinstance(edit, AddReps):
        if not 0 <= edit.count <= MOST_ADDED:
            raise EditError(f"{edit.count} reps cannot be added", f"Add 0 to {MOST_ADDED}.")
        return _with(log, replace(entry, added=edit.count))
    return _with(log, replace(entry, deleted=edit.deleted))


def measured(log: SetLog, entry: SetEntry) -> SetLog:
    """A set as measured now, new or anew. What was corrected by hand stays, also where an edit is undone later.

    A set that is taken for another lift by now keeps what it was measured as that.
    """

    def anew(before: SetEntry) -> SetEntry:
        if before.id != entry.id or before.joined_into is not None:
            return before
        pain = before.ended_for_pain or entry.ended_for_pain
        kept = replace(before, start_s=entry.start_s, end_s=entry.end_s, ended_for_pain=pain)
        if not before.plan.is_judged_as(entry.plan):
            return kept
        return replace(kept, result=entry.result, further=entry.further)

    if all(before.id != entry.id for before in log.entries):
        return replace(log, entries=(*log.entries, entry))
    return SetLog(_each(log.entries, anew), tuple(_each(step, anew) for step in log.undo))


def relabelled(log: SetLog, set_id: int, plan: LiftPlan) -> SetLog:
    """A set that still goes on is another one than was said; that is no edit to be undone."""

    def anew(before: SetEntry) -> SetEntry:
        return replace(before, plan=plan) if before.id == set_id else before

    return SetLog(_each(log.entries, anew), tuple(_each(step, anew) for step in log.undo))


def joined_result(first: SetResult | None, second: SetResult | None) -> SetResult | None:
    """Two stretches of one set as one: reps numbered through, signs moved along, the rest gathered."""
    if first is None or second is None:
        return first or second
    # The estimator behind it takes a while to load, and a window that only lists sets does without.
    from dsp.judged import summary_of

    shift = len(first.reps)
    reps = (*first.reps, *(replace(rep, number=rep.number + shift) for rep in second.reps))
    signs = (*first.signs, *(_moved(sign, shift) for sign in second.signs))
    return replace(
        first,
        duration_s=first.duration_s + second.duration_s,
        samples=first.samples + second.samples,
        gaps=(*first.gaps, *second.gaps),
        warnings=tuple(dict.fromkeys((*first.warnings, *second.warnings))),
        reps=reps,
        refused=(*first.refused, *second.refused),
        signs=signs,
        summary=summary_of(reps),
    )


def further_of(features: Sequence[RepFeatures]) -> tuple[Mapping[str, float], ...]:
    """What `SetEntry.further` holds, from an engine's features."""
    return tuple({n: v for n, v in values_of(each).items() if n not in TOLD_BY_A_REP} for each in features)


def joined_further(*parts: tuple[SetResult | None, tuple[Mapping[str, float], ...]]) -> tuple[Mapping[str, float], ...]:
    """Of stretches of one set one after the other."""
    if not any(further for _, further in parts):
        return ()
    reps = [further or ({},) * (len(result.reps) if result is not None else 0) for result, further in parts]
    return tuple(each for part in reps for each in part)


def _replanned(entry: SetEntry, edit: ChangePlan) -> SetEntry:
    if edit.unmeasured:
        done = min(entry.rep_count, MOST_ADDED)
        return replace(entry, plan=edit.plan, result=None, further=(), struck=(), added=done)
    if edit.result is None:
        return replace(entry, plan=edit.plan)
    # A rep that is no longer found cannot be struck out.
    numbers = {rep.number for rep in edit.result.reps}
    struck = tuple(number for number in entry.struck if number in numbers)
    return replace(entry, plan=edit.plan, result=edit.result, further=edit.further, struck=struck)


def _struck(entry: SetEntry, edit: Strike) -> SetEntry:
    numbers = [rep.number for rep in entry.result.reps] if entry.result is not None else []
    if edit.rep not in numbers:
        raise EditError(f"set {entry.id} has no rep {edit.rep}", "Choose one of its reps.")
    others = set(entry.struck) - {edit.rep}
    return replace(entry, struck=tuple(sorted(others | {edit.rep} if edit.struck else others)))


def _joined(log: SetLog, edit: Join) -> SetLog:
    first, second = log.entry(edit.first_id), log.entry(edit.second_id)
    if first.start_s > second.start_s:
        first, second = second, first
    if first.id == second.id or not first.counts or not second.counts or first.sensor_id != second.sensor_id:
        raise EditError("these two sets cannot be joined", "Choose two sets of the same bar that both count.")
    shift = len(first.result.reps) if first.result is not None else 0
    whole = replace(
        first,
        end_s=max(first.end_s, second.end_s),
        result=joined_result(first.result, second.result),
        further=joined_further((first.result, first.further), (second.result, second.further)),
        struck=(*first.struck, *(number + shift for number in second.struck)),
        added=first.added + second.added,
        ended_for_pain=first.ended_for_pain or second.ended_for_pain,
    )
    return _with(log, whole, replace(second, joined_into=first.id))


def _with(log: SetLog, *changed: SetEntry) -> SetLog:
    by_id = {entry.id: entry for entry in changed}
    before = tuple(entry for entry in log.entries if entry.id in by_id)
    if all(by_id[entry.id] == entry for entry in before):
        return log
    return SetLog(_each(log.entries, lambda e: by_id.get(e.id, e)), (*log.undo, before)[-UNDO_MOST:])


def _undone(log: SetLog) -> SetLog:
    if not log.undo:
        raise EditError("there is nothing to take back", "Edit a set first.")
    by_id = {entry.id: entry for entry in log.undo[-1]}
    return SetLog(_each(log.entries, lambda e: by_id.get(e.id, e)), log.undo[:-1])


def _each(entries: tuple[SetEntry, ...], change: Callable[[SetEntry], SetEntry]) -> tuple[SetEntry, ...]:
    return tuple(change(entry) for entry in entries)


def _moved(sign: Sign, shift: int) -> Sign:
    return sign if sign.rep is None else replace(sign, rep=sign.rep + shift)
