"""Each sign can be brought about by a dose, in one rep, with the others clean."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dsp.errors import ParameterError
from dsp.signs.table import CODES as SIGN_CODES
from sensor.simulator import SensorModel, true_set
from sensor.simulator.injection_table import INJECTED_REP, INJECTIONS
from sensor.simulator.injections import CODES, clean_plan, inject, lifts_of, margin, prescription

DOSES = {"s": 0.25, "ratio": 0.15, "m/s2": 1.0, "m": 0.025, "rad/s": 0.5, "rad": 0.03, "m/s": 0.2, "percent": 10.0}
CENTRE = SensorModel(100.0)


def test_every_sign_of_a_set_can_be_injected() -> None:
    assert {code.split(":")[0] for code in CODES} == set(SIGN_CODES)


@pytest.mark.parametrize("code", INJECTIONS)
def test_the_injected_rep_lies_beyond_its_limit_by_the_dose(code: str) -> None:
    dose = DOSES[INJECTIONS[code].unit]
    for seed, exercise in enumerate(lifts_of(code)[:3]):
        calm = replace(clean_plan(exercise, seed), sway_m=0.0005, tremor_ms2=0.05)
        reps = true_set(inject(code, dose, calm), CENTRE, seed + 50).reps
        found = margin(code, reps)
        assert found is not None
        assert found.margin == pytest.approx(dose, rel=0.25)
        if INJECTIONS[code].whole is None:
            others = [margin(code, reps, number) for number in range(3, len(reps) + 1) if number != INJECTED_REP]
            assert all(other.margin < 0.0 for other in others if other is not None)


@pytest.mark.parametrize("code", INJECTIONS)
def test_only_what_the_sign_needs_is_changed(code: str) -> None:
    plan = clean_plan(lifts_of(code)[0], 3)
    changed = inject(code, DOSES[INJECTIONS[code].unit], plan)
    ready = INJECTIONS[code].ready
    prepared = ready(plan) if ready else plan
    differ = [k for k, (a, b) in enumerate(zip(prepared.reps, changed.reps, strict=True)) if a != b]
    assert differ == [INJECTED_REP - 1]
    assert replace(changed, reps=plan.reps) == plan


def test_a_start_too_soon_comes_that_much_too_soon() -> None:
    plan = replace(clean_plan("squat", 4), sway_m=0.001)
    settle_s = true_set(inject("unsettled_start", 0.4, plan), CENTRE, 1).settle_s
    assert settle_s == pytest.approx(0.6, abs=0.1)


def test_fading_form_is_two_kinds_of_sign_in_two_reps_running() -> None:
    plan = replace(clean_plan("bench", 5), sway_m=0.0005, tremor_ms2=0.05)
    reps = true_set(inject("form_fading", 0.15, plan), CENTRE, 1).reps
    for number in range(3, len(reps) + 1):
        fast, tilted = margin("fast_descent", reps, number), margin("shift", reps, number)
        assert fast is not None
        assert tilted is not None
        fading = number in {INJECTED_REP, INJECTED_REP + 1}
        assert (fast.margin > 0.1) == fading
        assert (np.degrees(tilted.margin) > 1.0) == fading


def test_signs_against_a_prescription_bring_it_along() -> None:
    assert str(prescription("tempo_missed")) == "3-X-X-X"
    assert str(prescription("no_lockout_hold")) == "X-X-X-1.5"
    assert prescription("shift") is None


@pytest.mark.parametrize(
    ("code", "exercise", "dose"),
    [
        ("load_jump", "squat", 1.0),
        ("overshoot", "squat", 0.02),
        ("fast_descent", "deadlift", 0.1),
        ("fast_descent", "squat", 30.0),
        ("unsettled_start", "squat", 2.0),
    ],
)
def test_what_cannot_be_is_said(code: str, exercise: str, dose: float) -> None:
    with pytest.raises(ParameterError):
        inject(code, dose, clean_plan(exercise, 1))


def test_a_set_too_short_is_said() -> None:
    with pytest.raises(ParameterError, match="no rep 4"):
        inject("shift", 0.05, clean_plan("squat", 1, reps=3))
