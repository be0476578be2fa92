"""The judge of a set: what a rep is held against, when it is judged, and that each thing is said once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dsp.constants import RAD_PER_DEG
from dsp.context import Baseline, SetContext, Spread, Tempo
from dsp.errors import ParameterError
from dsp.exercises import ANY_LIFT, EXERCISES
from dsp.features import Measured, RepFeatures, StartFeatures
from dsp.results import LimitSource, Quality, Severity, Sign
from dsp.signs import CODES, SetJudge, judge_set, judged
from tests.dsp.signs.making import CALM, LIMITS, MEASURED, after_two, rep, signs

SQUAT = SetContext(exercise="squat")
FALLING_APART = {
    "descent_s": 0.5, "descent_speed_ms": 3.0, "tempo_eccentric_s": 0.4, "tempo_bottom_s": 0.0,
    "tempo_concentric_s": 0.2, "tempo_top_s": 0.1, "late_ratio": 2.0, "turnaround_acc_ms2": 30.0,
    "second_sink_m": 0.2, "late_drop_s": 0.5, "bottom_wobble_acc_ms2": 3.0, "bottom_wobble_rads": 2.0,
    "bottom_step_m": 0.2, "bottom_roll_rate_rads": 5.0, "tilt_rad": 0.2, "yaw_rad": 0.3, "sideways_m": 0.3,
    "forward_descent_m": 0.3, "forward_drive_m": 0.4, "drive_speed_ms": 0.1, "rom_m": 0.2, "overshoot_m": 0.2,
    "lockout_still_s": 0.0, "floor_rest_s": 9.0, "contact_speed_ms": 3.0,
}  # fmt: skip
"""A rep beyond every limit there is."""


def codes(found: list[Sign] | tuple[Sign, ...]) -> list[str]:
    return [sign.code for sign in found]


# --- which lifts, which exercise -------------------------------------------------------------------------------------


@pytest.mark.parametrize("lift", EXERCISES)
def test_a_lift_gives_its_own_signs_and_no_others(lift: str) -> None:
    context = SetContext(lift, tempo=Tempo.parse("3-2-3-2"), prescribed_rom_m=0.6)
    start = StartFeatures(0.0, Measured(0.1, 0.0), Measured(0.2, 0.0))
    kept = {"tempo_eccentric_s": 3.0, "tempo_bottom_s": 2.0, "tempo_concentric_s": 3.0, "tempo_top_s": 2.0}
    first = [rep(n, rom_m=0.6, lockout_still_s=2.0, **kept) for n in (1, 2)]
    found = {s.code for s in judge_set(start, [*first, *(rep(n, **FALLING_APART) for n in (3, 4))], context, LIMITS)}
    # The drive is prescribed, the top too; depth_varies gives way to short_rom; a deadlift may be set down hard.
    silent = {"slowing", "depth_varies"} | ({"floor_impact"} if lift == "deadlift" else set())
    assert found == EXERCISES[lift].signs - silent


@pytest.mark.parametrize("lift", ["deadlift", "row"])
def test_these_lifts_are_held_to_a_descent_only_by_prescription(lift: str) -> None:
    fast = rep(3, descent_s=0.3, tempo_eccentric_s=0.3, descent_speed_ms=2.0)
    own = Baseline({"descent_s": Spread(2.0, 0.1)}, 20)
    assert signs(after_two(fast), SetContext(lift, baseline=own), "fast_descent") == []
    assert signs(after_two(fast), SetContext(lift, tempo=Tempo.parse("2-0-X-0")), "fast_descent")


@pytest.mark.parametrize("lift", sorted(set(EXERCISES) - {"hip_thrust"}))
def test_these_lifts_are_held_to_a_range_only_by_prescription(lift: str) -> None:
    own = Baseline({"rom_m": Spread(0.6, 0.01)}, 20)
    assert signs(after_two(rep(3, rom_m=0.3)), SetContext(lift, baseline=own), "short_rom") == []


def test_a_deadlift_set_down_hard_is_a_sign_only_where_wanted() -> None:
    hard, wanted = after_two(rep(3, contact_speed_ms=2.0)), LIMITS.changed(floor_impact_on_deadlift=True)
    assert signs(hard, SetContext("deadlift"), "floor_impact") == []
    assert codes(signs(hard, SetContext("deadlift"), "floor_impact", wanted)) == ["floor_impact"]


def test_without_an_exercise_only_a_few_signs_none_above_a_note() -> None:
    context = SetContext(tempo=Tempo.parse("3-2-X-2"), speed_loss_stop_percent=20.0, prescribed_rom_m=0.6)
    start = StartFeatures(0.0, Measured(0.1, 0.0), Measured(0.2, 0.0))
    found = judge_set(start, after_two(rep(3, **FALLING_APART), rep(4, **FALLING_APART)), context, LIMITS)
    assert {s.code for s in found} == ANY_LIFT
    assert {s.severity for s in found} == {Severity.NOTE}


def test_an_unknown_exercise_is_an_error_with_advice() -> None:
    with pytest.raises(ParameterError, match="curl") as error:
        SetJudge(SetContext("curl"), LIMITS)
    assert "squat" in error.value.advice


# --- what a rep is held against --------------------------------------------------------------------------------------


def test_the_prescription_comes_before_the_baseline_and_the_first_reps() -> None:
    own = Baseline({"descent_s": Spread(9.0, 0.1)}, 20)
    kept = rep(3, descent_s=0.9, tempo_eccentric_s=1.0)
    assert signs(after_two(kept), SetContext("squat", tempo=Tempo.parse("1-0-X-0"), baseline=own), "fast_descent") == []
    (sign, *_) = signs([rep(1)], SetContext("squat", baseline=own), "fast_descent")
    assert (sign.limit_source, sign.severity, sign.limit) == (LimitSource.BASELINE, Severity.WARN, 6.75)


def test_the_baseline_comes_before_the_first_reps() -> None:
    own = Baseline({"descent_s": Spread(1.0, 0.1)}, 20)
    assert signs(after_two(rep(3, descent_s=0.8)), SetContext("squat", baseline=own), "fast_descent") == []


def test_a_feature_that_the_baseline_lacks_is_held_against_the_first_reps() -> None:
    own = Baseline({"rom_m": Spread(0.5, 0.01)}, 20)
    (sign,) = signs(after_two(rep(3, descent_s=1.0)), SetContext("squat", baseline=own), "fast_descent")
    assert sign.limit_source is LimitSource.FIRST_REPS


def test_a_descent_prescribed_as_fast_as_possible_cannot_be_too_fast() -> None:
    context = SetContext("squat", tempo=Tempo.parse("X-1-X-0"))
    assert signs(after_two(rep(3, descent_s=0.3, descent_speed_ms=2.0)), context, "fast_descent") == []


def test_the_first_reps_are_the_first_two_good_ones() -> None:
    reps = [rep(1, descent_s=9.0, quality=Quality.UNCERTAIN), rep(2), rep(3), rep(4, descent_s=1.49)]
    (sign,) = signs(reps, SQUAT, "fast_descent")
    assert (sign.rep, sign.limit) == (4, 1.5)


def test_first_reps_are_never_held_against_themselves() -> None:
    apart = [rep(1), rep(2, **FALLING_APART)]
    judge = SetJudge(SQUAT, LIMITS)
    for each in apart:
        told = judge.descent(each) + judge.rep(each) + judge.top(each)
        assert all(s.limit_source is LimitSource.FALLBACK and s.severity is Severity.NOTE for s in told)


def test_a_set_of_two_reps_gives_warnings_only_from_a_baseline() -> None:
    short_set = [rep(1), rep(2, **FALLING_APART)]
    assert {s.severity for s in signs(short_set, SQUAT)} == {Severity.NOTE}
    own = Baseline({"turnaround_acc_ms2": Spread(3.0, 0.3)}, 20)
    (sign,) = signs(short_set, SetContext("squat", baseline=own), "bounce")
    assert (sign.rep, sign.severity) == (2, Severity.WARN)


def test_a_lifter_who_always_sinks_again_gets_notes_and_no_pass() -> None:
    always = [rep(n, second_sink_m=0.04) for n in (1, 2, 3, 4)]
    found = signs(always, SQUAT, "lost_tension")
    assert [(s.rep, s.severity) for s in found] == [(n, Severity.NOTE) for n in (1, 2, 3, 4)]


def test_the_error_of_two_first_reps_widens_a_ratio_but_not_the_limit() -> None:
    fast = rep(3, descent_s=1.4)
    assert codes(signs(after_two(fast), SQUAT, "fast_descent")) == ["fast_descent"]
    unsure = [rep(1, sigma=0.2), rep(2, sigma=0.2), fast]
    judge = judged(None, unsure, SQUAT, LIMITS)
    assert "fast_descent" not in codes(judge.signs)
    (open_check,) = [u for u in judge.uncertain if (u.code, u.rep) == ("fast_descent", 3)]
    assert (open_check.value, open_check.limit, open_check.limit_source) == (1.4, 1.5, LimitSource.FIRST_REPS)


def test_a_path_that_varies_more_widens_the_forward_limit() -> None:
    reps = [rep(1, forward_descent_m=0.0), rep(2, forward_descent_m=0.06), rep(3, forward_descent_m=0.11)]
    assert signs(reps, SQUAT, "forward_drift") == []  # 8 cm past the median, within two spreads of 4.2 cm
    steady = [rep(1, forward_descent_m=0.03), rep(2, forward_descent_m=0.03), reps[2]]
    assert codes(signs(steady, SQUAT, "forward_drift")) == ["forward_drift"]


# --- margins and the unknown -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("descent_s", "told", "open_"),
    [(1.34, True, False), (1.36, False, True), (1.64, False, True), (1.66, False, False)],
)
def test_a_value_within_one_and_a_half_sigmas_of_its_limit_is_neither_sign_nor_pass(
    descent_s: float, told: bool, open_: bool
) -> None:
    judge = judged(None, after_two(rep(3, sigma=0.1, descent_s=descent_s)), SQUAT, LIMITS)
    assert ("fast_descent" in codes(judge.signs)) is told
    assert (("fast_descent", 3) in {(u.code, u.rep) for u in judge.uncertain}) is open_


@pytest.mark.parametrize("value", [Measured(float("nan"), 0.1), Measured(0.1, float("nan")), None])
def test_what_was_not_resolved_stands_open(value: Measured | None) -> None:
    judge = judged(None, after_two(replace(rep(3), descent_s=value)), SQUAT, LIMITS)
    assert judge.signs == ()
    assert [(u.code, u.rep, u.value) for u in judge.uncertain] == [("fast_descent", 3, None)]


def test_an_unresolved_rep_gives_no_sign_and_no_pass() -> None:
    judge = judged(None, after_two(rep(3, quality=Quality.UNRESOLVED, **FALLING_APART)), SQUAT, LIMITS)
    assert judge.signs == ()
    assert {"fast_descent", "slowing", "shift"} <= {u.code for u in judge.uncertain if u.rep == 3 and u.value is None}


def test_an_uncertain_rep_is_judged_by_its_sigmas() -> None:
    fast = rep(3, quality=Quality.UNCERTAIN, descent_s=1.0)
    assert codes(signs(after_two(fast), SQUAT)) == ["fast_descent"]


def test_calm_reps_give_nothing() -> None:
    for lift in EXERCISES:
        assert signs([rep(n, sigma=0.001) for n in range(1, 7)], SetContext(lift)) == []


# --- shift -----------------------------------------------------------------------------------------------------------


def test_one_shift_a_rep_the_worst_of_the_three() -> None:
    crooked = rep(3, tilt_rad=3.5 * RAD_PER_DEG, sideways_m=0.2, yaw_rad=4.0 * RAD_PER_DEG)
    (sign,) = signs(after_two(crooked), SQUAT, "shift")
    assert (sign.unit, sign.value) == ("m", pytest.approx(0.19))


def test_less_yaw_and_less_sideways_travel_are_no_shift() -> None:
    reps = [rep(n, yaw_rad=0.1, sideways_m=0.06) for n in (1, 2)] + [rep(3, yaw_rad=0.0, sideways_m=0.0)]
    assert signs(reps, SQUAT, "shift") == []


def test_a_step_away_from_the_rep_before_is_noted_and_a_step_back_is_not() -> None:
    degrees = (0.0, 0.0, -1.4, 1.5, 0.0)
    reps = [rep(n, tilt_rad=d * RAD_PER_DEG) for n, d in enumerate(degrees, start=1)]
    (sign,) = signs(reps, SQUAT, "shift")
    assert (sign.rep, sign.severity, sign.value) == (4, Severity.NOTE, pytest.approx(2.9))


# --- tempo -----------------------------------------------------------------------------------------------------------


def test_each_phase_cut_short_is_told_with_its_own_cue() -> None:
    context = SetContext("squat", tempo=Tempo.parse("3-2-2-3"))
    short = rep(1, tempo_eccentric_s=1.0, tempo_bottom_s=0.5, tempo_concentric_s=1.0, tempo_top_s=1.0)
    found = signs([short], context, "tempo_missed")
    assert [(s.phase, s.cue) for s in found] == [
        ("descent", "Slower descent"), ("bottom", "Full bottom pause"), ("drive", "Slower drive"),
        ("top", "Full top pause"),
    ]  # fmt: skip


def test_too_slow_is_noted_once_at_the_end_without_a_cue() -> None:
    reps = [rep(n, tempo_eccentric_s=s) for n, s in ((1, 3.9), (2, 4.1), (3, 5.0))]
    found = signs(reps, SetContext("squat", tempo=Tempo.parse("3-X-X-X")), "tempo_missed")
    assert [(s.rep, s.phase, s.value, s.limit, s.severity, s.cue) for s in found] == [
        (None, "descent", 5.0, 4.0, Severity.NOTE, None)
    ]


def test_slowing_is_not_judged_where_the_drive_is_prescribed_by_a_number() -> None:
    slower = after_two(rep(3, drive_speed_ms=0.2, tempo_concentric_s=3.0))
    assert signs(slower, SetContext("squat", tempo=Tempo.parse("2-0-3-0")), "slowing") == []
    assert codes(signs(slower, SetContext("squat", tempo=Tempo.parse("2-0-X-0")), "slowing")) == ["slowing"]


def test_slowing_is_at_most_a_note_before_the_sets_own_reps_are_complete() -> None:
    reps = [rep(1), rep(2, drive_speed_ms=0.2)]
    (sign,) = signs(reps, SQUAT, "slowing")
    assert (sign.severity, sign.limit_source) == (Severity.NOTE, LimitSource.FALLBACK)
    (chosen,) = signs(reps, SetContext("squat", speed_loss_stop_percent=30.0), "slowing")
    assert (chosen.severity, chosen.limit_source) == (Severity.STOP, LimitSource.PRESCRIBED)


def test_slowing_is_held_against_the_best_rep_not_the_first() -> None:
    reps = [rep(1, drive_speed_ms=0.4), rep(2, drive_speed_ms=0.5), rep(3, drive_speed_ms=0.39)]
    (sign,) = signs(reps, SQUAT, "slowing")
    assert sign.value == pytest.approx(22.0)


# --- range reduced on purpose ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("variation", ["box", "pin", "way_back"])
@pytest.mark.parametrize("lift", EXERCISES)
def test_nothing_asks_for_more_range_or_pace_where_it_was_reduced_on_purpose(lift: str, variation: str) -> None:
    baseline = Baseline({"rom_m": Spread(0.9, 0.01)}, 20, session_medians_rom_m=(0.9,) * 6)
    context = SetContext(lift, (variation,), Tempo.parse("2-1-2-1"), baseline=baseline, prescribed_rom_m=0.9)
    slow = {f"tempo_{p}_s": 9.0 for p in ("eccentric", "bottom", "concentric", "top")} | {"floor_rest_s": 9.0}
    reps = [rep(1, rom_m=0.5, **slow), rep(2, rom_m=0.3, **slow), rep(3, rom_m=0.2, **slow)]
    judge = judged(None, reps, context, LIMITS)
    assert judge.signs == ()
    assert not {u.code for u in judge.uncertain} & {"short_rom", "depth_varies", "rest_at_bottom"}


def test_travel_is_told_once_by_short_rom_rather_than_depth_varies() -> None:
    reps = after_two(rep(3, rom_m=0.3))
    assert codes(signs(reps, SQUAT)) == ["depth_varies"]
    assert codes(signs(reps, SetContext("squat", prescribed_rom_m=0.5))) == ["short_rom"]


# --- form_fading -----------------------------------------------------------------------------------------------------


def fading(*numbers: int, **changed: float) -> list[RepFeatures]:
    bad = {"descent_s": 1.0, "bottom_step_m": 0.08} | changed
    return [rep(n, **bad) if n in numbers else rep(n) for n in range(1, 7)]


def test_two_kinds_in_two_reps_running_end_the_set() -> None:
    (sign,) = signs(fading(4, 5), SQUAT, "form_fading")
    assert (sign.rep, sign.severity, sign.value, sign.unit) == (5, Severity.STOP, 2.0, "count")
    assert sign.limit_source is LimitSource.FIRST_REPS


@pytest.mark.parametrize(
    "reps",
    [
        pytest.param(fading(4), id="once"),
        pytest.param(fading(3, 5), id="not running"),
        pytest.param(fading(4, 5, bottom_step_m=0.0), id="one group"),
        pytest.param(fading(4, 5, bottom_step_m=0.0, late_ratio=2.0), id="two codes of one group"),
        pytest.param(fading(1, 4, 5), id="the set began with one of them"),
    ],
)
def test_no_fading(reps: list[RepFeatures]) -> None:
    assert signs(reps, SQUAT, "form_fading") == []


def test_a_phase_cut_short_is_one_loss_of_control_though_two_signs_tell_it() -> None:
    context = SetContext("squat", tempo=Tempo.parse("3-1-X-0"))
    reps = [rep(n, tempo_eccentric_s=3.0 if n < 4 else 1.0, tempo_bottom_s=1.0) for n in range(1, 7)]
    found = signs(reps, context)
    assert {"fast_descent", "tempo_missed"} == set(codes(found))


def test_an_unresolved_rep_between_two_breaks_the_run() -> None:
    reps = fading(3, 5)
    reps[3] = rep(4, quality=Quality.UNRESOLVED)
    assert signs(reps, SQUAT, "form_fading") == []


# --- when and in which order -----------------------------------------------------------------------------------------


def test_the_descent_decides_what_it_can_and_the_rep_does_not_say_it_again() -> None:
    judge = SetJudge(SQUAT, LIMITS)
    for each in after_two():
        judge.descent(each), judge.rep(each), judge.top(each)
    partly = replace(rep(3), **dict.fromkeys(MEASURED))
    partly = replace(partly, descent_s=Measured(1.0, 0.0), turnaround_acc_ms2=Measured(9.0, 0.0))
    assert codes(judge.descent(partly, 33.0)) == ["fast_descent", "bounce"]
    whole = rep(3, descent_s=1.0, turnaround_acc_ms2=9.0, drive_speed_ms=0.3, tempo_top_s=0.1)
    assert codes(judge.rep(whole, 34.0)) == ["slowing"]
    assert codes(judge.top(whole, 35.0)) == ["rushed_reps"]
    assert [s.said_at_s for s in judge.signs] == [33.0, 33.0, 34.0, 35.0]
    assert judge.rep(whole, 36.0) == judge.top(whole, 36.0) == []


def test_batch_says_each_sign_at_the_end_of_the_phase_that_decided() -> None:
    ruined = rep(3, descent_s=1.0, turnaround_acc_ms2=9.0, sideways_m=0.2, tempo_top_s=0.1)
    found = signs(after_two(ruined), SQUAT)
    assert [(s.code, s.said_at_s) for s in found] == [
        ("fast_descent", 32.0), ("bounce", 32.5), ("shift", 33.5), ("rushed_reps", 35.0)
    ]  # fmt: skip


def test_for_lifts_that_start_with_the_drive_the_bottom_is_known_with_the_next_rep() -> None:
    judge = SetJudge(SetContext("hip_thrust"), LIMITS)
    for each in after_two():
        judge.descent(each), judge.rep(each), judge.top(each)
    hard = rep(3, turnaround_acc_ms2=9.0)
    assert (judge.descent(hard), judge.rep(hard)) == ([], [])
    assert codes(judge.top(hard, 41.0)) == ["bounce"]


def test_live_and_batch_give_the_same_signs() -> None:
    reps = [*after_two(), *(rep(n, **FALLING_APART) for n in (3, 4)), rep(5)]
    live = SetJudge(SQUAT, LIMITS)
    said = []
    for each in reps:
        said += live.descent(each, 1.0) + live.rep(each, 2.0) + live.top(each, 3.0)
    said += live.finish(4.0)
    batch = judge_set(None, reps, SQUAT, LIMITS)
    assert [replace(s, said_at_s=0.0) for s in said] == [replace(s, said_at_s=0.0) for s in batch]


def test_each_call_gives_the_most_severe_first() -> None:
    context = SetContext("squat", speed_loss_stop_percent=20.0)
    judge = SetJudge(context, LIMITS)
    for each in after_two():
        judge.rep(each)
    told = judge.rep(rep(3, **FALLING_APART))
    assert told[0].severity is Severity.STOP
    assert [s.severity.rank for s in told] == sorted((s.severity.rank for s in told), reverse=True)


def test_a_set_that_goes_on_after_its_end_repeats_no_note() -> None:
    judge = SetJudge(SetContext("bench"), LIMITS)
    for each in after_two(rep(3, rom_m=0.4)):
        judge.rep(each)
    assert codes(judge.finish(40.0)) == ["depth_varies"]
    judge.rep(rep(4))
    assert judge.finish(50.0) == []


def test_every_sign_carries_the_words_of_its_row() -> None:
    for lift in EXERCISES:
        reps = after_two(rep(3, **FALLING_APART), rep(4, **FALLING_APART))
        for sign in signs(reps, SetContext(lift)):
            row = CODES[sign.code]
            assert (sign.article, sign.unit in row.units) == (row.article, True)
            assert sign.severity.rank <= row.severity.rank
            assert sign.cue == row.cue or row.code == "tempo_missed"


def test_the_calm_rep_names_every_feature() -> None:
    assert set(CALM) == set(MEASURED)
