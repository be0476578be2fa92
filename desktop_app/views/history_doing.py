"""What the history changes when it is asked to, and how it tells of it: sets kept, baselines, least speeds, data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.diary import looking
from desktop_app.health.learning import Learned
from desktop_app.views import words_history as common
from desktop_app.views import words_history_data as words
from desktop_app.views.history_add import Typed
from desktop_app.views.history_asking import Asking
from desktop_app.views.history_data import Give, TakeIn

if TYPE_CHECKING:
    from desktop_app.diary.looking import LiftPage
    from desktop_app.store.archive import Exported, Imported
    from desktop_app.store.forgetting import Deleted
    from desktop_app.store.history import History
    from desktop_app.store.records import StoredSet
    from desktop_app.store.store import Store

CHANGE = "change"


class Doing:
    """One change at a time. tell: a line for the user. again: show everything anew, of this lifter or the one shown.

    lift_again: show the lift anew. forgotten: a lifter's name that nothing is to remember any more.
    """

    def __init__(
        self,
        asking: Asking,
        tell: Callable[[str], None],
        again: Callable[[str | None], None],
        lift_again: Callable[[], None],
        forgotten: Callable[[str], None],
    ) -> None:
        self._asking, self._tell, self._again, self._lift_again = asking, tell, again, lift_again
        self._forgotten = forgotten

    def keep(self, typed: Typed) -> None:
        """A set without a sensor."""

        def work(store: Store) -> StoredSet:
            from desktop_app.store.manual import add_by_hand

            return add_by_hand(store, typed.plan, typed.reps, typed.at.timestamp())

        def done(_: StoredSet) -> None:
            self._tell(words.ADDED.format(words.added(typed.plan, typed.reps)))
            self._again(typed.plan.athlete)

        self._asking.do(CHANGE, work, done)

    def pin(self, history: History, page: LiftPage, learned: Learned | None) -> None:
        """Hold a baseline; None: let it follow what is lifted."""
        band = page.choice.band
        if band is None:
            return
        lift = page.choice.lift
        told = common.UNPINNED_TOLD if learned is None else common.PINNED_TOLD
        self._asking.do(
            CHANGE,
            lambda store: store.pin_baseline(looking.band_in_store(history, lift, band), learned),
            lambda _: self._told_lift(told),
        )

    def reset(self, history: History, page: LiftPage) -> None:
        """Learn a baseline anew from now on."""
        band, lift = page.choice.band, page.choice.lift
        if band is not None:
            self._asking.do(
                CHANGE,
                lambda store: store.reset_baseline(looking.band_in_store(history, lift, band)),
                lambda _: self._told_lift(common.RESET_TOLD),
            )

    def set_least(self, history: History, page: LiftPage, speed_ms: float | None) -> None:
        """A lifter's own speed of a single."""
        exercise = page.choice.lift.exercise
        self._asking.do(
            CHANGE,
            lambda store: store.put_least_speed(history.lifter.id, exercise, speed_ms),
            lambda _: self._lift_again(),
        )

    def export(self, lifter_id: str, target: Path) -> None:
        def work(store: Store) -> Exported:
            from desktop_app.store.archive import export_person

            return export_person(store, lifter_id, target)

        if self._asking.do(CHANGE, work, lambda done: self._tell(words.exported(done, target))):
            self._tell(words.EXPORTING)

    def take_in(self, wanted: TakeIn) -> None:
        def work(store: Store) -> Imported:
            from desktop_app.store.archive import import_person

            return import_person(store, wanted.source, wanted.name)

        def done(found: Imported) -> None:
            self._tell(words.IMPORTED.format(found.lifter.name, found.new, found.sets))
            self._again(found.lifter.name)

        if self._asking.do(CHANGE, work, done):
            self._tell(words.IMPORTING)

    def give(self, wanted: Give) -> None:
        """Sets that were nobody's."""

        def done(count: int) -> None:
            self._tell(words.ASSIGNED.format(count, wanted.name))
            self._again(None)

        self._asking.do(CHANGE, lambda store: store.assign(wanted.session_id, wanted.name), done)

    def delete(self, lifter_id: str) -> None:
        def work(store: Store) -> Deleted:
            from desktop_app.group.forgetting import delete_person

            return delete_person(store, lifter_id)

        def done(found: Deleted) -> None:
            self._forgotten(found.lifter.name)
            self._tell(words.deleted(found))
            self._again(None)

        if self._asking.do(CHANGE, work, done):
            self._tell(words.DELETING)

    def _told_lift(self, text: str) -> None:
        self._tell(text)
        self._lift_again()
