from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from desktop_app.analysis import Wishes, analyze_file
from desktop_app.replay.measured import exact_times
from desktop_app.replay.opened import Opened, Stage, Told
from desktop_app.replay.opening import Opening
from desktop_app.replay.tracks import Tracks
from dsp.errors import SampleError
from dsp.limits import LimitTable, SignLimits
from sensor.errors import OutputError
from tests.desktop_app.replay.making import REPS, saved, wave

SOON_S = 60.0


def ready(opening: Opening) -> Opened:
    return opening.wait(lambda s: not s.busy, SOON_S)


@pytest.fixture(scope="module")
def two_sets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("replay") / "two.mcap")


@pytest.fixture
def opened(two_sets: Path) -> Iterator[Opening]:
    with Opening(two_sets) as opening:
        ready(opening)
        yield opening


@pytest.mark.parametrize("name", ["squat_falls_apart", "bench", "hip_thrust"])
def test_the_same_sets_as_analyze(project: Path, name: str) -> None:
    path = project / "recordings" / f"simulated_{name}.mcap"
    with Opening(path) as opening:
        state = ready(opening)
    (whole,) = analyze_file(path, Wishes()).sensors[0].sets
    (found,) = state.sensors[0].sets
    assert state.stage is Stage.READY
    assert state.told is None
    assert found.measured.result.reps == whole.reps
    assert found.measured.result.signs == whole.signs
    assert found.marks.reps[0].start_s >= found.measured.from_s


def test_several_sets_with_their_rows(opened: Opening) -> None:
    (sensor,) = opened.state.sensors
    assert [len(s.measured.result.reps) for s in sensor.sets] == [REPS, REPS]
    assert [s.measured.info.load_kg for s in sensor.sets] == [100.0, 110.0]
    first, second = (s.measured for s in sensor.sets)
    assert first.to_s < second.from_s
    assert first.rows.stop <= second.rows.stop
    recording = opened.state.recording
    assert recording is not None
    for each in (first, second):
        times = recording.sensors[0].samples.time_s[each.rows]
        assert times[0] <= each.result.reps[0].start_s
        assert times[-1] >= each.result.reps[-1].end_s
    assert sensor.set_at(first.from_s) == 0
    assert sensor.set_at(second.to_s + 1000.0) == 1
    assert sensor.done


def test_sets_that_nobody_marked_are_parted_by_a_minute_of_quiet(tmp_path: Path) -> None:
    with Opening(saved(tmp_path / "quiet.mcap", quiet_s=70.0, marked=False)) as opening:
        state = ready(opening)
    first, second = (s.measured for s in state.sensors[0].sets)
    assert len(first.result.reps) == REPS
    assert second.number == 2
    assert first.to_s < second.from_s
    recording = state.recording
    assert recording is not None
    for each in (first, second):
        times = recording.sensors[0].samples.time_s[each.rows]
        assert times[0] < each.from_s < each.to_s < times[-1]


def test_what_is_told_only_grows(two_sets: Path) -> None:
    with Opening(two_sets) as opening:
        seen = [opening.state]
        while seen[-1].busy:
            seen.append(opening.wait(lambda s: s.serial > seen[-1].serial, SOON_S))
    shares = [s.share for s in seen]
    assert shares == sorted(shares)
    assert all(0.0 <= share <= 1.0 for share in shares)


def test_the_length_is_known_before_the_packets(two_sets: Path) -> None:
    with Opening(two_sets) as opening:
        state = opening.wait(lambda s: s.duration_s is not None, SOON_S)
        whole = ready(opening)
    assert state.duration_s == pytest.approx(whole.duration_s, abs=0.1)


def test_a_large_recording_is_sketched_before_it_is_read(tmp_path: Path) -> None:
    path = saved(tmp_path / "long.mcap", sets=25, quiet_s=20.0)
    with Opening(path) as opening:
        sketched = opening.wait(lambda s: bool(s.sensors), SOON_S)
        whole = ready(opening)
    assert sketched.recording is None
    assert sketched.stage is Stage.READING
    (sketch,), (real,) = sketched.sensors, whole.sensors
    assert sketch.identity.id == real.identity.id
    assert sketch.end_s == pytest.approx(real.end_s, abs=0.2)
    rough = sketch.envelope_g.between(0.0, sketch.end_s, 10_000)
    assert len(rough) > 100
    fine = real.envelope_g.between(0.0, real.end_s, 100_000)
    assert rough.high.max() <= fine.high.max() + 1e-6
    assert np.median(rough.low) == pytest.approx(1.0, abs=0.1)


def test_tracks_come_when_asked_for(opened: Opening) -> None:
    state = opened.wait(lambda s: s.tracks == 2, SOON_S)
    track = opened.track((0, 1))
    assert track is not None
    assert opened.failure((0, 1)) is None
    found = state.sensors[0].sets[1]
    rows = np.searchsorted(track.time_s, [r.start_s for r in found.marks.reps])
    assert np.allclose(track.position_m[rows, 2], 0.0, atol=0.03), "heights from lockout"


