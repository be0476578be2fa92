"""A lifter's own values: looked up beside the session, held against from the next set on, kept in the recording."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from desktop_app.session.own import Known, LiftKey, Own, OwnValues, key_of
from desktop_app.session.plan import LiftPlan
from desktop_app.session.snapshot import Mode
from dsp.context import Baseline, Spread
from dsp.limits import LimitTable, SignLimits
from dsp.results import LimitSource
from dsp.samples import Samples
from sensor.opening import open_recording
from tests.desktop_app.session.sessions import PLAN, SENDER, Session, part
from tests.sensor.live_items import squat

STRICT = Baseline({"descent_s": Spread(5.0, 0.05)}, 40)
KEY = key_of(PLAN)


@dataclass
class Asked:
    """Answers when it is told to."""

    asked: list[LiftKey] = field(default_factory=list)
    found: Own | None = None

    def ask(self, key: LiftKey) -> None:
        self.asked.append(key)

    def answer(self) -> Own | None:
        found, self.found = self.found, None
        return found


@pytest.fixture(scope="module")
def lifted(project: Path) -> Samples:
    return squat(project)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(tmp_path / "set.mcap", look_up=Asked())


@pytest.fixture
def asked(session: Session) -> Asked:
    assert isinstance(session.look_up, Asked)
    return session.look_up


def infos(session: Session) -> list[Baseline | None]:
    """What each marked part of the recording was held against."""
    session.core.end(session.now_ns)
    assert session.path is not None
    opened = open_recording(session.path)
    return [span.info.baseline for span in opened.sets] or [opened.info.baseline]


def sources(session: Session) -> set[LimitSource]:
    entries = session.core.log.entries
    return {sign.limit_source for e in entries if e.result is not None for sign in e.result.signs}


def test_found_before_the_first_packet_it_holds_from_the_beginning(
    session: Session, asked: Asked, lifted: Samples
) -> None:
    asked.found = Own(KEY, STRICT)
    session.look()
    session.feed(SENDER.items(lifted), 5)
    session.core.mark(session.now_ns)
    assert infos(session)[0] == STRICT
    assert LimitSource.BASELINE in sources(session)
    assert asked.asked == [KEY]


def test_found_in_a_set_it_holds_from_the_next_one_on(session: Session, asked: Asked, lifted: Samples) -> None:
    items = SENDER.items(lifted)
    session.feed(items[: len(items) // 2], 5)
    assert session.newest.mode is Mode.LIFTING
    asked.found = Own(KEY, STRICT)
    session.feed(items[len(items) // 2 :], 5)
    assert len(session.newest.reps) == 5
    session.core.mark(session.now_ns)
    session.look()
    assert session.newest.mode is Mode.RESTING
    rest_s = session.newest.rest_s
    session.wait(1.0)
    assert session.newest.mode is Mode.RESTING
    assert session.newest.rest_s is not None
    assert rest_s is not None
    assert session.newest.rest_s > rest_s
    assert infos(session)[-1] == STRICT
    assert infos(session)[0] is None
    assert LimitSource.BASELINE not in sources(session)


def test_found_in_a_rest_the_rest_goes_on(session: Session, asked: Asked, lifted: Samples) -> None:
    session.feed(SENDER.items(lifted), 5)
    session.core.mark(session.now_ns)
    session.look()
    asked.found = Own(KEY, STRICT)
    assert session.look().mode is Mode.RESTING
    assert len(session.newest.reps) == 5
    session.wait(0.5)
    assert infos(session)[-1] == STRICT
    assert [e.rep_count for e in session.core.log.entries] == [5]


def test_another_load_is_another_question(session: Session, asked: Asked, lifted: Samples) -> None:
    asked.found = Own(KEY, STRICT)
    session.look()
    session.feed(SENDER.items(part(lifted, 0.0, 3.0)), 5)
    other = replace(PLAN, load_kg=60.0)
    session.core.set_plan(replace(PLAN, tempo=None, target_reps=3), session.now_ns)
    assert asked.asked == [KEY]
    session.core.set_plan(other, session.now_ns)
    assert asked.asked == [KEY, key_of(other)]
    asked.found = Own(KEY, STRICT)
    session.look()
    session.wait(0.2)
    last = replace(STRICT, reps=9)
    asked.found = Own(key_of(other), last)
    session.look()
    found = infos(session)
    assert found[-2:] == [None, last]


def test_limits_are_the_lifters_own_or_the_settings(session: Session, asked: Asked) -> None:
    own = LimitTable(SignLimits().changed(shift_sideways_m=0.05))
    settings = LimitTable(SignLimits().changed(shift_sideways_m=0.04))
    session.core.set_limits(settings, session.now_ns)
    assert session.core.limits == settings
    asked.found = Own(KEY, None, own)
    session.look()
    assert session.core.limits == own
    session.core.set_plan(replace(PLAN, exercise="bench"), session.now_ns)
    assert session.core.limits == own
    session.core.set_plan(replace(PLAN, athlete="Bea"), session.now_ns)
    assert session.core.limits == settings


def test_the_recording_says_what_the_signs_were_held_to(session: Session, asked: Asked, lifted: Samples) -> None:
    settings = LimitTable(own={"squat": {"shift_sideways_m": 0.04}})
    own = LimitTable(SignLimits(shift_sideways_m=0.05))
    session.core.set_limits(settings, session.now_ns)
    session.wait(0.2)
    session.feed(SENDER.items(part(lifted, 0.0, 3.0)), 5)
    asked.found = Own(KEY, None, own)
    session.look()
    session.feed(SENDER.items(part(lifted, 3.0, 6.0)), 5)
    session.core.end(session.now_ns)
    assert session.path is not None
    recorded = [span.info.limits for span in open_recording(session.path).sets]
    assert recorded == [settings.of("squat"), own.of("squat")]


def test_nothing_found_marks_nothing(session: Session, asked: Asked, lifted: Samples) -> None:
    asked.found = Own(KEY)
    session.feed(SENDER.items(part(lifted, 0.0, 3.0)), 5)
    asked.found = Own(KEY)
    session.look()
    session.core.end(session.now_ns)
    assert session.path is not None
    assert open_recording(session.path).sets == ()


def test_what_is_known_already_is_there_at_once() -> None:
    values = OwnValues(Known(Own(KEY, STRICT)), PLAN)
    assert values.info(PLAN, LimitTable()).baseline == STRICT
    assert not values.poll()
    other = LiftPlan("Ann", "bench")
    values.look_up(other)
    assert not values.poll()
    assert values.info(other, LimitTable()).baseline is None
    values.look_up(PLAN)
    assert values.info(PLAN, LimitTable()).baseline == STRICT


def test_the_order_of_tags_makes_no_other_lift() -> None:
    assert key_of(LiftPlan(variation=("box", "paused"))) == key_of(LiftPlan(variation=("paused", "box")))
