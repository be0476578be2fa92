"""A whole session without threads: what is shown, sounded and kept while a simulated set comes packet by packet."""

from __future__ import annotations

import itertools
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.session import words
from desktop_app.session.plan import LiftPlan
from desktop_app.session.remeasure import measured_again
from desktop_app.session.sets import TOLD_BY_A_REP, ChangePlan, SetEntry, Strike
from desktop_app.session.snapshot import Mode, Notice, RackSnapshot, Traffic
from desktop_app.sound.decisions import DONE, LAST_REP, PAIN
from desktop_app.sound.face import Earcon
from dsp.context import Tempo
from dsp.limits import LimitTable
from dsp.results import Severity
from dsp.samples import Samples
from sensor.ble.status import LinkState
from sensor.opening import open_recording
from sensor.session import Item
from tests.desktop_app.session.sessions import PLAN, SENDER, Session, part
from tests.sensor.live_items import START_NS, resting, squat


@pytest.fixture(scope="module")
def controlled(project: Path) -> Samples:
    return squat(project)


@pytest.fixture(scope="module")
def falls_apart(project: Path) -> Samples:
    (sensor,) = open_recording(project / "recordings" / "simulated_squat_falls_apart.mcap").sensors
    return sensor.samples


@pytest.fixture(scope="module")
def watched(falls_apart: Samples, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """A set in which control is lost, watched to its end."""
    session = Session(tmp_path_factory.mktemp("watched") / "set.mcap")
    session.feed(SENDER.items(falls_apart))
    return session


def after(samples: Samples, seconds: float) -> list[Item]:
    """The bar at rest, as it was left, for so long."""
    still = resting(seconds, float(samples.time_s[-1]) + 0.01)
    still.acc_ms2[:] = samples.acc_ms2[-1]
    return list(SENDER.data(still))


def modes(shown: list[RackSnapshot]) -> list[Mode]:
    return [mode for mode, _ in itertools.groupby(s.mode for s in shown)]


def test_the_session_goes_from_one_thing_to_the_next(watched: Session) -> None:
    assert modes(watched.shown) == [Mode.NO_SENSOR, Mode.READY, Mode.LIFTING]
    counts = [len(s.reps) for s in watched.shown]
    assert counts == sorted(counts)
    assert counts[-1] == 7
    first = next(s for s in watched.shown if s.mode is Mode.LIFTING)
    assert not first.reps
    assert first.phase == "descent"


def test_snapshots_hold_together(watched: Session) -> None:
    assert [s.serial for s in watched.shown] == sorted({s.serial for s in watched.shown})
    for s in watched.shown:
        assert s.plan == PLAN
        assert [r.number for r in s.reps] == list(range(1, len(s.reps) + 1))
        assert s.progress is None or (0.0 <= s.progress <= 1.0 and s.mode is Mode.LIFTING)
        assert len(s.path_m) <= 120
        assert len(s.signal_s) == len(s.signal_g) <= 504
        assert (s.band_ms is None) == (s.target_ms is None)
        assert not s.alarm or s.phase == "descent"
        assert s.link is None or s.link.name == "Bar left"
        assert not s.notices
        if s.at_ns is not None:
            assert s.at_ns < watched.now_ns
    last = watched.newest
    assert last.recording is not None
    assert last.recording.name == "set.mcap"
    assert last.loss_percent == pytest.approx(52, abs=3)


def test_nothing_is_said_to_be_steady_before_it_is_known(watched: Session) -> None:
    for s in watched.shown:
        if s.traffic is Traffic.STEADY:
            assert s.reps
            # Ten centimetres down, a descent without anything to hold it against is no longer judged by the last rep.
            assert s.target_ms is not None or s.phase != "descent" or (s.progress or 0.0) < 0.25


def test_the_runaway_is_seen_and_cued(watched: Session) -> None:
    alarmed = [s for s in watched.shown if s.alarm]
    assert alarmed
    assert all(s.traffic in {Traffic.CAREFUL, Traffic.STOP} for s in alarmed)
    # What is known of a rep under way is not forgotten before the rep is told.
    first = watched.shown.index(alarmed[0])
    told = next(k for k, s in enumerate(watched.shown) if len(s.reps) == 4)
    assert all(s.traffic is Traffic.CAREFUL for s in watched.shown[first : told + 1])
    assert "Slow it down" in watched.words
    assert watched.newest.cue is not None


def test_a_plan_with_a_stop_stops_there(falls_apart: Samples) -> None:
    session = Session(None, replace(PLAN, loss_stop_percent=20.0))
    session.feed(SENDER.items(falls_apart))
    stopped = next(s for s in session.shown if s.traffic is Traffic.STOP)
    assert len(stopped.reps) == 5
    assert "Rack it" in session.words
    assert session.newest.traffic is Traffic.STOP


@pytest.mark.parametrize("at_once", [5, 100])
def test_however_packets_are_bunched_the_set_is_the_same(watched: Session, falls_apart: Samples, at_once: int) -> None:
    session = Session(None)
    session.feed(SENDER.items(falls_apart), at_once)
    assert session.newest.reps == watched.newest.reps
    assert session.newest.cue == watched.newest.cue
    assert session.newest.loss_percent == watched.newest.loss_percent


def test_after_the_set_there_is_a_rest_and_the_set_is_kept(controlled: Samples, tmp_path: Path) -> None:
    session = Session(tmp_path / "set.mcap")
    session.feed([*SENDER.items(controlled), *after(controlled, 8.0)], 3)
    last = session.newest
    assert last.mode is Mode.RESTING
    assert all(r.settled for r in last.reps)
    ended_s = session.core.log.entries[0].reps[-1].end_s
    assert last.rest_s == pytest.approx(last.time_s - ended_s)
    assert last.next_line is not None
    assert last.next_line.startswith("Same again: 5 reps")
    assert last.sets == 1
    (entry,) = session.core.log.entries
    assert (entry.plan, entry.rep_count, entry.sensor_id) == (PLAN, 5, "AA:01")
    # Settled for good later, it is still the same set, with what was corrected in between.
    session.core.edit(Strike(entry.id, 2))
    session.core.end(session.now_ns)
    (entry,) = session.core.log.entries
    assert entry.rep_count == 4
    session.core.next_set(session.now_ns)


def test_a_long_rest_brings_another_set(controlled: Samples) -> None:
    session = Session(None)
    quiet = resting(75.0, float(controlled.time_s[-1]) + 0.01)
    quiet.acc_ms2[:] = controlled.acc_ms2[-1]
    later = Samples(controlled.time_s + float(quiet.time_s[-1]) + 0.01, controlled.acc_ms2, controlled.gyro_rads)
    session.feed(SENDER.items(Samples.joined([controlled, quiet, later])), 5)
    assert modes(session.shown) == [Mode.READY, Mode.LIFTING, Mode.RESTING, Mode.LIFTING]
    assert len(session.newest.reps) == 5
    session.core.end(session.now_ns)
    first, second = session.core.log.entries
    assert first.end_s <= second.start_s
    assert (first.rep_count, second.rep_count) == (5, 5)


def test_enter_makes_ready_for_the_next_set_at_once(controlled: Samples, tmp_path: Path) -> None:
    session = Session(tmp_path / "set.mcap")
    session.feed([*SENDER.items(controlled), *after(controlled, 8.0)], 3)
    line = session.newest.next_line
    session.core.next_set(session.now_ns)
    shown = session.look()
    assert (shown.mode, shown.reps, shown.next_line) == (Mode.READY, (), line)
    assert shown.rest_s is not None
    from_s = float(controlled.time_s[-1]) + 8.2
    session.feed(SENDER.data(Samples(controlled.time_s + from_s, controlled.acc_ms2, controlled.gyro_rads)), 3)
    assert len(session.newest.reps) == 5
    session.core.end(session.now_ns)
    assert [e.rep_count for e in session.core.log.entries] == [5, 5]
    assert len(open_recording(tmp_path / "set.mcap").sets) == 2


def test_the_last_rep_is_said_where_a_number_is_planned(controlled: Samples, tmp_path: Path) -> None:
    path = tmp_path / "set.mcap"
    session = Session(path, replace(PLAN, target_reps=5))
    items = SENDER.items(controlled)
    session.feed(items, 2)
    first = {said: next(k for k, s in enumerate(session.sounds) if s.words == said) for said in (LAST_REP, DONE)}
    assert first[LAST_REP] < first[DONE]
    assert session.words.count(LAST_REP) == session.words.count(DONE) == 1
    assert session.newest.plan.target_reps == 5
    session.core.end(session.now_ns)
    assert open_recording(path).info.target_reps == 5


def test_a_number_of_reps_changed_in_the_set_holds_at_once(controlled: Samples) -> None:
    session = Session(None, replace(PLAN, target_reps=3))
    changed: list[int] = []

    def change() -> None:
        if len(session.newest.reps) == 2 and not changed:
            changed.append(len(session.words))
            session.core.set_plan(replace(PLAN, target_reps=5), session.now_ns)

    session.feed(SENDER.items(controlled), 2, change)
    assert session.words[: changed[0]].count(LAST_REP) == 1
    assert session.words[changed[0] :].count(LAST_REP) == 1
    assert session.words.count(DONE) == 1


def test_pain_ends_the_set_at_once(controlled: Samples, tmp_path: Path) -> None:
    session = Session(tmp_path / "set.mcap")
    items = SENDER.items(controlled)
    middle = next(
        k for k, i in enumerate(items) if k > 10 and getattr(i, "arrival_ns", 0) > session.now_ns + 20 * 10**9
    )
    session.feed(items[:middle], 2)
    assert session.newest.mode is Mode.LIFTING
    before = len(session.newest.reps)
    session.core.pain(session.now_ns)
    shown = session.look()
    assert (shown.mode, shown.traffic) == (Mode.PAIN, Traffic.STOP)
    assert any(Earcon.PAIN in said.earcons for said in session.sounds)
    heard = len(session.sounds)
    session.feed(items[middle:], 2)
    assert session.newest.mode is Mode.PAIN
    assert len(session.newest.reps) == before
    assert all(said.words in {None, PAIN} and said.count is None for said in session.sounds[heard:])
    (entry,) = session.core.log.entries
    assert entry.ended_for_pain
    assert entry.rep_count == before
    assert session.newest.next_line == words.ENDED_FOR_PAIN
    session.core.pain(session.now_ns)
    session.core.pain_over(session.now_ns)
    assert session.look().mode is Mode.READY
    session.core.end(session.now_ns)
    assert len(session.core.log.entries) == 1
    first, second = open_recording(tmp_path / "set.mcap").sets
    assert first.end_s is not None
    assert second.start_s > first.end_s


def test_pain_in_the_first_rep_is_kept_too(controlled: Samples) -> None:
    session = Session(None)
    session.feed(SENDER.items(part(controlled, 0.0, 9.0)), 2)
    assert (session.newest.mode, session.newest.reps) == (Mode.LIFTING, ())
    session.core.pain(session.now_ns)
    session.core.end(session.now_ns)
    (entry,) = session.core.log.entries
    assert (entry.ended_for_pain, entry.rep_count) == (True, 0)


def test_what_was_said_of_one_set_is_not_said_of_an_empty_one(controlled: Samples) -> None:
    session = Session(None)
    items = SENDER.items(controlled)
    session.feed([i for i in items if getattr(i, "arrival_ns", 0) < START_NS + 20 * 10**9], 2)
    session.core.pain(session.now_ns)
    session.feed(SENDER.data(resting(1.0, 21.0)))
    session.core.pain_over(session.now_ns)
    session.feed(SENDER.data(resting(1.0, 22.2)))
    assert session.newest.mode is Mode.READY
    assert session.newest.next_line == words.ENDED_FOR_PAIN
    session.core.mark(session.now_ns)
    session.feed(SENDER.data(resting(1.0, 23.4)))
    session.core.mark(session.now_ns)
    assert session.look().mode is Mode.RESTING
    assert session.newest.next_line is None


def test_a_fault_is_told_until_a_set_was_measured_again(controlled: Samples) -> None:
    session = Session(None)
    fault = Notice("This is a fault.", "Report it.", Severity.WARN)
    session.feed(SENDER.items(controlled)[:20])
    session.core.told_fault(fault)
    session.core.recover(session.now_ns)
    assert fault in session.look().notices
    from_s = 3.0
    later = Samples(controlled.time_s + from_s, controlled.acc_ms2, controlled.gyro_rads)
    session.feed([*SENDER.data(later), *after(later, 8.0)], 3)
    assert session.newest.sets == 1
    assert fault not in session.newest.notices


class TestPainShowsAtOnce:
    """Whatever the session is about: the page is in the very next snapshot, and stays until the lifter goes on."""

    def pressed(self, session: Session) -> None:
        session.core.pain(session.now_ns)
        shown = session.look()
        assert (shown.mode, shown.traffic) == (Mode.PAIN, Traffic.STOP)
        session.wait(1.0)
        assert {s.mode for s in session.shown[-10:]} == {Mode.PAIN}
        assert sum(Earcon.PAIN in said.earcons for said in session.sounds) == 1

    def test_before_any_sensor_and_when_one_comes(self, controlled: Samples, tmp_path: Path) -> None:
        path = tmp_path / "set.mcap"
        session = Session(path)
        session.look()
        self.pressed(session)
        session.feed(SENDER.items(part(controlled, 0.0, 3.0)), 2)
        assert {s.mode for s in session.shown[-10:]} == {Mode.PAIN}
        session.core.pain_over(session.now_ns)
        assert session.look().mode is Mode.READY
        session.feed(SENDER.data(part(controlled, 3.1, 99.0)), 2)
        assert len(session.newest.reps) == 5
        session.core.end(session.now_ns)
        (entry,) = session.core.log.entries
        assert not entry.ended_for_pain
        (span,) = open_recording(path).sets
        assert span.start_s == pytest.approx(3.05, abs=0.1)

    def test_before_any_sensor_and_over_before_one_comes(self, controlled: Samples, tmp_path: Path) -> None:
        session = Session(tmp_path / "set.mcap")
        self.pressed(session)
        session.core.pain_over(session.now_ns)
        assert session.look().mode is Mode.NO_SENSOR
        session.feed(SENDER.items(controlled), 3)
        assert len(session.newest.reps) == 5

    def test_while_it_is_searched(self) -> None:
        session = Session(None)
        session.core.take([SENDER.status(LinkState.SEARCHING, -1.0)], session.now_ns)
        self.pressed(session)

    def test_ready(self, controlled: Samples) -> None:
        session = Session(None)
        session.feed(SENDER.items(part(controlled, 0.0, 2.0)))
        assert session.newest.mode is Mode.READY
        self.pressed(session)

    @pytest.mark.parametrize("away_s", [0.0, 4.0, 25.0])
    @pytest.mark.parametrize("told", [True, False], ids=["lost", "stale"])
    def test_the_sensor_away(self, controlled: Samples, told: bool, away_s: float) -> None:
        session = Session(None)
        session.feed(SENDER.items(part(controlled, 0.0, 17.0)), 2)
        if told:
            session.feed([SENDER.status(LinkState.LOST, 17.1, "The sensor went out of range.")])
        session.wait(away_s, 0.5)
        self.pressed(session)
        session.feed([SENDER.status(LinkState.STREAMING, 60.0), SENDER.setup(60.05), *SENDER.data(resting(2.0, 60.1))])
        assert session.newest.mode is Mode.PAIN

    def test_resting(self, controlled: Samples) -> None:
        session = Session(None)
        session.feed([*SENDER.items(controlled), *after(controlled, 8.0)], 3)
        assert session.newest.mode is Mode.RESTING
        self.pressed(session)

    def test_a_fault_does_not_take_it_away(self, controlled: Samples) -> None:
        session = Session(None)
        session.feed(SENDER.items(part(controlled, 0.0, 17.0)), 2)
        session.core.pain(session.now_ns)
        session.core.recover(session.now_ns)
        assert session.look().mode is Mode.PAIN


def test_a_set_marked_by_hand(controlled: Samples, tmp_path: Path) -> None:
    session = Session(tmp_path / "set.mcap")
    items = SENDER.items(controlled)
    session.feed(items[:20])
    assert session.newest.mode is Mode.READY
    session.core.mark(session.now_ns)
    assert session.look().mode is Mode.LIFTING
    session.feed(items[20:], 2)
    session.core.mark(session.now_ns)
    assert session.look().mode is Mode.RESTING
    assert len(session.newest.reps) == 5
    session.feed(after(controlled, 1.0))
    assert session.newest.mode is Mode.RESTING
    assert session.newest.next_line is not None
    assert [e.rep_count for e in session.core.log.entries] == [5]
    session.core.end(session.now_ns)
    assert [e.rep_count for e in session.core.log.entries] == [5]


def test_a_bar_that_is_only_knocked_is_no_set() -> None:
    session = Session(None)
    still = resting(20.0)
    still.acc_ms2[500:508, 0] += [60.0, -60.0] * 4
    still.acc_ms2[900:908, 2] += [60.0, -60.0] * 4
    session.feed(SENDER.items(still), 3)
    assert modes(session.shown) == [Mode.NO_SENSOR, Mode.READY]
    assert session.newest.sets == 0


def test_the_next_set_is_measured_as_what_the_new_plan_says(controlled: Samples, tmp_path: Path) -> None:
    session = Session(tmp_path / "set.mcap")
    items = SENDER.items(controlled)
    session.feed(items[:10])
    plan = LiftPlan("Bea", "front_squat", ("paused",), 60.0, Tempo.parse("3-1-X-1"))
    session.core.set_plan(plan, session.now_ns)
    session.feed(items[10:], 3)
    session.core.end(session.now_ns)
    (entry,) = session.core.log.entries
    assert entry.plan == plan
    assert entry.result is not None
    assert (entry.result.exercise, entry.result.tempo, entry.result.load_kg) == ("front_squat", "3-1-X-1", 60.0)
    assert session.newest.descent_target_s == 3.0


def test_a_plan_changed_in_the_set_is_that_sets(controlled: Samples, tmp_path: Path) -> None:
    path = tmp_path / "set.mcap"
    session = Session(path)
    items = SENDER.items(controlled)
    session.feed(items[: len(items) // 2], 3)
    assert session.newest.mode is Mode.LIFTING
    plan = replace(PLAN, exercise="front_squat", load_kg=80.0)
    session.core.set_plan(plan, session.now_ns)
    assert session.look().plan == plan
    session.feed(items[len(items) // 2 :], 3)
    assert len(session.newest.reps) == 5
    session.core.next_set(session.now_ns)
    session.core.end(session.now_ns)
    (entry,) = session.core.log.entries
    assert entry.plan == plan
    assert [e.id for e in session.core.to_measure()] == [entry.id]
    again = measured_again(path, entry, plan, LimitTable())
    assert again is not None
    assert (again.result.exercise, len(again.result.reps)) == ("front_squat", 5)


def test_a_set_that_goes_on_after_it_was_settled_is_what_the_new_plan_says(controlled: Samples) -> None:
    session = Session(None)
    session.feed([*SENDER.items(controlled), *after(controlled, 8.0)], 3)
    assert session.newest.mode is Mode.RESTING
    from_s = float(controlled.time_s[-1]) + 8.1
    again = Samples(controlled.time_s + from_s, controlled.acc_ms2, controlled.gyro_rads)
    session.feed(SENDER.data(part(again, from_s, from_s + 14.0)), 3)
    assert session.newest.mode is Mode.LIFTING
    plan = replace(PLAN, exercise="front_squat")
    session.core.set_plan(plan, session.now_ns)
    session.feed(SENDER.data(part(again, from_s + 14.0, from_s + 99.0)), 3)
    session.core.end(session.now_ns)
    assert {e.plan.exercise for e in session.core.log.entries} == {"front_squat"}
    assert sum(e.rep_count for e in session.core.log.entries) == 10


def test_a_set_corrected_before_it_is_settled_for_good_is_measured_once_more(
    controlled: Samples, tmp_path: Path
) -> None:
    session = Session(tmp_path / "set.mcap")
    session.feed([*SENDER.items(controlled), *after(controlled, 8.0)], 3)
    (entry,) = session.core.log.entries
    plan = replace(PLAN, exercise="front_squat")
    session.core.edit(ChangePlan(entry.id, plan, entry.result))
    session.core.end(session.now_ns)
    (again,) = session.core.to_measure()
    assert (again.id, again.plan) == (entry.id, plan)
    (kept,) = session.core.log.entries
    assert (kept.plan, kept.result) == (plan, entry.result)


def test_an_unknown_exercise_is_not_taken(controlled: Samples) -> None:
    session = Session(None)
    session.feed(SENDER.items(controlled)[:10])
    session.core.set_plan(LiftPlan(exercise="juggling"), session.now_ns)
    assert session.look().plan == PLAN


def test_a_sensor_lost_in_mid_set_and_back(controlled: Samples, tmp_path: Path) -> None:
    session = Session(tmp_path / "set.mcap")
    first, rest = part(controlled, 0.0, 17.0), part(controlled, 19.0, 99.0)
    session.feed([*SENDER.items(first), SENDER.status(LinkState.LOST, 17.1, "The sensor went out of range.")], 2)
    shown = session.look()
    assert (shown.mode, shown.traffic) == (Mode.LIFTING, Traffic.UNCERTAIN)
    assert any("Nothing comes" in n.text for n in shown.notices)
    assert any(Earcon.SENSOR_LOST in said.earcons for said in session.sounds)
    session.wait(1.5)
    assert sum(Earcon.SENSOR_LOST in said.earcons for said in session.sounds) == 1
    back = [SENDER.status(LinkState.STREAMING, 18.9), SENDER.setup(18.95), *SENDER.data(rest)]
    session.feed(back, 2)
    assert any(Earcon.SENSOR_BACK in said.earcons for said in session.sounds)
    assert not session.newest.notices
    assert len(session.newest.reps) >= 3
    session.core.end(session.now_ns)
    assert session.core.log.entries[-1].rep_count >= 3


def test_a_sensor_that_stays_away_is_said_to_be_gone(controlled: Samples) -> None:
    session = Session(None)
    session.feed(SENDER.items(part(controlled, 0.0, 17.0)), 2)
    session.wait(25.0, 0.5)
    assert session.newest.mode is Mode.NO_SENSOR


def test_a_full_disk_is_told_and_the_set_goes_on(tmp_path: Path, project: Path) -> None:
    script = """
import resource, signal, sys
from pathlib import Path
from tests.desktop_app.session.sessions import SENDER, Session
from tests.sensor.live_items import squat
samples = squat(Path(sys.argv[2]))
session = Session(Path(sys.argv[1]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
session.feed(SENDER.items(samples), 3)
last = session.newest
print(len(last.reps), last.recording.failed is not None, len(last.notices), last.notices[0].text, sep="|")
session.core.end(session.now_ns)
print(session.core.log.entries[0].rep_count)
"""
    command = [sys.executable, "-c", script, str(tmp_path / "set.mcap"), str(project)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=project)
    shown, kept = done.stdout.splitlines()
    assert shown.startswith("5|True|1|")
    assert "not recorded" in shown
    assert kept == "5"


def test_measured_anew_a_set_is_what_it_was_and_what_it_becomes(controlled: Samples, tmp_path: Path) -> None:
    path = tmp_path / "set.mcap"
    session = Session(path)
    session.feed([*SENDER.items(controlled), *after(controlled, 8.0)], 5)
    session.core.end(session.now_ns)
    (entry,) = session.core.log.entries
    again = measured_again(path, entry, entry.plan, LimitTable())
    assert again is not None
    assert [r.number for r in again.result.reps] == [1, 2, 3, 4, 5]
    assert len(entry.further) == len(again.further) == 5
    assert {"tilt_rad", "tempo_eccentric_s"} <= set(entry.further[2]) == set(again.further[2])
    assert TOLD_BY_A_REP.isdisjoint(entry.further[2])
    slow = replace(PLAN, tempo=Tempo.parse("4-0-X-0"))
    assert not PLAN.is_judged_as(slow)
    assert PLAN.is_judged_as(replace(PLAN, load_kg=20.0, athlete="Bea", warm_up=True, target_reps=3))
    judged = measured_again(path, entry, slow, LimitTable())
    assert judged is not None
    assert "fast_descent" in {s.code for s in judged.result.signs}
    assert measured_again(path, replace(entry, sensor_id="ZZ"), slow, LimitTable()) is None
    nowhere: SetEntry = replace(entry, start_s=900.0, end_s=901.0)
    assert measured_again(path, nowhere, slow, LimitTable()) is None


def test_edits_that_cannot_be_done_are_notices(watched: Session) -> None:
    watched.core.edit(Strike(99, 1))
    assert any("no set 99" in n.text for n in watched.look().notices)
