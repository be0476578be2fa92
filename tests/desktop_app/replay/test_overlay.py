from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from desktop_app.replay.figures import figures_at, row_at
from desktop_app.replay.marks import Phase, marks_of
from desktop_app.replay.measured import referred
from desktop_app.replay.overlay import Against, overlay_of, path_of
from dsp.results import BarPath, Quality, Severity
from tests.desktop_app.replay.making import rep, result, sign, wave

TRACK = wave(0.0, 14.0, 3.5, 0.5)


def test_reps_of_one_movement_lie_on_each_other_by_share() -> None:
    found = result((rep(1, 0.0), rep(2, 3.5), rep(3, 7.0)))
    first, *others = overlay_of(TRACK, found, Against.SHARE)
    for other in others:
        assert np.allclose(other.along, first.along)
        assert np.allclose(other.speed_ms, first.speed_ms, atol=0.01)
        assert np.allclose(other.path.up_m, first.path.up_m, atol=0.005)


def test_by_share_every_rep_ends_at_one_and_by_time_where_it_ends() -> None:
    longer = replace(rep(2, 3.5), end_s=10.5)
    found = result((rep(1, 0.0), longer))
    assert [c.along[-1] for c in overlay_of(TRACK, found, Against.SHARE)] == [1.0, 1.0]
    ends = [c.along[-1] for c in overlay_of(TRACK, found, Against.TIME)]
    assert ends == pytest.approx([3.5, 7.0], abs=0.02)


def test_speed_has_the_sign_of_the_way() -> None:
    curve = overlay_of(TRACK, result((rep(1, 0.0),)), Against.SHARE)[0]
    assert curve.speed_ms[50] == pytest.approx(-0.5 * 0.5 * 2.0 * np.pi / 3.5, abs=0.01)
    assert curve.speed_ms[150] == pytest.approx(0.5 * 0.5 * 2.0 * np.pi / 3.5, abs=0.01)


def test_a_path_begins_where_the_rep_does_and_comes_back() -> None:
    path = path_of(TRACK, rep(2, 3.5))
    assert path.forward_m is not None
    assert path.up_m[0] == 0.0
    assert path.up_m.min() == pytest.approx(-0.5, abs=0.002)
    assert path.forward_m[0] == pytest.approx(0.0, abs=1e-9)
    assert path.forward_m[-1] == pytest.approx(0.0, abs=1e-9)
    assert path.forward_m.max() == pytest.approx(0.03, abs=0.002)


def test_drift_along_the_floor_is_taken_out() -> None:
    drifting = TRACK.velocity_ms.copy()
    drifting[:, 1] += 0.4 + 0.05 * TRACK.time_s
    path = path_of(replace(TRACK, velocity_ms=drifting), rep(1, 3.5))
    assert path.forward_m is not None
    assert path.forward_m.max() == pytest.approx(0.03, abs=0.003)


def test_a_path_that_was_not_believed_is_not_drawn() -> None:
    unknown = replace(rep(1, 0.0), path=BarPath(None, None, signed=False))
    path = path_of(TRACK, unknown)
    assert path.forward_m is None
    assert len(path.up_m) > 300


def test_reps_out_of_the_track_are_left_out_and_marks_carried() -> None:
    uncertain = rep(1, 0.0, quality=Quality.UNCERTAIN)
    found = result((uncertain, rep(2, 100.0)), (sign("bounce", 1, Severity.WARN, 2.0),))
    (curve,) = overlay_of(TRACK, found, Against.TIME)
    assert (curve.number, curve.quality, curve.worst) == (1, Quality.UNCERTAIN, Severity.WARN)


def test_figures_at_the_playhead() -> None:
    marks = marks_of(result((rep(1, 0.0), rep(2, 3.5))))
    at = figures_at(0.875, marks, TRACK)
    assert (at.rep, at.phase, at.quality) == (1, Phase.DESCENT, Quality.GOOD)
    assert at.into_s == pytest.approx(0.875)
    assert at.speed_ms == pytest.approx(-0.449, abs=0.005)
    assert at.height_m == pytest.approx(-0.25, abs=0.005)
    assert at.tilt_deg is None, "not known is not zero"


@pytest.mark.parametrize("time_s", [-0.1, 14.5])
def test_out_of_the_track_nothing_is_known(time_s: float) -> None:
    at = figures_at(time_s, None, TRACK)
    assert (at.speed_ms, at.height_m, at.phase) == (None, None, None)
    assert row_at(TRACK, time_s) is None


def test_heights_are_told_from_where_the_reps_begin() -> None:
    lifted = TRACK.position_m.copy()
    lifted[:, 2] += 1.37
    found = referred(replace(TRACK, position_m=lifted), result((rep(1, 0.0), rep(2, 3.5), rep(3, 7.0))))
    assert np.allclose(found.position_m[:, 2], TRACK.position_m[:, 2], atol=1e-3)
    assert referred(TRACK, result(())) is TRACK
