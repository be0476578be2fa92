"""Sets marked while a recording goes on: parted live as they are when the file is opened."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsp.context import Baseline, Spread
from dsp.engine import Engine
from dsp.events import Event, SetSettled
from dsp.results import LimitSource
from dsp.samples import Samples
from sensor.ble.status import LinkState
from sensor.loaded import SetInfo
from sensor.opening import open_recording
from sensor.session import Item, NewSet, RecordingSession
from tests.sensor.live_items import START_NS, arrival_ns, squat, together
from tests.sensor.recorded_live import HEADER, INFO, LEFT, MOUNTING, OTHER, RIGHT, Heard, marked, record


@pytest.fixture(scope="module")
def lifted(project: Path) -> Samples:
    return squat(project)


@pytest.fixture(scope="module")
def two(lifted: Samples) -> list[Item]:
    return together(LEFT.items(lifted), RIGHT.items(lifted))


def stretches(path: Path) -> dict[str, list[Event]]:
    """The events of a marked recording that is opened, set after set; what no sensor sent anything in is left out."""
    recording = open_recording(path)
    found: dict[str, list[Event]] = {}
    for sensor in recording.sensors:
        events = found.setdefault(sensor.identity.id, [])
        for span in recording.sets:
            engine = Engine(recording.context(sensor, span.info), str(path))
            pushed = 0
            for part, _ in sensor.chunks:
                samples = sensor.samples[part]
                inside = samples.time_s >= span.start_s
                if span.end_s is not None:
                    inside &= samples.time_s < span.end_s
                rows = np.flatnonzero(inside)
                if len(rows):
                    pushed += len(rows)
                    events += engine.push(samples[int(rows[0]) : int(rows[-1]) + 1])
            events += engine.finish() if pushed else []
    return found


def test_marks_part_a_recording_and_it_says_the_same_when_it_is_opened(tmp_path: Path, two: list[Item]) -> None:
    path = tmp_path / "set.mcap"
    session, heard = record(path, marked(two, (15.0, OTHER), (21.0, None), (24.0, INFO)))
    assert heard.events == stretches(path)
    results = session.sensors["AA:01"].sets
    assert [(r.exercise, r.load_kg) for r in results] == [("squat", 100.0), ("front_squat", 60.0), ("squat", 100.0)]
    assert sum(len(r.reps) for r in results) in (3, 4)
    spans = open_recording(path).sets
    assert [s.info for s in spans] == [INFO, OTHER, INFO]
    assert spans[1].end_s == pytest.approx(21.05, abs=1e-6)


STRICT = Baseline({"rom_m": Spread(0.9, 0.01), "descent_s": Spread(5.0, 0.05)}, 40, (0.9, 0.91))


@pytest.mark.parametrize("marks", [(), ((15.0, replace(OTHER, baseline=STRICT)), (21.0, INFO))])
def test_a_baseline_is_in_the_recording_and_holds_when_it_is_opened(
    tmp_path: Path, two: list[Item], marks: tuple[tuple[float, SetInfo | None], ...]
) -> None:
    """The same events as live, and others than without it."""
    header, path = replace(HEADER, info=replace(INFO, tempo=None, baseline=STRICT)), tmp_path / "set.mcap"
    session = RecordingSession(path, header, mounting=MOUNTING, listener=(heard := Heard()))
    for item in marked(two, *marks):
        session.take([item])
    session.end()
    signs = [s for events in heard.events.values() for e in events if isinstance(e, SetSettled) for s in e.result.signs]
    assert any(sign.limit_source is LimitSource.BASELINE for sign in signs)
    recording = open_recording(path)
    assert recording.info.baseline == STRICT
    if marks:
        assert [span.info.baseline for span in recording.sets] == [STRICT, STRICT, None]
        assert heard.events == stretches(path)
    else:
        for sensor in recording.sensors:
            engine = Engine(recording.context(sensor), str(path))
            events = [e for part, _ in sensor.chunks for e in engine.push(sensor.samples[part])]
            assert heard.events[sensor.identity.id] == [*events, *engine.finish()]


@given(st.lists(st.integers(0, 300), max_size=8), st.floats(1.0, 8.0))
@settings(max_examples=5)
def test_marks_however_items_come_in_batches(
    tmp_path_factory: pytest.TempPathFactory, project: Path, cuts: list[int], at_s: float
) -> None:
    items = marked(together(LEFT.items(squat(project)[:900]), RIGHT.items(squat(project)[:900])), (at_s, OTHER))
    path = tmp_path_factory.mktemp("cut") / "set.mcap"
    _, heard = record(path, items, tuple(min(c, len(items)) for c in cuts) or (1,))
    assert heard.events == stretches(path)


def test_a_mark_before_the_first_packet_holds_from_the_beginning(tmp_path: Path, two: list[Item]) -> None:
    path = tmp_path / "set.mcap"
    _, heard = record(path, [NewSet(START_NS, INFO), NewSet(START_NS, OTHER), *two])
    (span,) = open_recording(path).sets
    assert span.info == OTHER
    assert heard.events == stretches(path)


def test_a_set_that_is_ended_while_the_sensor_is_lost_is_settled_at_once(tmp_path: Path, lifted: Samples) -> None:
    sent = LEFT.items(lifted[:1600])
    session = RecordingSession(tmp_path / "set.mcap", HEADER, listener=(heard := Heard()))
    session.take(sent)
    session.take([NewSet(arrival_ns(sent[-1]) + 10_000_000, None)])
    assert not session.sensors["AA:01"].sets
    session.take([LEFT.status(LinkState.LOST, 20.0)])
    assert len(session.sensors["AA:01"].sets) == 1
    session.end()
    assert len([e for e in heard.events["AA:01"] if isinstance(e, SetSettled) and e.final]) == 1


def test_a_set_that_is_ended_after_the_sensor_was_lost_is_settled_at_once(tmp_path: Path, lifted: Samples) -> None:
    session = RecordingSession(tmp_path / "set.mcap", HEADER, listener=Heard())
    session.take([*LEFT.items(lifted[:1600]), LEFT.status(LinkState.LOST, 16.1)])
    session.take([NewSet(START_NS + 16_500_000_000, None)])
    assert len(session.sensors["AA:01"].sets) == 1
    session.end()


@pytest.mark.parametrize("together_with_what_follows", [False, True])
def test_a_mark_after_a_link_came_back_parts_there(
    tmp_path: Path, lifted: Samples, together_with_what_follows: bool
) -> None:
    """Also where the break, the return and the mark are measured in one go."""
    path = tmp_path / "set.mcap"
    rest = lifted[1900:]
    again = replace(LEFT, offset_s=-float(rest.time_s[0]))
    before, data = LEFT.items(lifted[:1600]), again.data(rest)
    back = [LEFT.status(LinkState.LOST, 16.1), again.setup(float(rest.time_s[0]) - 0.02), *data[:20]]
    mark = NewSet(arrival_ns(back[-1]) + 50_000_000, OTHER)
    cuts = (len(before), len(before) + len(back) + 1) if together_with_what_follows else ()
    _, heard = record(path, [*before, *back, mark, *data[20:]], cuts)
    assert heard.events == stretches(path)


def test_a_mark_in_a_connection_that_breaks_within_its_first_second(tmp_path: Path, lifted: Samples) -> None:
    """Its samples are held back until the clocks are set, which they are once it breaks."""
    path = tmp_path / "set.mcap"
    items = LEFT.items(lifted[:800])
    for part, lost_s in ((lifted[900:960], 9.8), (lifted[1300:], None)):
        sender = replace(LEFT, offset_s=-float(part.time_s[0]))
        items += [sender.setup(float(part.time_s[0]) - 0.02), *sender.data(part)]
        if lost_s is not None:
            items += [NewSet(START_NS + round(lost_s * 1e9) - 100_000_000, OTHER), LEFT.status(LinkState.LOST, lost_s)]
    _, heard = record(path, items)
    assert heard.events == stretches(path)


def test_nothing_is_measured_where_measuring_ended_before_the_first_packet(tmp_path: Path, lifted: Samples) -> None:
    path = tmp_path / "set.mcap"
    _, heard = record(path, [NewSet(START_NS, None), *LEFT.items(lifted)])
    assert not heard.events["AA:01"]
    (span,) = open_recording(path).sets
    assert span.start_s == span.end_s
    assert stretches(path) == {"AA:01": []}
