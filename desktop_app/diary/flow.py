"""Which page about health comes next, and what becomes of its answer. Belongs to one thread: that of the window.

    flow.begin(Occasion.LIFT, lifter, now, plan=plan, session=session)
    page = flow.next(now)              # None and `waiting`: not known yet, ask again soon; None: nothing more
    flow.answered(question, [checkin], now) / skip() / read(kept, now) / pass_answer(...) / ...; then `next` again

Answers hold at once, and are kept by the desk; what could not be kept still closes the way to a set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from desktop_app.diary import remembering
from desktop_app.diary.before import Before, before_of
from desktop_app.diary.desk import DiaryDesk, told
from desktop_app.diary.feeling import (
    Feeling,
    Kept,
    Remembered,
    Way,
    feeling_of,
    merged,
    with_answer,
    with_read,
    with_way_back,
    without,
)
from desktop_app.diary.pages import (
    AnswerPage,
    BeforePage,
    CheckInPage,
    Occasion,
    Page,
    Question,
    Trail,
    WayBackPage,
    key_of,
    next_page,
    question_of,
    worth_showing,
)
from desktop_app.diary.remembering import Looked
from desktop_app.health.checkin import CheckIn, Modification, Moment
from desktop_app.health.checklist import Condition
from desktop_app.health.limiters import Limiter
from desktop_app.health.way_back import WayBack
from desktop_app.health.when import Ask
from desktop_app.session.plan import LiftPlan
from desktop_app.session.snapshot import Notice
from desktop_app.store.decided import Decision, Move, StoredSelfCheck, StoredWayBack
from desktop_app.store.records import new_id

if TYPE_CHECKING:
    from desktop_app.store.store import Store


@dataclass(slots=True)
class _Own:
    """What one lifter said and put aside while the app runs. given: holds though it could not be kept."""

    given: Remembered
    skipped: set[tuple[Moment, date, str | None]] = field(default_factory=set)
    put_off: set[str] = field(default_factory=set)
    seen: set[tuple[object, ...]] = field(default_factory=set)
    tried: dict[str | None, frozenset[Modification]] = field(default_factory=dict)


class HealthFlow:
    """notice: why the history could not be looked at; the pages then rest on what was said since the app began.

    occasion: what the pages are for; None when nothing is asked.
    """

    def __init__(self, desk: DiaryDesk) -> None:
        self._desk = desk
        self._own: dict[str, _Own] = {}
        self._lifter: str | None = None
        self._looked = Looked(Remembered(""))
        self._looking: Future[Looked] | None = None
        self._late: Future[Looked] | None = None
        """What was not waited for: a red flag in it closes the way to the next set."""
        self._trail = Trail(Occasion.OPENED)
        self.occasion: Occasion | None = None
        self.page: Page | None = None
        self.notice: Notice | None = None

    @property
    def waiting(self) -> bool:
        """The history is being looked at: `next` does not know yet."""
        return self._looking is not None and not self._looking.done()

    @property
    def plan(self) -> LiftPlan | None:
        """The planned set, as it is to be lifted: with the way back's step where that was taken."""
        return self._trail.plan

    def begin(
        self,
        occasion: Occasion,
        lifter: str | None,
        now: datetime,
        *,
        plan: LiftPlan | None = None,
        session: str | None = None,
        wanted: Ask | None = None,
        way: str | None = None,
        answer: str | None = None,
    ) -> None:
        """Pages for an occasion, from the beginning; what was asked before is left.

        plan: the planned set, or the one that hurt. session: the one that is going on, or is over. wanted: a question
        that the lifter asked for; way, answer: identity of a way back, or of a check-in, that they want to look at.
        """
        if self._lifter != lifter:
            self._looked = Looked(Remembered(lifter or ""))
        self._lifter, self.occasion, self.page, self.notice, self._late = lifter, occasion, None, None, None
        self._trail = Trail(occasion, plan, session, shown_way=way, unseen=() if answer is None else (answer,))
        if occasion is Occasion.PAIN:
            wanted = Ask(Moment.DURING, now.date(), () if session is None else (session,))
        if wanted is not None:
            lift = () if plan is None or plan.exercise is None else (plan.exercise,)
            self._trail = replace(self._trail, wanted=Question(wanted, lift, self._of.tried.get(session, frozenset())))
        self.look(now)

    def look(self, now: datetime) -> None:
        """Look anew at what is kept."""
        lifter, plan = self._lifter, self._trail.plan if self.occasion is Occasion.LIFT else None
        if lifter is not None:
            self._looking = self._desk.ask(lambda store: remembering.look(store, lifter, now, plan))

    def go_on_without(self) -> None:
        """Do not wait for the history any longer; what it tells later holds for what comes next."""
        self._late, self._looking = self._looking, None

    def next(self, now: datetime) -> Page | None:
        """The page to show now; None where there is nothing more, or it is not known yet (`waiting`)."""
        if self.occasion is None or self.waiting:
            return None
        feeling = self.feeling(now)
        self.page = next_page(feeling, self._whole_trail(feeling), self._before(feeling))
        if self.page is None:
            self.occasion = None
        return self.page

    def feeling(self, now: datetime) -> Feeling:
        """How the lifter is, as far as is known by now."""
        self._take()
        over = self.occasion in {Occasion.OVER, Occasion.OPENED}
        remembered = merged(self._looked.remembered, self._of.given)
        return feeling_of(remembered, now, None if over else self._trail.session)

    @property
    def tried(self) -> frozenset[Modification]:
        """The changes that were chosen in this session."""
        return self._of.tried.get(self._trail.session, frozenset())

    @property
    def closed(self) -> bool:
        """Whether a red flag is unread, so that no set begins."""
        self._take()
        remembered = merged(self._looked.remembered, self._of.given)
        now = max((checkin.at for checkin in remembered.history), default=None)
        return now is not None and bool(feeling_of(remembered, now).to_read)

    # What becomes of a page.

    def answered(self, question: Question, checkins: Sequence[CheckIn], now: datetime) -> None:
        """The answers to a question, one for each place that hurts; none: it is skipped."""
        own, ids = self._of, [new_id() for _ in checkins]
        for checkin_id, checkin in zip(ids, checkins, strict=True):
            own.given = with_answer(own.given, checkin_id, checkin)
            self._keep(partial(_keep_answer, checkin_id, checkin))
        own.skipped.add(key_of(question.ask))
        kept = [each for each in self.feeling(now).kept if each.id in ids]
        kept.sort(key=lambda each: each.told.answer.level.rank, reverse=True)
        self._trail = replace(self._trail, wanted=None, unseen=(*self._trail.unseen, *worth_showing(kept)))

    def skip(self) -> None:
        """Not now: what the page asks is not asked again while the app runs. A red flag cannot be skipped."""
        page, own = self.page, self._of
        if isinstance(page, CheckInPage):
            own.skipped.add(key_of(page.question.ask))
            self._trail = replace(self._trail, wanted=None)
        elif isinstance(page, WayBackPage):
            own.put_off |= set() if page.way is None else {page.way.stored.id}
            self._trail = replace(self._trail, offered=None, shown_way=None)
        elif isinstance(page, BeforePage):
            own.seen.add(self._about(page.before))
        elif isinstance(page, AnswerPage):
            self.pass_answer()

    def read(self, kept: Kept, now: datetime) -> None:
        """A red-flag screen was read to its end, and that was confirmed."""
        own = self._of
        own.given = with_read(own.given, kept.id, now)
        unseen = tuple(each for each in self._trail.unseen if each != kept.id)
        self._trail = replace(self._trail, unseen=unseen)
        self._keep(lambda store, _: remembering.keep_read(store, kept.id, now))

    def pass_answer(self, tried: Iterable[Modification] = (), offered: WayBack | None = None) -> None:
        """An answer was seen. tried: changes chosen for the rest of the session; offered: a way back to look at."""
        own, session = self._of, self._trail.session
        own.tried[session] = own.tried.get(session, frozenset()) | frozenset(tried)
        self._trail = replace(self._trail, unseen=self._trail.unseen[1:], offered=offered)

    def begin_way_back(self, plan: WayBack) -> None:
        """The lifter or coach took an offered way back, as it is or changed."""
        stored = StoredWayBack(new_id(), "", plan)
        own = self._of
        own.given = with_way_back(own.given, stored)
        self._keep(lambda store, lifter: remembering.keep_way_back(store, lifter, stored.id, plan))
        self._trail = replace(self._trail, offered=None)

    def decide(self, way: Way, decision: Decision, step: int, now: datetime) -> None:
        """What the lifter or coach decided of a way back's proposal."""
        own, move = self._of, Move(now, decision, step)
        own.given = with_way_back(own.given, replace(way.stored, moves=(*way.stored.moves, move)))
        self._keep(lambda store, _: remembering.keep_move(store, way.stored.id, move))
        self._trail = replace(self._trail, shown_way=None)

    def self_check(self, limiter: Limiter, ticked: Sequence[int], now: datetime) -> None:
        """What a limiter self-check was answered."""
        own, check = self._of, StoredSelfCheck(new_id(), "", now, limiter, tuple(ticked))
        own.given = replace(own.given, self_checks=(*own.given.self_checks, check))
        self._keep(lambda store, lifter: remembering.keep_self_check(store, lifter, check))

    def take_step(self, plan: LiftPlan) -> None:
        """The set is planned anew, at the way back's step."""
        self._trail = replace(self._trail, plan=plan)

    def profile(self, conditions: Sequence[Condition]) -> None:
        """What the lifter has told of."""
        remembered = replace(self._looked.remembered, conditions=tuple(conditions))
        self._looked = replace(self._looked, remembered=remembered)
        self._keep(lambda store, lifter: remembering.keep_conditions(store, lifter, conditions))

    def delete(self, kept: Kept) -> None:
        """An answer is gone for good."""
        own = self._of
        own.given = without(own.given, kept.id)
        self._looked = replace(self._looked, remembered=without(self._looked.remembered, kept.id))
        self._keep(lambda store, _: store.delete_check_in(kept.id))

    @property
    def _of(self) -> _Own:
        """Of the lifter at hand. Names are told apart without regard to capitals, as in the store."""
        lifter = self._lifter or ""
        return self._own.setdefault(lifter.strip().casefold(), _Own(Remembered(lifter)))

    def _keep(self, work: Callable[[Store, str], object]) -> None:
        lifter = self._lifter
        if lifter is not None:
            self._desk.tell(lambda store: work(store, lifter))

    def _take(self) -> None:
        if self._looking is None and self._late is not None and self._late.done():
            self._looking, self._late = self._late, None
        if self._looking is None or not self._looking.done():
            return
        looking, self._looking = self._looking, None
        if looking.cancelled():
            return
        error = looking.exception()
        if error is None:
            self._looked = looking.result()
        else:
            self.notice = told(error)

    def _before(self, feeling: Feeling) -> Before | None:
        plan = self._trail.plan
        if self.occasion is not Occasion.LIFT or plan is None:
            return None
        return before_of(feeling, plan, self._looked.learned, self._looked.signs)

    def _about(self, before: Before) -> tuple[object, ...]:
        return (self._trail.session, *before.about)

    def _whole_trail(self, feeling: Feeling) -> Trail:
        """With what was put aside, and the question as it stands now."""
        own, trail = self._of, self._trail
        seen = frozenset(about[1:] for about in own.seen if about[0] == trail.session)
        tried = own.tried.get(trail.session, frozenset())
        whole = replace(trail, skipped=frozenset(own.skipped), put_off=frozenset(own.put_off), seen=seen, tried=tried)
        if whole.wanted is None:
            return whole
        question = question_of(whole.wanted.ask, feeling, whole)
        return replace(whole, wanted=replace(whole.wanted, exercises=whole.wanted.exercises or question.exercises))


def _keep_answer(checkin_id: str, checkin: CheckIn, store: Store, lifter: str) -> None:
    remembering.keep_answer(store, lifter, checkin_id, checkin)
