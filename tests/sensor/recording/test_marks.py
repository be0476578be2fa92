"""What is said of sets and sensors survives being written as text; nonsense is taken as unknown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dsp.context import ClipPlace, Forward, Tempo
from sensor.loaded import Mounting, SensorIdentity, SetInfo
from sensor.recording import marks
from sensor.recording.marks import Header, SensorEntry

NUMBERS = st.floats(-1e6, 1e6)
NAMES = st.text(min_size=1, max_size=20)
INFOS = st.builds(
    SetInfo,
    exercise=st.none() | NAMES,
    variation=st.lists(NAMES, max_size=3).map(tuple),
    load_kg=st.none() | NUMBERS,
    athlete=st.none() | NAMES,
    tempo=st.none() | st.sampled_from(["3-1-X-0", "2.5-0-1-1"]).map(Tempo.parse),
    prescribed_rom_m=st.none() | NUMBERS,
)
ENTRIES = st.builds(
    SensorEntry,
    st.builds(SensorIdentity, NAMES, NAMES, st.none() | NAMES, st.none() | NAMES, st.none() | NAMES, st.none() | NAMES),
    st.builds(Mounting, st.none() | st.sampled_from(Forward), st.none() | st.builds(ClipPlace, NUMBERS, NUMBERS)),
    st.dictionaries(NAMES, st.lists(NUMBERS, max_size=9).map(tuple), max_size=3),
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
    "started_unix_ns", "exercise", "prescribed_rom_m",
]  # fmt: skip
NONSENSE = st.sampled_from(["", "nan", "-1", "[1,", "[[1]]", '{"a": [true]}', '{"a": "b"}', "9" * 99, "[" * 3000])


@given(st.dictionaries(st.sampled_from(KEYS), NONSENSE | st.text(max_size=30)))
def test_nonsense_is_unknown(texts: dict[str, str]) -> None:
    header = marks.header_from_texts(texts)
    assert header.info.load_kg is None or abs(header.info.load_kg) < float("inf")
    entry = marks.sensor_from_texts(texts)
    assert entry is None or all(isinstance(v, tuple) for v in entry.calibration.values())
