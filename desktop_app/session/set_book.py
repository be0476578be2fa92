"""The list of sets of a session while it goes on: measured, corrected, and put by whenever it changes."""

from __future__ import annotations

from typing import Final

from desktop_app.errors import EditError
from desktop_app.session.lifter import SetAtHand
from desktop_app.session.measuring import Keep
from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import Edit, SetEntry, SetLog, edited, further_of, measured, relabelled
from desktop_app.session.snapshot import Notice

EDIT: Final = "edit"
SETS: Final = "sets"


class SetBook:
    """keep: puts the list by. first_set: the number that the first set gets."""

    def __init__(self, keep: Keep, first_set: int) -> None:
        self.log = SetLog()
        self.notices: dict[str, Notice] = {}
        """What is wrong with the list: that it could not be kept, or changed as was asked."""
        self._keep = keep
        self._next_id = first_set
        self._to_measure: list[SetEntry] = []

    def settled(self, sensor_id: str, hands: list[SetAtHand], newest_s: float | None) -> list[SetAtHand]:
        """Take in what a bar's sets at hand have come to; gives those that were a set. newest_s: of its samples."""
        log, taken = self.log, []
        for hand in hands:
            if hand.result is None or not (hand.reps or hand.pain):
                continue
            if hand.entry is None:
                hand.entry, self._next_id = self._next_id, self._next_id + 1
            entry = SetEntry(
                id=hand.entry,
                plan=hand.plan,
                sensor_id=sensor_id,
                start_s=hand.from_s,
                end_s=max(newest_s if newest_s is not None else hand.from_s, hand.from_s),
                result=hand.result,
                further=further_of(hand.features),
                ended_for_pain=hand.pain,
            )
            log = measured(log, entry)
            kept = log.entry(entry.id)
            if hand.over and (hand.relabelled or not kept.plan.is_judged_as(entry.plan)):
                self._to_measure.append(kept)
            taken.append(hand)
        if taken:
            self._put_by(log)
        return taken

    def relabel(self, set_id: int, plan: LiftPlan) -> None:
        """The set is taken for what the plan says."""
        self._put_by(relabelled(self.log, set_id, plan))

    def edit(self, edit: Edit) -> None:
        """Correct the list; what cannot be done is a notice."""
        try:
            log = edited(self.log, edit)
        except EditError as error:
            self.notices[EDIT] = Notice(error.message, error.advice)
            return
        self.notices.pop(EDIT, None)
        self._put_by(log)

    def to_measure(self) -> list[SetEntry]:
        """Sets that were measured as something else than they are taken for now, since this was asked last."""
        out, self._to_measure = self._to_measure, []
        return out

    def _put_by(self, log: SetLog) -> None:
        self.log = log
        notice = self._keep(log)
        if notice is not None:
            self.notices[SETS] = notice
        else:
            self.notices.pop(SETS, None)
