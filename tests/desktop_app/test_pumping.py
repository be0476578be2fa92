"""The loop of a recording: everything that comes is recorded, and every reason to end ends it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from desktop_app.live_board import LiveBoard
from desktop_app.pumping import Outcome, pump
from dsp.samples import Samples
from sensor.ble.status import LinkState
from sensor.loaded import SetInfo
from sensor.opening import open_recording
from sensor.recorder import Recorder
from sensor.recording.marks import Header
from sensor.session import Item, RecordingSession
from tests.sensor.live_items import START_NS, Sender, resting, squat

LEFT = Sender()


class Hand:
    """A host clock that follows what was taken; asks for an end after so many looks."""

    def __init__(self, looks: int = 10_000) -> None:
        self.now = START_NS
        self.looks = looks
        self.shown = 0

    def now_ns(self) -> int:
        self.now += 10_000_000
        return self.now

    def asked(self) -> bool:
        return self.shown >= self.looks

    def show(self) -> None:
        self.shown += 1


def run(
    path: Path, items: list[Item], hand: Hand, seconds: float | None = None
) -> tuple[Outcome, RecordingSession, LiveBoard]:
    board = LiveBoard()
    session = RecordingSession(path, Header(SetInfo("squat")), listener=board.take)
    with Recorder(session, hand.now_ns) as recorder:
        for item in items:
            recorder.put(item)
        outcome = pump(
            session, lambda: recorder.batch(0.001), ["AA:01"],
            now_ns=hand.now_ns, asked=hand.asked, show=hand.show, seconds=seconds,
        )  # fmt: skip
    session.measure(recorder.rest())
    session.end()
    return outcome, session, board


def test_until_it_is_asked_to_end_and_what_still_waits_is_recorded(tmp_path: Path) -> None:
    items = LEFT.items(resting(4.0))
    outcome, session, _ = run(tmp_path / "set.mcap", items, Hand(looks=1))
    assert outcome is Outcome.ASKED
    assert session.recorded == len(items) - 2
    assert len(open_recording(tmp_path / "set.mcap").sensors[0].samples) == 400


def test_for_so_many_seconds_from_the_first_packet(tmp_path: Path) -> None:
    hand = Hand()
    outcome, session, _ = run(tmp_path / "set.mcap", LEFT.items(resting(2.0)), hand, seconds=3.0)
    assert outcome is Outcome.TIME
    assert session.zero_ns is not None
    assert hand.now - session.zero_ns >= 3e9


def test_time_does_not_run_before_anything_came(tmp_path: Path) -> None:
    outcome, _, _ = run(tmp_path / "set.mcap", [], Hand(looks=400), seconds=1.0)
    assert outcome is Outcome.ASKED
    assert not (tmp_path / "set.mcap").exists()


def test_until_the_last_sensor_is_gone(tmp_path: Path) -> None:
    items = [*LEFT.items(resting(2.0)), LEFT.status(LinkState.GONE, 2.1, "given up")]
    outcome, session, _ = run(tmp_path / "set.mcap", items, Hand())
    assert outcome is Outcome.GONE
    assert session.recorded == len(items) - 3


def test_the_board_holds_the_set_at_hand(tmp_path: Path, project: Path) -> None:
    lifted = squat(project)
    quiet = resting(75.0, float(lifted.time_s[-1]) + 0.01)
    quiet.acc_ms2[:] = lifted.acc_ms2[-1]
    again = Samples(lifted.time_s + float(quiet.time_s[-1]) + 0.01, lifted.acc_ms2, lifted.gyro_rads)
    board = LiveBoard()
    session = RecordingSession(tmp_path / "set.mcap", Header(SetInfo("squat")), listener=board.take)
    reps: list[int] = []
    for item in LEFT.items(Samples.joined([lifted, quiet, again])):
        session.take([item])
        reps.append(len(board.of("AA:01").reps))
    session.end()
    live = board.of("AA:01")
    assert (len(live.reps), live.settled) == (5, session.sensors["AA:01"].sets[-1])
    # Five, over and over, then from one again.
    changes = np.flatnonzero(np.diff(reps))
    assert [reps[k + 1] for k in changes] == [1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5]
    assert len(board.news()) > 20
    assert board.news() == []
