"""What must hold of the signs whatever the numbers."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dsp.context import Baseline, SetContext, Spread, Tempo
from dsp.exercises import EXERCISES, REDUCED_ON_PURPOSE
from dsp.features import RepFeatures
from dsp.results import LimitSource, Quality, Severity
from dsp.signs import CODES, SetJudge, judge_set, judged
from tests.dsp.signs.making import CALM, LIMITS, MEASURED, rep, with_sigma

FACTORS = st.floats(0.0, 4.0)
TEMPOS = st.sampled_from([None, "3-1-X-0", "2-0-2-1", "X-X-X-X", "4-2-3-2"])
QUALITIES = st.sampled_from([Quality.GOOD, Quality.GOOD, Quality.UNCERTAIN, Quality.UNRESOLVED])


@st.composite
def any_rep(draw: st.DrawFn, number: int) -> RepFeatures:
    names = draw(st.lists(st.sampled_from(MEASURED), max_size=6, unique=True))
    changed = {name: max(CALM[name], 0.02) * draw(FACTORS) for name in names}
    missing = draw(st.lists(st.sampled_from(MEASURED), max_size=3, unique=True))
    made = rep(number, draw(st.sampled_from([0.0, 0.001, 0.05])), draw(QUALITIES), **changed)
    return replace(made, **dict.fromkeys(missing))


@st.composite
def any_set(draw: st.DrawFn) -> list[RepFeatures]:
    return [draw(any_rep(n)) for n in range(1, draw(st.integers(1, 6)) + 1)]


@st.composite
def any_context(draw: st.DrawFn) -> SetContext:
    tempo = draw(TEMPOS)
    named = draw(st.lists(st.sampled_from(MEASURED), max_size=4, unique=True))
    baseline = Baseline({name: Spread(CALM[name], 0.1 * CALM[name]) for name in named}, 10) if named else None
    return SetContext(
        draw(st.sampled_from([None, *EXERCISES])), tempo=Tempo.parse(tempo) if tempo else None, baseline=baseline,
        prescribed_rom_m=draw(st.sampled_from([None, 0.5])),
        speed_loss_stop_percent=draw(st.sampled_from([None, 15.0, 40.0])),
    )  # fmt: skip


@given(any_set(), any_context(), st.data())
def test_less_certainty_never_adds_a_sign(reps: list[RepFeatures], context: SetContext, data: st.DataObject) -> None:
    before = {(s.code, s.rep, s.phase) for s in judge_set(None, reps, context, LIMITS)}
    which, name = data.draw(st.integers(0, len(reps) - 1)), data.draw(st.sampled_from(MEASURED))
    measured = getattr(reps[which], name)
    more = (measured.sigma if measured else 0.0) + data.draw(st.floats(0.0, 2.0))
    unsure = [with_sigma(r, name, more) if i == which else r for i, r in enumerate(reps)]
    after = judge_set(None, unsure, context, LIMITS)
    assert {(s.code, s.rep) for s in after} <= {(code, number) for code, number, _ in before}


@given(any_set(), any_context(), st.data())
def test_what_is_unknown_gives_no_sign(reps: list[RepFeatures], context: SetContext, data: st.DataObject) -> None:
    which = data.draw(st.integers(0, len(reps) - 1))
    reps[which] = replace(reps[which], **dict.fromkeys(MEASURED))
    assert not [s for s in judge_set(None, reps, context, LIMITS) if s.rep == reps[which].number]


@given(any_set(), any_context())
def test_the_rules_hold_for_every_sign(reps: list[RepFeatures], context: SetContext) -> None:
    judge = judged(None, reps, context, LIMITS)
    unresolved = {r.number for r in reps if r.quality is Quality.UNRESOLVED}
    for sign in judge.signs:
        assert sign.severity.rank <= CODES[sign.code].severity.rank
        assert sign.rep not in unresolved
        assert sign.limit_source is not LimitSource.FALLBACK or sign.severity is Severity.NOTE
        assert context.exercise is not None or sign.severity is Severity.NOTE
        assert sign.unit in CODES[sign.code].units
    said = [(s.code, s.rep, s.phase if s.code == "tempo_missed" else None) for s in judge.signs]
    assert len(said) == len(set(said))
    # Nothing is both told and left open.
    assert not {(s.code, s.rep) for s in judge.signs if s.code != "tempo_missed"} & {
        (u.code, u.rep) for u in judge.uncertain
    }


@given(any_set(), any_context(), st.sampled_from(sorted(REDUCED_ON_PURPOSE)))
def test_a_range_reduced_on_purpose_only_takes_signs_away(
    reps: list[RepFeatures], context: SetContext, variation: str
) -> None:
    full = {(s.code, s.rep) for s in judge_set(None, reps, context, LIMITS)}
    reduced = {(s.code, s.rep) for s in judge_set(None, reps, replace(context, variation=(variation,)), LIMITS)}
    assert reduced <= full
    assert not {code for code, _ in reduced} & {"short_rom", "depth_varies", "rest_at_bottom"}


@given(any_set(), any_context())
def test_live_calls_with_their_own_features_judge_as_batch_does(reps: list[RepFeatures], context: SetContext) -> None:
    live, batch = SetJudge(context, LIMITS), judged(None, reps, context, LIMITS)
    for each in reps:
        live.descent(replace(each), 1.0)
        live.rep(replace(each), 2.0)
        live.top(replace(each), 3.0)
    live.finish(4.0)
    assert [replace(s, said_at_s=0.0) for s in live.signs] == [replace(s, said_at_s=0.0) for s in batch.signs]
    assert live.uncertain == batch.uncertain
