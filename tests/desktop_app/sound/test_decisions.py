"""What is heard and when, rule by rule."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.sound.decisions import (
    DONE,
    LAST_REP,
    ONE_MORE,
    OWN_WORDS,
    PAIN,
    SENSOR_LOST,
    SET_OVER,
    SoundMind,
    SoundParams,
    SoundTask,
)
from desktop_app.sound.face import SILENCE, Earcon, SoundChoice, Sounds, perform
from dsp.engine import Engine
from dsp.events import Event, LiveState
from dsp.results import Severity
from dsp.signs.table import CODES, TEMPO_CUES
from sensor.simulator import plan_set, simulate
from tests.desktop_app.sound.hearing import RecordingSpeaker, live, moved, rep_said, settled, sign_said

SQUAT, THRUST = SoundTask("squat"), SoundTask("hip_thrust")


def squat_rep(mind: SoundMind, number: int, *signs: Event) -> Sounds:
    """Down, up, and the lockout at which the rep is said; what is heard there."""
    start_s = 10.0 * number
    for phase, after_s in (("descent", 0.0), ("bottom", 1.9), ("drive", 2.0), ("top", 3.0)):
        mind.take([moved(phase, start_s + after_s)], live(phase, reps=number - 1))
    return mind.take([rep_said(number, start_s=start_s), *signs], live("top", reps=number))


def thrust_rep(mind: SoundMind, number: int, *signs: Event) -> tuple[Sounds, Sounds]:
    """Up, down, and the floor where the rep is said; what is heard at lockout and on the floor."""
    mind.take([moved("drive")], live("drive", height_m=0.0, reps=number - 1))
    top = mind.take([moved("top")], live("top", height_m=0.4, reps=number - 1))
    mind.take([moved("descent")], live("descent", height_m=0.4, reps=number - 1))
    mind.take([moved("bottom")], live("bottom", reps=number - 1))
    floor = mind.take([rep_said(number, rom_m=0.4, drive_first=True), *signs], live("bottom", reps=number))
    return top, floor


class TestTone:
    @pytest.mark.parametrize("phase", ["drive", "bottom", "top", "rest"])
    def test_silent_outside_the_descent(self, phase: str) -> None:
        assert SoundMind(SQUAT).take([], live(phase, -0.5)).tone == SILENCE

    def test_follows_the_descent(self) -> None:
        mind = SoundMind(SQUAT)
        right = mind.take([moved("descent")], live("descent", -0.5)).tone
        fast = mind.take([], live("descent", -0.7)).tone
        assert right.gain > 0.0
        assert fast.frequency_hz > right.frequency_hz

    def test_no_state_no_target_or_switched_off_is_silence(self) -> None:
        assert SoundMind(SQUAT).take([moved("descent")], None).tone == SILENCE
        assert SoundMind(SQUAT).take([], live("descent", -0.5, target_ms=None)).tone == SILENCE
        off = SoundMind(SQUAT, SoundParams(tone_on=False))
        assert off.take([], live("descent", -0.5)).tone == SILENCE


class TestCount:
    def test_at_lockout_each_number_once(self) -> None:
        mind = SoundMind(SQUAT)
        assert [squat_rep(mind, n).count for n in (1, 2, 3)] == [1, 2, 3]
        assert mind.take([], live("top", reps=3)).count is None

    def test_where_the_drive_comes_first_it_is_said_at_the_top_too(self) -> None:
        mind = SoundMind(THRUST)
        assert [thrust_rep(mind, n)[0].count for n in (1, 2, 3)] == [1, 2, 3]

    def test_a_stop_in_mid_drive_is_no_lockout(self) -> None:
        mind = SoundMind(THRUST)
        thrust_rep(mind, 1)
        mind.take([moved("drive")], live("drive", height_m=0.0, reps=1))
        sticking = mind.take([moved("top")], live("top", height_m=0.2, reps=1))
        mind.take([moved("drive")], live("drive", height_m=0.2, reps=1))
        assert sticking == Sounds()

    def test_lifting_the_bar_into_place_is_not_counted(self) -> None:
        mind = SoundMind(SoundTask("overhead_press"))
        assert thrust_rep(mind, 1)[0].count is None
        assert thrust_rep(mind, 2)[0].count == 2

    def test_the_order_of_phases_is_heard_where_no_lift_is_named(self) -> None:
        mind = SoundMind(SoundTask())
        assert thrust_rep(mind, 1)[1].count is None
        assert thrust_rep(mind, 2)[0].count == 2

    @pytest.mark.parametrize("late", ["descent", "bottom", "drive"])
    def test_a_rep_said_late_is_not_counted_at_the_wrong_lockout(self, late: str) -> None:
        mind = SoundMind(SQUAT)
        for phase in ("descent", "bottom", "drive", "top", "descent"):
            mind.take([moved(phase)], live(phase))
        assert mind.take([moved(late), rep_said(1)], live(late, reps=1)).count is None
        mind.take([moved("drive")], live("drive", height_m=-0.5, reps=1))
        assert mind.take([moved("top")], live("top", reps=1)).count == 2

    def test_without_a_pause_at_the_top_the_end_of_the_drive_is_the_lockout(self) -> None:
        mind = SoundMind(SQUAT)
        for number in (1, 2, 3):
            mind.take([moved("drive")], live("drive", height_m=-0.5, reps=number - 1))
            top = mind.take([moved("top")], live("top", reps=number - 1))
            assert (top.count, top.words) == ((None, None), (None, "Slow it down"), (3, None))[number - 1]
            signs = [sign_said("fast_descent")] if number == 1 else []
            heard = mind.take([moved("descent"), rep_said(number), *signs], live("descent", reps=number))
            assert (heard.count, heard.words) == (None, None)

    def test_off(self) -> None:
        assert squat_rep(SoundMind(SQUAT, SoundParams(count_on=False)), 1) == Sounds()


class TestCues:
    def test_a_cue_is_said_in_place_of_the_number(self) -> None:
        heard = squat_rep(SoundMind(SQUAT), 1, sign_said("fast_descent"))
        assert (heard.words, heard.count) == ("Slow it down", None)

    @pytest.mark.parametrize(
        ("signs", "words"),
        [
            ([("rushed_reps", "note"), ("bounce", "warn")], "Pause, then drive"),
            ([("bounce", "warn"), ("form_fading", "stop"), ("fast_descent", "warn")], "End the set here"),
            ([("bounce", "warn"), ("fast_descent", "warn")], "Slow it down"),  # of equals the first in the table
            ([("depth_varies", "note")], None),  # for the end of the set
            ([("rest_at_bottom", "note")], None),  # has no cue
        ],
    )
    def test_one_cue_the_gravest(self, signs: list[tuple[str, str]], words: str | None) -> None:
        said = [sign_said(code, Severity(severity)) for code, severity in signs]
        assert squat_rep(SoundMind(SQUAT), 1, *said).words == words

    def test_a_sign_that_repeats_is_counted_and_not_said_again_unless_graver(self) -> None:
        mind = SoundMind(SQUAT)
        note, warn = sign_said("slowing", Severity.NOTE), sign_said("slowing", Severity.WARN)
        heard = [squat_rep(mind, n, sign).words for n, sign in enumerate((note, note, warn, warn), 1)]
        assert heard == ["Rack it", None, "Rack it", None]
        assert mind.state.times["slowing"] == 4

    def test_a_cue_that_gave_way_may_be_said_when_it_shows_again(self) -> None:
        mind = SoundMind(SQUAT)
        squat_rep(mind, 1, sign_said("bounce"), sign_said("fast_descent"))
        assert squat_rep(mind, 2).words is None
        assert squat_rep(mind, 3, sign_said("bounce")).words == "Pause, then drive"

    def test_a_cue_known_in_descent_bottom_or_drive_waits_for_lockout(self) -> None:
        for phase in ("descent", "bottom", "drive"):
            mind = SoundMind(SQUAT)
            assert mind.take([moved(phase), sign_said("fast_descent")], live(phase)).words is None
            assert squat_rep(mind, 1).words == "Slow it down"

    def test_where_the_drive_comes_first_it_waits_for_the_top_of_the_next_rep(self) -> None:
        mind = SoundMind(THRUST)
        assert thrust_rep(mind, 1, sign_said("fast_descent"))[1].words is None
        top, _ = thrust_rep(mind, 2)
        assert (top.words, top.count) == ("Slow it down", None)

    def test_words_that_go_on_are_cut_when_the_drive_begins(self) -> None:
        mind = SoundMind(SQUAT)
        assert not mind.take([moved("drive")], live("drive")).hush
        squat_rep(mind, 1)
        assert not mind.take([moved("descent", 15.0)], live("descent", reps=1)).hush
        assert mind.take([moved("drive", 16.0)], live("drive", reps=1)).hush

    def test_a_drive_that_only_the_state_shows_cuts_them_too(self) -> None:
        mind = SoundMind(SQUAT)
        squat_rep(mind, 1)
        assert mind.take([], live("drive", time_s=16.0, reps=1)).hush

    def test_notes_can_be_left_to_the_eye(self) -> None:
        mind = SoundMind(SQUAT, SoundParams(least_spoken=Severity.WARN))
        assert squat_rep(mind, 1, sign_said("floor_impact", Severity.NOTE)).count == 1

    def test_off(self) -> None:
        mind = SoundMind(SQUAT, SoundParams(cues_on=False))
        assert squat_rep(mind, 1, sign_said("fast_descent")).count == 1


class TestStopAndLastRep:
    def test_a_stop_has_its_own_signal_and_words(self) -> None:
        heard = squat_rep(SoundMind(SQUAT), 5, sign_said("slowing", Severity.STOP))
        assert heard == Sounds(earcons=(Earcon.STOP,), words="Rack it")

    def test_on_the_floor_a_stop_does_not_wait_for_another_rep(self) -> None:
        mind = SoundMind(THRUST)
        _, floor = thrust_rep(mind, 1, sign_said("slowing", Severity.STOP))
        assert floor == Sounds(earcons=(Earcon.STOP,), words="Rack it")

    def test_planned_reps(self) -> None:
        mind = SoundMind(replace(SQUAT, planned_reps=3))
        assert squat_rep(mind, 1) == Sounds(count=1)
        assert squat_rep(mind, 2) == Sounds(earcons=(Earcon.LAST_REP,), words=LAST_REP)
        assert squat_rep(mind, 3) == Sounds(earcons=(Earcon.STOP,), words=DONE)
        assert squat_rep(mind, 4) == Sounds(count=4)

    def test_planned_reps_where_the_drive_comes_first(self) -> None:
        mind = SoundMind(replace(THRUST, planned_reps=3))
        assert [thrust_rep(mind, n)[0].words for n in (1, 2, 3)] == [None, ONE_MORE, DONE]

    def test_a_warning_is_said_first_but_the_signal_sounds(self) -> None:
        mind = SoundMind(replace(SQUAT, planned_reps=2))
        heard = squat_rep(mind, 1, sign_said("bounce"))
        assert heard == Sounds(earcons=(Earcon.LAST_REP,), words="Pause, then drive")

    def test_the_last_rep_is_said_before_a_note(self) -> None:
        mind = SoundMind(replace(SQUAT, planned_reps=2))
        assert squat_rep(mind, 1, sign_said("rushed_reps", Severity.NOTE)).words == LAST_REP

    def test_off(self) -> None:
        mind = SoundMind(replace(SQUAT, planned_reps=2), SoundParams(last_rep_on=False, signals_on=False))
        assert [squat_rep(mind, n).count for n in (1, 2)] == [1, 2]


class TestKinds:
    """Each kind of sound by itself; what ends the set is told in any case."""

    def test_without_cues_a_stop_is_said_still(self) -> None:
        mind = SoundMind(SQUAT)
        mind.choose(SoundChoice(cues=False))
        assert squat_rep(mind, 1, sign_said("bounce")) == Sounds(count=1)
        assert squat_rep(mind, 2, sign_said("slowing", Severity.STOP)) == Sounds(
            earcons=(Earcon.STOP,), words="Rack it"
        )

    def test_without_the_count_cues_are_said(self) -> None:
        mind = SoundMind(SQUAT)
        mind.choose(SoundChoice(count=False))
        assert squat_rep(mind, 1) == Sounds()
        assert squat_rep(mind, 2, sign_said("bounce")).words == "Pause, then drive"

    def test_chosen_in_a_set_what_was_heard_is_not_forgotten(self) -> None:
        mind = SoundMind(SQUAT)
        squat_rep(mind, 1)
        mind.choose(SoundChoice(tone=False))
        assert squat_rep(mind, 2) == Sounds(count=2)


class TestAroundTheSet:
    def test_a_chime_when_the_bar_rests_once(self) -> None:
        mind = SoundMind(SQUAT)
        squat_rep(mind, 1)
        assert mind.take([settled(1, final=False)], live("rest", reps=1)).earcons == (Earcon.SET_OVER,)
        assert mind.take([settled(1, final=True)], live("rest", reps=1)) == Sounds()
        assert squat_rep(mind, 1).count == 1  # the next set counts from one

    def test_words_when_it_is_over_for_good(self) -> None:
        mind = SoundMind(SQUAT)
        squat_rep(mind, 1)
        assert mind.end_set() == Sounds(earcons=(Earcon.SET_OVER,), words=SET_OVER)
        assert mind.end_set() == Sounds()

    def test_nothing_without_reps(self) -> None:
        assert SoundMind(SQUAT).take([settled(0, final=True)], live("rest")) == Sounds()

    def test_pain_is_acknowledged_and_silences_the_rest(self) -> None:
        mind = SoundMind(SQUAT)
        assert mind.pain() == Sounds(earcons=(Earcon.PAIN,), words=PAIN, hush=True)
        assert squat_rep(mind, 1, sign_said("bounce")) == Sounds()
        assert mind.take([], live("descent", -0.9)).tone == SILENCE
        assert mind.take([settled(1, final=True)], live("rest")) == Sounds()
        mind.new_set(SQUAT)
        assert squat_rep(mind, 1).count == 1

    def test_pain_in_a_drive_has_no_words(self) -> None:
        mind = SoundMind(SQUAT)
        mind.take([moved("drive")], live("drive"))
        assert mind.pain() == Sounds(earcons=(Earcon.PAIN,), hush=True)

    def test_the_sensor_is_lost_once_and_comes_back_with_its_data(self) -> None:
        mind = SoundMind(SQUAT)
        assert mind.sensor_lost() == Sounds(earcons=(Earcon.SENSOR_LOST,), words=SENSOR_LOST)
        assert mind.sensor_lost() == Sounds()
        assert mind.take([], live("descent", -0.5)).earcons == (Earcon.SENSOR_BACK,)
        assert mind.take([], live("rest")).earcons == ()

    def test_lost_in_a_drive_it_says_no_word(self) -> None:
        mind = SoundMind(SQUAT)
        mind.take([moved("drive")], live("drive"))
        assert mind.sensor_lost() == Sounds(earcons=(Earcon.SENSOR_LOST,))

    def test_back_in_a_drive_it_waits_for_the_lockout(self) -> None:
        mind = SoundMind(SQUAT)
        mind.sensor_lost()
        assert mind.take([moved("drive")], live("drive")) == Sounds()
        assert mind.take([moved("top")], live("top")).earcons == (Earcon.SENSOR_BACK,)


phases = st.sampled_from(["rest", "descent", "bottom", "drive", "top"])
events = st.lists(
    st.one_of(
        st.builds(moved, phases, st.floats(0.0, 100.0)),
        st.builds(rep_said, st.integers(1, 12), start_s=st.floats(0.0, 100.0), drive_first=st.booleans()),
        st.builds(sign_said, st.sampled_from(sorted(CODES)), st.sampled_from(list(Severity))),
        st.builds(settled, st.integers(0, 5), final=st.booleans()),
    ),
    max_size=4,
)
states = st.builds(
    live,
    phases,
    st.floats(-2.0, 2.0),
    height_m=st.floats(-1.0, 1.0),
    sigma_ms=st.floats(0.0, 0.5),
    reps=st.integers(0, 12),
    target_ms=st.none() | st.floats(0.1, 1.5),
)
tasks = st.builds(SoundTask, st.sampled_from([None, "squat", "hip_thrust", "deadlift"]), st.none() | st.integers(1, 6))
params = st.builds(SoundParams, count_on=st.booleans(), cues_on=st.booleans(), signals_on=st.booleans())
CUES = {row.cue for row in CODES.values() if row.cue} | set(TEMPO_CUES.values())


@settings(max_examples=300)
@given(tasks, params, st.lists(st.tuples(events, states), max_size=30))
def test_whatever_comes_the_rules_hold(
    task: SoundTask, wished: SoundParams, course: list[tuple[list[Event], LiveState]]
) -> None:
    mind, cues = SoundMind(task, wished), 0
    for some, state in course:
        heard = mind.take(some, state)
        if state.phase == "drive" or any(getattr(e, "phase", None) == "drive" for e in some):
            cues = 0
        words = heard.words is not None or heard.count is not None
        assert not (words and state.phase in {"drive", "descent"})
        assert not (words and heard.words is not None and heard.count is not None)
        assert heard.tone == SILENCE or state.phase == "descent"
        assert not (heard.tone.gain > 0.0 and state.target_ms is None)
        cues += heard.words in CUES
        assert cues <= 1
        assert heard.words is None or heard.words in CUES | set(OWN_WORDS)


@pytest.mark.parametrize(("family", "seed"), [("runaway", 1), ("hip_thrust", 0), ("touch_and_go", 2)])
def test_a_simulated_set_is_counted_to_its_end(family: str, seed: int) -> None:
    sim = simulate(*plan_set(family, seed), seed)
    engine, mind, speaker = Engine(sim.context), SoundMind(SoundTask(sim.context.exercise)), RecordingSpeaker()
    spoken_in = set()
    for part in sim.chunks:
        said = engine.push(sim.samples[part])
        heard = mind.take(said, engine.state)
        if (heard.words or heard.count) and engine.state is not None:
            spoken_in.add(engine.state.phase)
        perform(heard, speaker)
    numbers = [n for n in speaker.heard if isinstance(n, int)]
    words = [w for w in speaker.heard if isinstance(w, str) and w != "(hush)"]
    reps = sum(rep.is_rep for rep in sim.truth.reps)
    assert numbers == sorted(set(numbers))
    assert len(numbers) + len(words) >= reps - 1
    assert spoken_in <= {"top", "rest"}
    assert any(tone.gain > 0.0 for tone in speaker.tones)
