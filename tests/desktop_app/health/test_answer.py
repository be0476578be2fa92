"""Section by section of what is answered: each row, each boundary, each precedence, as a table of cases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.health.answer import FOUR_CHANGES, Level, Offer, RedFlag, answer
from desktop_app.health.checkin import Change, CheckIn, Flag, Kind, Modification, Moment, Place, Remark, Side
from tests.desktop_app.health.making import NOW, ago, checkin

BACK = {"place": Place.LOWER_BACK, "side": Side.LEFT}
FLAGS = st.frozensets(st.sampled_from(list(Flag)))


@pytest.mark.parametrize(
    ("pain", "said", "level"),
    [
        (0, {}, Level.NOTHING),
        (1, {}, Level.SAFE_ZONE),
        (4, {}, Level.SAFE_ZONE),
        (5, {}, Level.MODIFY),
        (10, {}, Level.MODIFY),
        (4, {"kind": Kind.ACHY, **BACK}, Level.SAFE_ZONE),
        (5, {"kind": Kind.DULL, **BACK}, Level.MODIFY),
        (2, {"kind": Kind.SHARP, **BACK}, Level.RED_FLAG),
        (0, {"kind": Kind.SHARP}, Level.RED_FLAG),
        (5, {"kind": Kind.SHARP}, Level.RED_FLAG),
        *[(0, {"flags": frozenset({flag})}, Level.RED_FLAG) for flag in Flag],
        *[(3, {"flags": frozenset({flag})}, Level.RED_FLAG) for flag in Flag],
        *[(9, {"flags": frozenset({flag})}, Level.RED_FLAG) for flag in Flag],
        (1, {"since": ago(days=3)}, Level.SAFE_ZONE),
        (1, {"since": ago(days=3, hours=0.1)}, Level.RED_FLAG),
        (6, {"since": ago(days=4)}, Level.RED_FLAG),
        (0, {"since": ago(days=9)}, Level.NOTHING),
        (4, {"tried": frozenset({Modification.LESS_LOAD})}, Level.SAFE_ZONE),
        *[(5, {"tried": frozenset({change})}, Level.LEAVE_OUT) for change in Modification],
        (5, {"tried": frozenset({Modification.SLOWER}), "flags": frozenset({Flag.NUMB})}, Level.RED_FLAG),
        (3, {"change": Change.WORSE}, Level.SAFE_ZONE),
    ],
)  # fmt: skip
def test_level_of_one_checkin(pain: int, said: dict[str, Any], level: Level) -> None:
    assert answer(checkin(pain, **said)).level is level


@pytest.mark.parametrize(
    ("now", "history", "level", "risen_from"),
    [
        pytest.param(checkin(4, **BACK), [checkin(1, hours=24, **BACK)], Level.SAFE_ZONE, 1, id="1 rises to 4"),
        pytest.param(checkin(5, **BACK), [checkin(4, hours=24, **BACK)], Level.MODIFY, 4, id="4 rises to 5"),
        pytest.param(checkin(4, **BACK), [checkin(4, hours=24, **BACK)], Level.SAFE_ZONE, None, id="the same"),
        pytest.param(checkin(1, **BACK), [checkin(4, hours=60, **BACK)], Level.SAFE_ZONE, None, id="improves in 72 h"),
        pytest.param(
            checkin(4, **BACK), [checkin(1, hours=24, place=Place.KNEE)], Level.SAFE_ZONE, None, id="another place"
        ),
        pytest.param(
            checkin(4, **BACK),
            [checkin(1, hours=24, place=Place.LOWER_BACK, side=Side.RIGHT)],
            Level.SAFE_ZONE,
            None,
            id="the other side",
        ),
        pytest.param(checkin(4, **BACK), [checkin(0, hours=24)], Level.SAFE_ZONE, 0, id="nothing hurt yesterday"),
        pytest.param(checkin(4, **BACK), [checkin(1, days=8, **BACK)], Level.SAFE_ZONE, None, id="too long ago"),
        pytest.param(
            checkin(1, **BACK),
            [checkin(3, hours=73, **BACK), checkin(2, hours=40, **BACK)],
            Level.RED_FLAG,
            None,
            id="not gone after 3 days",
        ),
        pytest.param(
            checkin(1, **BACK),
            [checkin(3, hours=72, **BACK), checkin(2, hours=40, **BACK)],
            Level.SAFE_ZONE,
            None,
            id="3 days to the hour",
        ),
        pytest.param(
            checkin(1, **BACK),
            [checkin(3, hours=80, **BACK), checkin(0, hours=40, **BACK), checkin(2, hours=20, **BACK)],
            Level.SAFE_ZONE,
            None,
            id="it was gone in between",
        ),
        pytest.param(
            checkin(1, **BACK), [checkin(3, days=7, **BACK)], Level.SAFE_ZONE, None, id="nobody asked in between"
        ),
        pytest.param(
            checkin(6, session="s", exercise="squat"),
            [checkin(3, hours=1, session="s", exercise="squat", tried=frozenset({Modification.LESS_LOAD}))],
            Level.LEAVE_OUT,
            3,
            id="more than 4 again after a change in the same session",
        ),
        pytest.param(
            checkin(6, session="s", exercise="bench"),
            [checkin(6, hours=1, session="s", exercise="squat", tried=frozenset({Modification.LESS_LOAD}))],
            Level.MODIFY,
            None,
            id="the change was to another movement",
        ),
        pytest.param(
            checkin(6), [checkin(6, hours=-1, flags=frozenset({Flag.NUMB}))], Level.MODIFY, None, id="later ones wait"
        ),
    ],
)
def test_level_with_a_history(now: CheckIn, history: list[CheckIn], level: Level, risen_from: int | None) -> None:
    said = answer(now, history)
    assert (said.level, said.risen_from) == (level, risen_from)
    if risen_from is not None:
        assert any(f"was {risen_from} and is {now.pain}" in line for line in said.lines)


def test_safe_zone_carries_on_and_offers_the_four_changes() -> None:
    said = answer(checkin(3, exercise="squat"))
    assert said.lines[0] == 'In the "safe zone": carry on.'
    assert said.offers == FOUR_CHANGES
    assert "goblet squat or front squat" in said.lines[-1]
    assert said.articles == "A B"
    assert not said.blocks_set
    assert not said.must_acknowledge


def test_above_four_breathes_first_then_changes_or_holds_off() -> None:
    said = answer(checkin(5, exercise="squat"))
    assert said.offers[0] is Offer.BREATHE
    assert set(FOUR_CHANGES) < set(said.offers)
    assert Offer.HOLD_OFF in said.offers
    assert any("increase symptoms above baseline" in line for line in said.lines)


def test_above_four_again_after_a_change_is_left_out_and_no_change_is_offered() -> None:
    said = answer(checkin(5, tried=frozenset({Modification.SHORTER_RANGE})))
    assert Offer.LEAVE_OUT in said.offers
    assert not set(FOUR_CHANGES) & set(said.offers)
    assert Offer.OTHER_MOVEMENTS in said.offers


@pytest.mark.parametrize("tried", [frozenset(), frozenset({Modification.SLOWER})])
def test_most_lifting_aggravates_it_leads_to_a_professional(tried: frozenset[Modification]) -> None:
    said = answer(checkin(6, tried=tried, remarks=frozenset({Remark.MOST_LIFTING})))
    assert Offer.PROFESSIONAL in said.offers
    assert Offer.PROFESSIONAL not in answer(checkin(6, tried=tried)).offers


def test_bowel_or_bladder_is_urgent_today_and_comes_first() -> None:
    said = answer(checkin(1, kind=Kind.SHARP, flags=frozenset({Flag.NUMB, Flag.BOWEL_BLADDER})))
    assert said.urgent
    assert "urgently, today" in said.lines[0]
    assert said.red_flags == (RedFlag.BOWEL_BLADDER, RedFlag.SHARP, RedFlag.NUMB)


@pytest.mark.parametrize("flag", [flag for flag in Flag if flag is not Flag.BOWEL_BLADDER])
def test_the_other_flags_are_not_called_urgent(flag: Flag) -> None:
    said = answer(checkin(1, flags=frozenset({flag})))
    assert not said.urgent
    assert said.red_flags == (RedFlag(flag.value),)
    assert "today" not in " ".join(said.lines)


@given(pain=st.integers(0, 10), flags=FLAGS, kind=st.sampled_from([None, *Kind]))
def test_a_red_flag_is_never_outweighed_by_the_number(pain: int, flags: frozenset[Flag], kind: Kind | None) -> None:
    said = answer(checkin(pain, flags=flags, kind=kind))
    red = bool(flags) or kind is Kind.SHARP
    assert (said.level is Level.RED_FLAG) == red
    assert said.blocks_set == said.must_acknowledge == red
    assert not (red and set(said.offers) & set(FOUR_CHANGES))
    assert len(said.red_flags) == len(flags) + (kind is Kind.SHARP)


@given(
    history=st.lists(
        st.builds(
            checkin,
            st.integers(0, 10),
            hours=st.floats(0.0, 500.0),
            place=st.sampled_from(Place),
            side=st.sampled_from([None, *Side]),
            moment=st.sampled_from(Moment),
        ),
        max_size=12,
    ),
    pain=st.integers(0, 10),
)
def test_no_history_lowers_the_answer_and_its_order_does_not_matter(history: list[CheckIn], pain: int) -> None:
    now = checkin(pain, place=Place.LOWER_BACK)
    said = answer(now, history)
    assert said.level.rank >= answer(now).level.rank
    assert said == answer(now, reversed(history))
    assert said.ask_before == (said.level is not Level.NOTHING)


def test_since_counts_from_the_checkin_not_from_its_entry() -> None:
    added_late = CheckIn(NOW - timedelta(days=2), Moment.LATER, 2, since=NOW - timedelta(days=4))
    assert answer(added_late).level is Level.SAFE_ZONE
