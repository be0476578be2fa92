"""Running means, spreads and maxima against the plain definition; runs; trapezoids."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.integrate import cumulative_trapezoid as scipy_trapezoid

from dsp.samples import FloatArray
from dsp.windows import cumulative_trapezoid, running_max, running_mean, running_spread, runs_of

VALUES = arrays(np.float64, st.integers(1, 60), elements=st.floats(-100, 100, width=32))


def window_at(values: FloatArray, k: int, width: int) -> FloatArray:
    """The centred window about k, the ends by repetition of the edge value; an even width reaches one further back."""
    at = np.arange(k - width // 2, k - width // 2 + width)
    return values[np.clip(at, 0, len(values) - 1)]


@given(values=VALUES, width=st.integers(1, 25))
def test_the_running_mean_is_the_mean_of_each_window(values: FloatArray, width: int) -> None:
    expected = [window_at(values, k, width).mean() for k in range(len(values))]
    assert running_mean(values, width) == pytest.approx(expected, abs=1e-9)


@given(values=VALUES, half=st.integers(0, 12))
def test_the_running_maximum_is_the_maximum_of_each_window(values: FloatArray, half: int) -> None:
    expected = [window_at(values, k, 2 * half + 1).max() for k in range(len(values))]
    assert running_max(values, 2 * half + 1).tolist() == expected


def test_the_running_spread_takes_all_axes_together() -> None:
    values = np.random.default_rng(0).standard_normal((40, 3)) + np.array([0.0, 500.0, -3e4])
    expected = [np.sqrt(window_at(values, k, 7).var(axis=0).sum()) for k in range(40)]
    assert running_spread(values, 7) == pytest.approx(expected, rel=1e-6)


def test_a_constant_has_no_spread_however_large() -> None:
    assert running_spread(np.full((50, 3), 1e6), 11).max() == 0.0


@given(mask=arrays(np.bool_, st.integers(0, 80)))
def test_runs_cover_exactly_what_is_true(mask: np.ndarray) -> None:
    runs = runs_of(mask)
    rebuilt = np.zeros(len(mask), dtype=bool)
    for a, b in runs:
        assert a < b
        rebuilt[a:b] = True
    assert (rebuilt == mask).all()
    # Neighbouring runs would be one run.
    assert all(b < c for (_, b), (c, _) in itertools.pairwise(runs))


@given(values=VALUES)
def test_the_integral_is_that_of_the_trapezoidal_rule(values: FloatArray) -> None:
    assert cumulative_trapezoid(values, 0.01) == pytest.approx(scipy_trapezoid(values, dx=0.01, initial=0.0), abs=1e-9)


def test_the_integral_of_a_line_is_exact_and_takes_columns_apart() -> None:
    t = np.arange(101) * 0.01
    both = cumulative_trapezoid(np.column_stack([2.0 * t, np.ones(101)]), 0.01)
    assert both[:, 0] == pytest.approx(t**2, abs=1e-12)
    assert both[:, 1] == pytest.approx(t, abs=1e-12)
