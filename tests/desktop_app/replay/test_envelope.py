from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.replay.envelope import EnvelopeParams, envelope_of

SMALL = EnvelopeParams(base=4, step=3, least=4)


@given(
    st.lists(st.floats(-100.0, 100.0), min_size=1, max_size=400),
    st.integers(1, 60),
    st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
)
def test_every_level_holds_the_extremes(values: list[float], most: int, a: float, b: float) -> None:
    made = np.array(values)
    time_s = np.arange(len(made)) * 0.01
    envelope = envelope_of(time_s, made, SMALL)
    for level in envelope.levels:
        assert level.low.min() == made.min()
        assert level.high.max() == made.max()
        assert (np.diff(level.time_s) > 0).all()
    coarsest = len(envelope.levels[-1])
    seen = envelope.between(min(a, b) * time_s[-1], max(a, b) * time_s[-1], most)
    assert len(seen) <= max(most, coarsest)


def test_a_closer_look_is_finer() -> None:
    time_s = np.arange(100_000) * 0.005
    envelope = envelope_of(time_s, np.sin(time_s))
    far, near = envelope.between(0.0, 500.0, 1000), envelope.between(100.0, 110.0, 1000)
    assert len(far) <= 1000
    assert np.diff(near.time_s).max() < 0.2 * np.diff(far.time_s).max()


def test_what_is_not_known_is_left_out() -> None:
    time_s = np.array([0.0, 0.1, np.nan, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
    values = np.array([1.0, np.nan, 99.0, 3.0, 2.0, np.nan, np.nan, np.nan, np.nan])
    level = envelope_of(time_s, values, SMALL).levels[0]
    assert level.low.tolist()[0] == 1.0
    assert level.high.tolist()[0] == 3.0
    assert np.isnan(level.high[1])


def test_nothing_gives_nothing() -> None:
    assert len(envelope_of(np.empty(0), np.empty(0)).between(0.0, 1.0, 100)) == 0