def test_measured_again_as_another_lift(opened: Opening) -> None:
    opened.measure(Wishes(exercise="squat"))
    state = opened.wait(
        lambda s: s.stage is Stage.READY and bool(s.sensors[0].sets)
        and s.sensors[0].sets[0].measured.result.exercise == "squat",
        SOON_S,
    )  # fmt: skip
    assert {s.measured.info.exercise for s in state.sensors[0].sets} == {"squat"}


def test_the_lifters_own_limits_hold(project: Path) -> None:
    path = project / "recordings" / "simulated_squat_falls_apart.mcap"
    calm = LimitTable(SignLimits().changed(slowing_note_percent=90.0, slowing_warn_percent=95.0))
    with Opening(path, None, calm) as opening:
        signs = ready(opening).sensors[0].sets[0].measured.result.signs
    assert "slowing" not in {s.code for s in signs}
    assert "fast_descent" in {s.code for s in signs}


def test_an_unknown_lift_is_a_line_and_the_picture_stays(opened: Opening) -> None:
    opened.measure(Wishes(exercise="juggling"))
    state = opened.wait(lambda s: s.stage is Stage.READY and s.told is not None, SOON_S)
    assert state.told is not None
    assert state.told.wrong
    assert "juggling" in state.told.text
    assert state.told.advice
    assert len(state.sensors) == 1
    assert state.sensors[0].sets == ()


@pytest.mark.parametrize(
    ("name", "content"),
    [("none.mcap", None), ("empty.csv", b""), ("junk.csv", bytes(range(256)) * 9), ("short.mcap", b"\x89MCAP0\r\nxxx"),
     ("words.csv", b"a,b\nhello,world\n"), ("archive.csv", b"PK\x03\x04rest")],
)  # fmt: skip
def test_what_cannot_be_opened_is_a_line_with_advice(tmp_path: Path, name: str, content: bytes | None) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with Opening(path) as opening:
        state = ready(opening)
    assert state.stage is Stage.FAILED
    assert state.told is not None
    assert (state.told.wrong, bool(state.told.advice)) == (True, True)
    assert name in state.told.text


def test_a_recording_cut_in_the_middle_is_shown_as_far_as_it_goes(project: Path, tmp_path: Path) -> None:
    data = (project / "recordings" / "simulated_squat_falls_apart.mcap").read_bytes()
    cut = tmp_path / "cut.mcap"
    cut.write_bytes(data[: len(data) * 2 // 3])
    with Opening(cut) as opening:
        state = ready(opening)
    assert state.stage is Stage.READY
    assert any("ends" in text or "cut" in text for text in state.sensors[0].warnings)
    assert 2 <= len(state.sensors[0].sets[0].measured.result.reps) < 7


def test_given_up_it_ends(two_sets: Path) -> None:
    opening = Opening(two_sets)
    opening.cancel()
    state = opening.wait(lambda s: s.stage is Stage.CANCELLED, SOON_S)
    opening.close()
    assert state.stage is Stage.CANCELLED
    assert not [t for t in threading.enumerate() if t.name == f"replay {two_sets.name}"]


def test_jobs_tell_how_they_went(opened: Opening, tmp_path: Path) -> None:
    opened.later(lambda: Told("done"))
    assert opened.wait(lambda s: s.told is not None, SOON_S).told == Told("done")

    def failing() -> Told:
        raise OutputError(tmp_path, "is full", "Make room.")

    opened.later(failing)
    state = opened.wait(lambda s: s.told is not None and s.told.wrong, SOON_S)
    assert state.told is not None
    assert state.told.advice == "Make room."
    assert state.stage is Stage.READY


def test_a_field_recording(shared_data: Path) -> None:
    with Opening(shared_data / "field" / "bench_D_155_8.csv", Wishes(exercise="bench")) as opening:
        state = opening.wait(lambda s: s.tracks == 1, SOON_S)
        track = opening.track((0, 0))
    assert len(state.sensors[0].sets[0].measured.result.reps) == 8
    assert state.recording is not None
    assert exact_times(state.recording.sensors[0])
    assert track is not None


def test_room_for_tracks_is_bounded() -> None:
    track = wave(0.0, 10.0, 2.0, 0.5)
    arrays = (track.time_s, track.position_m, track.velocity_ms, track.roll_rad, track.tilt_rad, track.still)
    each = sum(a.nbytes for a in arrays)
    tracks = Tracks(room_bytes=3 * each)
    for k in range(5):
        tracks.put((0, k), track)
        tracks.get((0, 0))
    assert [k for k in range(5) if (0, k) in tracks] == [0, 3, 4], "what was used last stays"
    tracks.put((0, 9), SampleError("nothing", "Record again."))
    assert (0, 9) in tracks
    tracks.clear()
    assert (0, 0) not in tracks
    small = Tracks(room_bytes=1)
    small.put((0, 0), track)
    assert small.get((0, 0)) is track, "what is looked at is kept, however large"
