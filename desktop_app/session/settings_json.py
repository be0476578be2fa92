"""Settings as plain JSON values and back; whatever is not understood is refused by name.

    {"schema": "rackside.settings/1", "theme": "dark", "lifts": {"squat": {"variation": ["box"], ...}}, ...}

A key that is missing keeps its default, one that is not known is left alone: files of other versions can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, TypeVar

from desktop_app.errors import SettingsError
from desktop_app.health.reminder import LEAST_MIN, MOST_MIN, Day, Reminder
from desktop_app.names import is_name
from desktop_app.plausible import LONGEST_SHAFT_M, WIDEST_CLIP_M
from desktop_app.session.plates import LARGEST_KG, Units
from desktop_app.session.settings import COLOURS, FONT_SCALES, LiftChoice, RackLayout, Settings, ThemeName, WindowPlace
from desktop_app.sound.face import VoiceKind
from dsp.context import ClipPlace, Forward, Tempo
from dsp.errors import ParameterError
from dsp.exercises import EXERCISES, VARIATIONS
from dsp.limits import LimitTable, SignLimits
from sensor.limits_json import limits_to_plain
from sensor.loaded import MOST_TARGET_REPS, Mounting

SCHEMA: Final = "rackside.settings/1"
LARGEST_PIXEL: Final = 100_000
E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


def settings_to_plain(settings: Settings) -> dict[str, Any]:
    """Nothing but strings, numbers, booleans, lists and objects."""
    common = limits_to_plain(settings.limits.common)
    return {
        "schema": SCHEMA,
        "theme": settings.theme.value,
        "font_scale": settings.font_scale,
        "units": settings.units.value,
        "volume": settings.volume,
        "muted": settings.muted,
        "tone_on": settings.tone_on,
        "cues_on": settings.cues_on,
        "count_on": settings.count_on,
        "voice": settings.voice.value,
        "layout": settings.layout.value,
        "athlete": settings.athlete,
        "sensor": settings.sensor,
        "sensor_name": settings.sensor_name,
        "exercise": settings.exercise,
        "lifts": {name: _choice_to_plain(choice) for name, choice in settings.lifts.items()},
        "limits": {"common": common, "own": {name: dict(own) for name, own in settings.limits.own.items()}},
        "loss_stop_percent": settings.loss_stop_percent,
        "window": None if settings.window is None else asdict(settings.window),
        "mountings": {name: _mounting_to_plain(known) for name, known in settings.mountings.items()},
        "reminder": {
            "on": settings.reminder.on,
            "day": settings.reminder.day.value,
            "every_min": settings.reminder.every_min,
        },
        "colours": dict(settings.colours),
        "board": list(settings.board),
    }


def settings_from_plain(found: Any) -> Settings:
    """Raises SettingsError, whose message says which value is not understood."""
    plain = _object("the file", found)
    if plain.get("schema") != SCHEMA:
        raise _wrong("schema")
    read: dict[str, Callable[[str, Any], Any]] = {
        "theme": _member(ThemeName),
        "font_scale": lambda name, value: _number(name, value, FONT_SCALES[0], FONT_SCALES[-1]),
        "units": _member(Units),
        "volume": lambda name, value: _number(name, value, 0.0, 1.0),
        "muted": _flag,
        "tone_on": _flag,
        "cues_on": _flag,
        "count_on": _flag,
        "voice": _member(VoiceKind),
        "layout": _member(RackLayout),
        "athlete": _or_none(_text),
        "sensor": _or_none(_text),
        "sensor_name": _or_none(_text),
        "exercise": _or_none(_exercise),
        "lifts": _lifts,
        "limits": _limits,
        "loss_stop_percent": _or_none(lambda name, value: _number(name, value, 1.0, 99.0)),
        "window": _or_none(_window),
        "mountings": _mountings,
        "reminder": _reminder,
        "colours": _colours,
        "board": _names,
    }
    return Settings(**{name: reader(name, plain[name]) for name, reader in read.items() if name in plain})


def _choice_to_plain(choice: LiftChoice) -> dict[str, Any]:
    tempo = None if choice.tempo is None else str(choice.tempo)
    return {
        "variation": list(choice.variation),
        "load_kg": choice.load_kg,
        "tempo": tempo,
        "target_reps": choice.target_reps,
    }


def _lifts(name: str, value: Any) -> Mapping[str, LiftChoice]:
    plain = _object(name, value)
    return MappingProxyType({_exercise(name, key): _choice(f"{name}.{key}", each) for key, each in plain.items()})


def _choice(name: str, value: Any) -> LiftChoice:
    plain = _object(name, value)
    tags = plain.get("variation", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) and tag in VARIATIONS for tag in tags):
        raise _wrong(f"{name}.variation")
    load_kg = _or_none(lambda key, x: _number(key, x, 0.0, LARGEST_KG))(f"{name}.load_kg", plain.get("load_kg"))
    tempo = _or_none(_tempo)(f"{name}.tempo", plain.get("tempo"))
    reps = _or_none(_reps)(f"{name}.target_reps", plain.get("target_reps"))
    return LiftChoice(tuple(tags), load_kg, tempo, reps)


def _reps(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_TARGET_REPS:
        raise _wrong(name)
    return value


def _tempo(name: str, value: Any) -> Tempo:
    try:
        return Tempo.parse(_text(name, value))
    except ParameterError as error:
        raise _wrong(name) from error


def _limits(name: str, value: Any) -> LimitTable:
    plain = _object(name, value)
    common = _limit_values(f"{name}.common", plain.get("common", {}))
    own_plain = _object(f"{name}.own", plain.get("own", {}))
    own = {_exercise(name, key): _limit_values(f"{name}.own.{key}", each) for key, each in own_plain.items()}
    return LimitTable(SignLimits().changed(**common), MappingProxyType(own))


def _limit_values(name: str, value: Any) -> dict[str, Any]:
    """Limits by name, each of the kind of its default."""
    plain = _object(name, value)
    for key, each in plain.items():
        kind = type(_default(key))
        if kind is bool:
            _flag(f"{name}.{key}", each)
        elif kind is int and not isinstance(each, int):
            raise _wrong(f"{name}.{key}")
        else:
            _number(f"{name}.{key}", each, 0.0, 1e6)
    return plain


def _default(name: str) -> Any:
    for each in fields(SignLimits):
        if each.name == name:
            return each.default
    raise _wrong(f"{name[:40]!r} among limits")


def _window(name: str, value: Any) -> WindowPlace:
    plain = _object(name, value)
    x, y, width, height = (plain.get(key) for key in ("x", "y", "width", "height"))
    for number, least in ((x, -LARGEST_PIXEL), (y, -LARGEST_PIXEL), (width, 1), (height, 1)):
        if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= LARGEST_PIXEL:
            raise _wrong(name)
    full_screen = _flag(f"{name}.full_screen", plain.get("full_screen", False))
    maximised = _flag(f"{name}.maximised", plain.get("maximised", False))
    return WindowPlace(int(x or 0), int(y or 0), int(width or 1), int(height or 1), full_screen, maximised)


def _reminder(name: str, value: Any) -> Reminder:
    plain = _object(name, value)
    every_min = _number(f"{name}.every_min", plain.get("every_min"), LEAST_MIN, MOST_MIN)
    return Reminder(_flag(f"{name}.on", plain.get("on")), _member(Day)(f"{name}.day", plain.get("day")), int(every_min))


def _colours(name: str, value: Any) -> Mapping[str, int]:
    plain = _object(name, value)
    return MappingProxyType({_text(name, key): _colour(f"{name}.{key}", each) for key, each in plain.items()})


def _colour(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < COLOURS:
        raise _wrong(name)
    return value


def _names(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _wrong(name)
    return tuple(_text(name, each) for each in value)


def _mounting_to_plain(mounting: Mounting) -> dict[str, Any]:
    clip = None if mounting.clip is None else asdict(mounting.clip)
    return {"forward": None if mounting.forward is None else mounting.forward.value, "clip": clip}


def _mountings(name: str, value: Any) -> Mapping[str, Mounting]:
    plain = _object(name, value)
    return MappingProxyType({_text(name, key): _mounting(f"{name}.{key}", each) for key, each in plain.items()})


def _mounting(name: str, value: Any) -> Mounting:
    plain = _object(name, value)
    forward = _or_none(_member(Forward))(f"{name}.forward", plain.get("forward"))
    return Mounting(forward, _or_none(_clip)(f"{name}.clip", plain.get("clip")))


def _clip(name: str, value: Any) -> ClipPlace:
    plain = _object(name, value)
    along_m = _number(f"{name}.along_m", plain.get("along_m"), -LONGEST_SHAFT_M, LONGEST_SHAFT_M)
    return ClipPlace(along_m, _number(f"{name}.off_axis_m", plain.get("off_axis_m"), 0.0, WIDEST_CLIP_M))


def _object(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(name)
    return value


def _number(name: str, value: Any, least: float, most: float) -> float:
    # Written so that NaN, and an integer too large for a float, are refused.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= most:
        raise _wrong(name)
    return float(value)


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _wrong(name)
    return value


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or not is_name(value):
        raise _wrong(name)
    return value


def _exercise(name: str, value: Any) -> str:
    if value not in list(EXERCISES):
        raise _wrong(name)
    return str(value)


def _member(kind: type[E]) -> Callable[[str, Any], E]:
    def read(name: str, value: Any) -> E:
        if not isinstance(value, str) or value not in list(kind):
            raise _wrong(name)
        return kind(value)

    return read


def _or_none(reader: Callable[[str, Any], T]) -> Callable[[str, Any], T | None]:
    return lambda name, value: None if value is None else reader(name, value)


def _wrong(name: str) -> SettingsError:
    return SettingsError(f"{name} is not understood", "Delete the file to begin with the defaults.")
