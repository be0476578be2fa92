from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.replay.playhead import RATES, Playhead, next_start, previous_start
from sensor.errors import ParameterError


class Now:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.s = 1000.0

    def __call__(self) -> float:
        return self.s


def made(start_s: float = 10.0, end_s: float = 20.0) -> tuple[Playhead, Now]:
    now = Now()
    return Playhead(start_s, end_s, now), now


def test_begins_paused_at_the_start() -> None:
    head, now = made()
    now.s += 5.0
    assert (head.position(), head.playing) == (10.0, False)


@pytest.mark.parametrize("rate", RATES)
def test_plays_at_its_rate(rate: float) -> None:
    head, now = made()
    head.set_rate(rate)
    head.play()
    now.s += 1.0
    assert head.position() == pytest.approx(10.0 + rate)


def test_a_new_rate_holds_from_now_on() -> None:
    head, now = made()
    head.play()
    now.s += 1.0
    head.set_rate(4.0)
    now.s += 1.0
    assert head.position() == pytest.approx(15.0)


def test_stops_at_the_end_and_begins_anew() -> None:
    head, now = made()
    head.play()
    now.s += 100.0
    assert (head.position(), head.playing) == (20.0, False)
    head.play()
    assert (head.position(), head.playing) == (10.0, True)


def test_goes_round_a_loop() -> None:
    head, now = made()
    head.set_loop((12.0, 15.0))
    assert head.position() == 12.0
    head.play()
    now.s += 3.0 * 7 + 1.0
    assert head.position() == pytest.approx(13.0)
    assert head.playing


def test_a_jump_out_of_the_loop_ends_it() -> None:
    head, now = made()
    head.set_loop((12.0, 15.0))
    head.play()
    head.seek(14.0)
    assert head.loop == (12.0, 15.0)
    head.seek(17.0)
    assert head.loop is None
    now.s += 1.0
    assert head.position() == pytest.approx(18.0)


@pytest.mark.parametrize("loop", [(15.0, 12.0), (13.0, 13.0), (30.0, 40.0)])
def test_a_loop_without_length_is_none(loop: tuple[float, float]) -> None:
    head, _ = made()
    head.set_loop(loop)
    assert head.loop is None


def test_a_shorter_recording_ends_a_loop_that_does_not_fit() -> None:
    head, _ = made()
    head.set_loop((12.0, 15.0))
    head.set_span(10.0, 14.0)
    assert head.loop is None
    head.set_span(13.5, 14.0)
    assert head.position() == 13.5


def test_a_recording_without_length_does_not_play() -> None:
    head, _ = made(5.0, 5.0)
    head.play()
    assert (head.position(), head.playing) == (5.0, False)


@pytest.mark.parametrize("rate", [0.0, 0.2, 9.0, -1.0])
def test_rates_out_of_range_are_refused(rate: float) -> None:
    with pytest.raises(ParameterError):
        made()[0].set_rate(rate)


ACTS = st.one_of(
    st.tuples(st.just("wait"), st.floats(0.0, 30.0)),
    st.tuples(st.just("seek"), st.floats(-50.0, 50.0)),
    st.tuples(st.just("step"), st.floats(-5.0, 5.0)),
    st.tuples(st.just("rate"), st.sampled_from(RATES)),
    st.tuples(st.just("toggle"), st.just(0.0)),
    st.tuples(st.just("loop"), st.floats(5.0, 25.0)),
    st.tuples(st.just("unloop"), st.just(0.0)),
)


@given(st.lists(ACTS, max_size=30))
def test_whatever_is_done_it_stays_within(acts: list[tuple[str, float]]) -> None:
    head, now = made()
    for act, value in acts:
        before, playing, loop, rate = head.position(), head.playing, head.loop, head.rate
        if act == "wait":
            now.s += value
            after = head.position()
            if not playing:
                assert after == before
            elif loop is None:
                assert after == pytest.approx(min(before + rate * value, 20.0))
            else:
                length = loop[1] - loop[0]
                assert loop[0] <= after <= loop[1]
                assert (after - before - rate * value) % length == pytest.approx(0.0, abs=1e-6) or (
                    (after - before - rate * value) % length == pytest.approx(length, abs=1e-6)
                )
        elif act == "seek":
            head.seek(value)
            assert head.position() == min(max(value, 10.0), 20.0)
        elif act == "step":
            head.step(value)
        elif act == "rate":
            head.set_rate(value)
            assert head.position() == pytest.approx(before)
        elif act == "toggle":
            head.toggle()
        else:
            head.set_loop((value, value + 2.0) if act == "loop" else None)
        assert 10.0 <= head.position() <= 20.0


def test_from_rep_to_rep() -> None:
    starts = [1.0, 4.0, 9.0]
    assert next_start(starts, 0.0) == 1.0
    assert next_start(starts, 4.0) == 9.0
    assert next_start(starts, 9.0) is None
    assert previous_start(starts, 8.0) == 4.0
    assert previous_start(starts, 4.2) == 1.0, "just begun: the one before"
    assert previous_start(starts, 1.3) == 1.0
    assert previous_start(starts, 0.5) is None
    assert next_start([], 1.0) is None
    assert previous_start([], 1.0) is None


@given(st.lists(st.floats(0.0, 100.0), max_size=20), st.floats(0.0, 100.0))
def test_on_always_goes_on_and_back_always_back(starts: list[float], at_s: float) -> None:
    ordered = sorted(starts)
    after, before = next_start(ordered, at_s), previous_start(ordered, at_s)
    assert after is None or after > at_s
    assert before is None or before < at_s
