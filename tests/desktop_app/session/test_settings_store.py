"""Settings kept over runs, and files that somebody or something spoilt."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import SettingsError
from desktop_app.health.reminder import Day, Reminder
from desktop_app.session.plan import LiftPlan
from desktop_app.session.plates import Units
from desktop_app.session.settings import MOUNTINGS_MAX, LiftChoice, RackLayout, Settings, ThemeName, WindowPlace
from desktop_app.session.settings_json import settings_from_plain, settings_to_plain
from desktop_app.session.settings_store import FILE_MAX_BYTES, SettingsStore
from desktop_app.sound.face import VoiceKind
from dsp.context import ClipPlace, Forward, Tempo
from dsp.limits import LimitTable, SignLimits
from sensor.loaded import UNKNOWN_MOUNTING, Mounting

EVERYTHING = Settings(
    theme=ThemeName.LIGHT,
    font_scale=1.25,
    units=Units.LB,
    volume=0.3,
    muted=True,
    tone_on=False,
    cues_on=False,
    count_on=False,
    voice=VoiceKind.RECORDED,
    layout=RackLayout.DETAIL,
    athlete="Zoë",
    sensor="AA:BB",
    sensor_name="WT901",
    exercise="bench",
    lifts=MappingProxyType({"bench": LiftChoice(("paused",), 80.0, Tempo.parse("3-1-X-0"), 8)}),
    limits=LimitTable(SignLimits().changed(first_reps=3), {"squat": {"late_rush_ratio": 0.9}}),
    loss_stop_percent=25.0,
    window=WindowPlace(-5, 10, 1366, 768, full_screen=True),
    reminder=Reminder(True, Day.STANDING, 55),
    mountings=MappingProxyType({"AA:BB": Mounting(Forward.MINUS_Y, ClipPlace(-0.35, 0.04)), "CC": Mounting()}),
    colours=MappingProxyType({"aa:bb": 9}),
    board=("Ann", "Zoë"),
)


@pytest.fixture
def store(tmp_path: Path) -> SettingsStore:
    return SettingsStore(tmp_path / "config" / "settings.json")


def test_first_run_has_defaults_and_nothing_to_say(store: SettingsStore) -> None:
    settings, notice = store.load()
    assert settings == Settings()
    assert settings.first_run
    assert notice is None


def test_all_that_was_kept_comes_back(store: SettingsStore) -> None:
    assert store.save(EVERYTHING) is None
    assert store.load() == (EVERYTHING, None)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert [p.name for p in store.path.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "rackside.settings/9"},
        {"theme": "pink"},
        {"font_scale": 1e9},
        {"font_scale": float("nan")},
        {"volume": True},
        {"volume": 10**400},
        {"muted": "no"},
        {"athlete": "x" * 500},
        {"athlete": "a\nb"},
        {"exercise": ["squat"]},
        {"lifts": {"curl": {}}},
        {"lifts": {"squat": {"tempo": "fast"}}},
        {"lifts": {"squat": {"variation": "box"}}},
        {"limits": {"common": {"no_such": 1.0}}},
        {"limits": {"common": {"late_rush_ratio": -1}}},
        {"limits": {"common": {"first_reps": 1.5}}},
        {"limits": {"own": {"squat": {"late_rush_ratio": "much"}}}},
        {"colours": {"aa": 16}},
        {"colours": {"aa": True}},
        {"board": "Ann"},
        {"board": [3]},
        {"window": {"x": 0, "y": 0, "width": 0, "height": 10**9}},
    ],
)
def test_a_value_that_makes_no_sense_sets_the_file_aside(store: SettingsStore, change: dict[str, Any]) -> None:
    store.save(EVERYTHING)
    store.path.write_text(json.dumps({**settings_to_plain(EVERYTHING), **change}))
    settings, notice = store.load()
    assert settings == Settings()
    assert notice is not None
    assert next(iter(change)) in notice.text
    assert not store.path.exists()
    assert "settings.json.unusable" in notice.advice
    assert store.load() == (Settings(), None)


@pytest.mark.parametrize("reps", [0, -1, 201, 8.0, True, "8"])
def test_a_number_of_reps_that_is_none_is_refused_by_name(reps: object) -> None:
    plain = settings_to_plain(EVERYTHING)
    plain["lifts"]["bench"]["target_reps"] = reps
    with pytest.raises(SettingsError, match=r"lifts\.bench\.target_reps"):
        settings_from_plain(plain)


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"[" * 10_000, b"{}", b"3", b" " * (FILE_MAX_BYTES + 1)])
def test_what_is_no_settings_file_is_set_aside(store: SettingsStore, raw: bytes) -> None:
    store.path.parent.mkdir()
    store.path.write_bytes(raw)
    settings, notice = store.load()
    assert settings == Settings()
    assert notice is not None
    assert not store.path.exists()


def test_a_pipe_in_place_of_the_file_is_not_waited_for(store: SettingsStore) -> None:
    store.path.parent.mkdir()
    os.mkfifo(store.path)
    settings, notice = store.load()
    assert settings == Settings()
    assert notice is not None


def test_a_folder_in_its_place_is_told_of_and_survived(store: SettingsStore) -> None:
    store.path.mkdir(parents=True)
    settings, notice = store.load()
    assert settings == Settings()
    assert notice is not None
    assert store.save(EVERYTHING) is None
    assert store.load() == (EVERYTHING, None)


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    notice = SettingsStore(tmp_path / "file" / "settings.json").save(Settings())
    assert notice is not None
    assert "not kept" in notice.text


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(settings_to_plain(EVERYTHING))), _JSON)
def test_any_value_is_read_or_refused_by_name(key: str, value: Any) -> None:
    plain = {**settings_to_plain(EVERYTHING), key: value}
    try:
        settings = settings_from_plain(plain)
    except SettingsError as error:
        said = error.message
    else:
        said = key
        assert settings_from_plain(settings_to_plain(settings)) == settings
    assert key in said


def test_choices_are_remembered_by_exercise() -> None:
    heavy = LiftPlan("Ann", "squat", ("box",), 100.0, Tempo.parse("4-0-1-1"), target_reps=5)
    settings = Settings().remembering(heavy).remembering(LiftPlan("Ann", "bench", (), 60.0))
    assert settings.exercise == "bench"
    assert settings.plan_of("squat") == heavy
    assert settings.plan_of("row") == LiftPlan("Ann", "row")


def test_how_a_sensor_sits_is_remembered_by_sensor() -> None:
    left, right = Mounting(Forward.PLUS_Y), Mounting(clip=ClipPlace(0.2, 0.03))
    settings = replace(replace(Settings(sensor="A").mounted(left), sensor="B").mounted(right), sensor="A")
    assert settings.mounting == left
    assert replace(settings, sensor="B").mounting == right
    assert replace(settings, sensor="C").mounting == UNKNOWN_MOUNTING
    assert Settings().mounted(left) == Settings()


def test_of_many_sensors_the_newest_are_remembered() -> None:
    settings = Settings()
    for k in range(MOUNTINGS_MAX + 5):
        settings = replace(settings, sensor=f"S{k}").mounted(Mounting(Forward.PLUS_X))
    assert list(settings.mountings) == [f"S{k}" for k in range(5, MOUNTINGS_MAX + 5)]


def test_a_lifter_is_forgotten_however_their_name_was_typed(store: SettingsStore) -> None:
    assert store.forget("Ann") == ()
    assert not store.path.exists()
    store.save(Settings(athlete=" ANN", sensor="AA:BB", board=("Bob", "ann")))
    assert store.forget("Ann") == ()
    assert store.load() == (Settings(sensor="AA:BB", board=("Bob",)), None)
    before = store.path.read_bytes()
    assert store.forget("Cleo") == ()
    assert store.path.read_bytes() == before


def test_settings_that_cannot_be_used_may_name_a_lifter_still(store: SettingsStore) -> None:
    store.path.parent.mkdir(parents=True)
    store.path.write_text("{Ann")
    assert store.forget("Ann") == (store.path,)
    assert store.path.read_text() == "{Ann"
    store.load()
    (aside,) = store.path.parent.iterdir()
    assert store.forget("Ann") == (aside,)
