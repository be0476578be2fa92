"""The limits of the signs as settings."""

from __future__ import annotations

from dataclasses import fields

import pytest

from dsp.errors import ParameterError
from dsp.limits import LimitTable, SignLimits


def test_every_limit_gives_its_reason_and_names_its_unit() -> None:
    units = ("_s", "_m", "_ms", "_rad", "_rads", "_percent", "_ratio", "_fraction", "_sigmas", "_spreads")
    counts = ("first_reps", "sessions", "sessions_min", "groups", "reps", "peak_to_mean", "_mean_min", "_mean_max")
    reasons = SignLimits.reasons()
    for each in fields(SignLimits):
        assert len(reasons[each.name]) > 10
        assert each.name.endswith((*units, *counts)) or each.name in {
            "floor_impact_on_deadlift",
            "rushed_reps_reference_min_s",
        }


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.1])
def test_a_limit_that_means_nothing_is_refused_by_name(value: float) -> None:
    with pytest.raises(ParameterError, match="overshoot_m") as error:
        SignLimits(overshoot_m=value)
    assert error.value.advice


def test_an_unknown_limit_is_refused_by_name() -> None:
    with pytest.raises(ParameterError, match="overshot_m"):
        SignLimits().changed(overshot_m=0.03)


def test_an_exercise_may_have_limits_of_its_own() -> None:
    table = LimitTable(SignLimits(shift_sideways_m=0.02), {"bench": {"overshoot_m": 0.04}})
    assert (table.of("bench").overshoot_m, table.of("bench").shift_sideways_m) == (0.04, 0.02)
    assert table.of("squat") == table.of(None) == table.common
