"""The rules of the traffic sign, as a table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.session.snapshot import Mode, Traffic
from desktop_app.session.traffic import Seen, traffic
from dsp.results import Quality, Severity

L, R = Mode.LIFTING, Mode.RESTING
GOOD, UNSURE, LOST = Quality.GOOD, Quality.UNCERTAIN, Quality.UNRESOLVED


@pytest.mark.parametrize(
    ("seen", "shown"),
    [
        (Seen(Mode.NO_SENSOR, streaming=False), Traffic.WAIT),
        (Seen(Mode.READY, quality=GOOD), Traffic.WAIT),
        (Seen(Mode.PAIN), Traffic.STOP),
        (Seen(L), Traffic.WAIT),
        (Seen(L, quality=GOOD), Traffic.STEADY),
        (Seen(L, quality=GOOD, worst=Severity.NOTE), Traffic.STEADY),
        (Seen(L, quality=GOOD, worst=Severity.WARN), Traffic.CAREFUL),
        (Seen(L, quality=GOOD, worst=Severity.STOP), Traffic.STOP),
        (Seen(L, quality=UNSURE), Traffic.UNCERTAIN),
        (Seen(L, quality=LOST), Traffic.UNCERTAIN),
        (Seen(L, quality=UNSURE, worst=Severity.WARN), Traffic.CAREFUL),
        (Seen(L, quality=GOOD, streaming=False), Traffic.UNCERTAIN),
        (Seen(L, quality=GOOD, stop_said=True, streaming=False), Traffic.STOP),
        (Seen(L, quality=GOOD, under_way=True), Traffic.WAIT),
        (Seen(L, quality=GOOD, under_way=True, held=True), Traffic.STEADY),
        (Seen(L, quality=GOOD, under_way=True, held=True, ran_away=True), Traffic.CAREFUL),
        (Seen(L, quality=GOOD, under_way=True, held=True, unsure=True), Traffic.UNCERTAIN),
        (Seen(L, quality=GOOD, under_way=True, held=True, worst=Severity.WARN), Traffic.CAREFUL),
        (Seen(L, quality=UNSURE, under_way=True, held=True), Traffic.STEADY),
        (Seen(R, quality=GOOD, under_way=True), Traffic.STEADY),
        (Seen(R, quality=GOOD, stop_said=True), Traffic.STOP),
        (Seen(Mode.OVER, quality=GOOD, streaming=False), Traffic.STEADY),
    ],
)
def test_rules(seen: Seen, shown: Traffic) -> None:
    assert traffic(seen) is shown


@given(
    st.builds(
        Seen, mode=st.sampled_from(Mode), streaming=st.booleans(), stop_said=st.booleans(), under_way=st.booleans(),
        ran_away=st.booleans(), unsure=st.booleans(), held=st.booleans(),
        quality=st.none() | st.sampled_from(Quality), worst=st.none() | st.sampled_from(Severity),
    )
)  # fmt: skip
def test_what_was_not_measured_well_is_never_steady(seen: Seen) -> None:
    if traffic(seen) is not Traffic.STEADY:
        return
    assert seen.mode in {L, R, Mode.OVER}
    assert not seen.stop_said
    assert seen.worst in {None, Severity.NOTE}
    if seen.mode is L and seen.under_way:
        assert (seen.held, seen.unsure, seen.ran_away) == (True, False, False)
    else:
        assert seen.quality is GOOD
    assert seen.streaming or seen.mode is not L
