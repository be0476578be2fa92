"""Samples belong together, can be cut and joined again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsp.errors import SampleError
from dsp.samples import Samples

N = 50
RUN = Samples(np.arange(N) * 0.01, np.arange(3.0 * N).reshape(N, 3), -np.arange(3.0 * N).reshape(N, 3))


@pytest.mark.parametrize(
    "shapes", [(49, (50, 3), (50, 3)), (50, (50, 2), (50, 3)), (50, (50, 3), (3, 50)), (50, (150,), (50, 3))]
)
def test_columns_that_do_not_belong_together_are_refused(shapes: tuple[int, tuple[int, ...], tuple[int, ...]]) -> None:
    time, acc, gyro = shapes
    with pytest.raises(SampleError) as error:
        Samples(np.zeros(time), np.zeros(acc), np.zeros(gyro))
    assert error.value.advice.endswith(".")
    assert str(acc) in str(error.value)


@given(cuts=st.lists(st.integers(0, N), max_size=8).map(sorted))
def test_what_is_cut_can_be_joined_again(cuts: list[int]) -> None:
    parts = [RUN[a:b] for a, b in zip([0, *cuts], [*cuts, N], strict=True)]
    whole = Samples.joined(parts)
    assert sum(len(p) for p in parts) == len(whole) == N
    assert whole.time_s.tolist() == RUN.time_s.tolist()
    assert whole.acc_ms2.tolist() == RUN.acc_ms2.tolist()
    assert whole.gyro_rads.tolist() == RUN.gyro_rads.tolist()


def test_nothing_joined_is_an_empty_run() -> None:
    empty = Samples.joined([])
    assert len(empty) == 0
    assert empty.acc_ms2.shape == empty.gyro_rads.shape == (0, 3)
    assert len(Samples.joined([empty, RUN, empty])) == N
