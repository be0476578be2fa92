"""What is said of sets and sensors survives being written as text; nonsense is taken as unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsp.calibration import UNIT, Calibration
from dsp.context import Baseline, ClipPlace, Forward, Spread, Tempo
from dsp.features import MEASURED
from dsp.limits import SignLimits
from sensor.loaded import Mounting, SensorIdentity, SetInfo
from sensor.recording import marks
from sensor.recording.marks import Header, SensorEntry

NUMBERS = st.floats(-1e6, 1e6)
NAMES = st.text(min_size=1, max_size=20)
VECTORS = st.tuples(*[st.floats(-100, 100)] * 3)
BASELINES = st.builds(
    Baseline,
    st.dictionaries(st.sampled_from(sorted(MEASURED)), st.builds(Spread, NUMBERS, st.floats(0.0, 1e6))),
    st.integers(1, 1_000_000),
    st.lists(st.floats(0.0, 10.0), max_size=100).map(tuple),
)
LIMITS = st.builds(
    SignLimits,
    first_reps=st.integers(0, 10),
    late_rush_ratio=st.floats(0.0, 1e6),
    floor_impact_on_deadlift=st.booleans(),
)
INFOS = st.builds(
    SetInfo,
    exercise=st.none() | NAMES,
    variation=st.lists(NAMES, max_size=3).map(tuple),
    load_kg=st.none() | NUMBERS,
    athlete=st.none() | NAMES,
    tempo=st.none() | st.sampled_from(["3-1-X-0", "2.5-0-1-1"]).map(Tempo.parse),
    prescribed_rom_m=st.none() | NUMBERS,
    loss_stop_percent=st.none() | NUMBERS,
    target_reps=st.none() | st.integers(1, 200),
    baseline=st.none() | BASELINES,
    limits=st.none() | LIMITS,
)
ENTRIES = st.builds(
    SensorEntry,
    st.builds(SensorIdentity, NAMES, NAMES, st.none() | NAMES, st.none() | NAMES, st.none() | NAMES, st.none() | NAMES),
    st.builds(Mounting, st.none() | st.sampled_from(Forward), st.none() | st.builds(ClipPlace, NUMBERS, NUMBERS)),
    st.none() | st.builds(Calibration, VECTORS, st.tuples(VECTORS, VECTORS, VECTORS), VECTORS),
)


@given(INFOS, st.none() | st.integers(0, 1 << 62), st.none() | NAMES)
def test_headers(info: SetInfo, started: int | None, session: str | None) -> None:
    header = Header(info, started, session)
    assert marks.header_from_texts(marks.header_to_texts(header)) == header


@given(ENTRIES)
def test_sensors(entry: SensorEntry) -> None:
    assert marks.sensor_from_texts(marks.sensor_to_texts(entry)) == entry


KEYS = [
    "id", "driver", "load_kg", "tempo", "variation", "forward", "clip_along_m", "clip_off_axis_m", "calibration",
    "started_unix_ns", "exercise", "prescribed_rom_m", "target_reps", "baseline", "limits",
]  # fmt: skip
NONSENSE = st.sampled_from(["", "nan", "-1", "[1,", "[[1]]", '{"a": [true]}', '{"a": "b"}', "9" * 99, "[" * 3000])


@given(st.dictionaries(st.sampled_from(KEYS), NONSENSE | st.text(max_size=30)))
def test_nonsense_is_unknown(texts: dict[str, str]) -> None:
    header = marks.header_from_texts(texts)
    assert header.info.load_kg is None or abs(header.info.load_kg) < float("inf")
    assert header.info.target_reps is None or 1 <= header.info.target_reps <= 200
    assert header.info.baseline is None
    assert header.info.limits in {None, SignLimits()}
    entry = marks.sensor_from_texts(texts)
    assert entry is None or entry.calibration is None


def calibration_of(text: str) -> Calibration | None:
    entry = marks.sensor_from_texts({"id": "aa:01", "driver": "simulator", "calibration": text})
    assert entry is not None
    return entry.calibration


def test_a_calibration_without_a_gain_is_read() -> None:
    text = '{"acc_bias_ms2": [0.1, -0.2, 0.3], "gyro_bias_rads": [0.01, 0.0, -0.01]}'
    assert calibration_of(text) == Calibration((0.1, -0.2, 0.3), UNIT, (0.01, 0.0, -0.01))


@pytest.mark.parametrize(
    "text",
    [
        '{"acc_bias_ms2": [0.1, -0.2]}',
        '{"acc_bias_ms2": [0.1, -0.2, NaN]}',
        '{"acc_bias_ms2": [0.1, -0.2, 1e9]}',
        '{"acc_bias_ms2": [0.1, -0.2, "0.3"]}',
        '{"acc_bias_ms2": [0.1, 0.2, 0.3], "gyro_bias_rads": null}',
        '{"acc_gain": [[1, 0, 0], [0, 1, 0]]}',
        '{"acc_gain": [[1, 0, 0], [0, 1, 0], [0, 0, true]]}',
        '{"acc_bias_ms2": [' + "9" * 4000 + ", 0, 0]}",
        '{"something": [1, 2, 3]}',
        "[]",
    ],
)
def test_half_a_calibration_is_none(text: str) -> None:
    assert calibration_of(text) is None


WHOLE = Baseline(
    {name: Spread(-123456.789012345, 0.123456789012345) for name in MEASURED}, 120, (0.512345678901234,) * 100
)


def test_the_largest_baseline_fits() -> None:
    texts = marks.info_to_texts(SetInfo(baseline=WHOLE))
    assert len(texts["baseline"]) < marks.BASELINE_MAX_CHARS
    assert marks.info_from_texts(texts).baseline == WHOLE


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        '{"reps": 0, "values": {}}',
        '{"reps": true, "values": {}}',
        '{"reps": 9, "values": []}',
        '{"reps": 9, "values": {"rom": {"median": 0.5, "spread": 0.1}}}',
        '{"reps": 9, "values": {"rom_m": {"median": 0.5}}}',
        '{"reps": 9, "values": {"rom_m": {"median": 0.5, "spread": -0.1}}}',
        '{"reps": 9, "values": {"rom_m": {"median": NaN, "spread": 0.1}}}',
        '{"reps": 9, "values": {"rom_m": {"median": 1e7, "spread": 0.1}}}',
        '{"reps": 9, "values": {"rom_m": {"median": ' + "9" * 3000 + ', "spread": 0.1}}}',
        '{"reps": 9, "values": {}, "session_medians_rom_m": 3}',
        '{"reps": 9, "values": {}, "session_medians_rom_m": [' + ", ".join(["0.5"] * 101) + "]}",
        '{"reps": 9, "values": {}, "more": "' + "a" * 20000 + '"}',
        '{"reps": 9, "values": ' + '{"a":' * 5000 + "1" + "}" * 5000 + "}",
    ],
)
def test_a_baseline_that_makes_no_sense_is_none(text: str) -> None:
    assert marks.info_from_texts({"baseline": text, "load_kg": "100"}) == SetInfo(load_kg=100.0)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"late_rush_ratio": -1}',
        '{"late_rush_ratio": NaN}',
        '{"late_rush_ratio": 1e7}',
        '{"late_rush_ratio": true}',
        '{"late_rush_ratio": "0.7"}',
        '{"late_rush_ratio": ' + "9" * 3000 + "}",
        '{"first_reps": 2.5}',
        '{"floor_impact_on_deadlift": 1}',
        '{"of_another_version": 1}',
    ],
)
def test_a_limit_that_makes_no_sense_is_as_usual(text: str) -> None:
    assert marks.info_from_texts({"limits": text}) == SetInfo(limits=SignLimits())


def test_a_limit_that_was_chosen_stands_beside_one_that_makes_no_sense() -> None:
    info = marks.info_from_texts({"limits": '{"late_rush_ratio": 0.7, "first_reps": -1, "bounce_acc_ratio": 3}'})
    assert info.limits == SignLimits(late_rush_ratio=0.7, bounce_acc_ratio=3)


@pytest.mark.parametrize("text", ["", "[]", "null", "7", '{"late_rush_ratio": '])
def test_limits_that_cannot_be_read_are_not_known(text: str) -> None:
    assert marks.info_from_texts({"limits": text}) == SetInfo()
