"""What a recording says of itself besides packets, as MCAP metadata records: texts by name."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dsp.calibration import Calibration
from dsp.context import Baseline, ClipPlace, Forward, Tempo
from dsp.errors import ParameterError
from sensor.baseline_json import baseline_from_plain, baseline_to_plain
from sensor.calibration_json import calibration_from_plain, calibration_to_plain
from sensor.errors import BaselineValueError
from sensor.limits_json import limits_from_plain, limits_to_plain
from sensor.loaded import MOST_TARGET_REPS, UNKNOWN_MOUNTING, UNKNOWN_SET, Mounting, SensorIdentity, SetInfo

PROFILE: Final = "rackside"
RECORDING: Final = "rackside.recording"
SENSOR: Final = "rackside.sensor"
SET_BEGIN: Final = "rackside.set_begin"
SET_END: Final = "rackside.set_end"
FORMAT: Final = "1"

TEXT_MAX_CHARS: Final = 4096
"""Longer texts are not names of anything."""
BASELINE_MAX_CHARS: Final = 16384
"""All values and sessions that a baseline can have take half of it."""


@dataclass(frozen=True, slots=True)
class Header:
    """Of the whole recording. started_unix_ns: wall time of its beginning; None where it was not recorded live."""

    info: SetInfo = UNKNOWN_SET
    started_unix_ns: int | None = None
    session: str | None = None


@dataclass(frozen=True, slots=True)
class SensorEntry:
    """One sensor of a recording. calibration: what its packets' samples are to be corrected by."""

    identity: SensorIdentity
    mounting: Mounting = UNKNOWN_MOUNTING
    calibration: Calibration | None = None


def header_to_texts(header: Header) -> dict[str, str]:
    started = None if header.started_unix_ns is None else str(header.started_unix_ns)
    return {"format": FORMAT, **_known(started_unix_ns=started, session=header.session), **info_to_texts(header.info)}


def header_from_texts(texts: Mapping[str, str]) -> Header:
    return Header(info_from_texts(texts), _integer(texts.get("started_unix_ns")), _text(texts, "session"))


def info_to_texts(info: SetInfo) -> dict[str, str]:
    return _known(
        exercise=info.exercise,
        variation=json.dumps(list(info.variation)) if info.variation else None,
        load_kg=_shown(info.load_kg),
        athlete=info.athlete,
        tempo=None if info.tempo is None else str(info.tempo),
        prescribed_rom_m=_shown(info.prescribed_rom_m),
        loss_stop_percent=_shown(info.loss_stop_percent),
        target_reps=None if info.target_reps is None else str(info.target_reps),
        baseline=None if info.baseline is None else json.dumps(baseline_to_plain(info.baseline)),
        limits=None if info.limits is None else json.dumps(limits_to_plain(info.limits)),
    )


def info_from_texts(texts: Mapping[str, str]) -> SetInfo:
    """What the texts say; a value that makes no sense is taken as unknown, never as an error."""
    return SetInfo(
        exercise=_text(texts, "exercise"),
        variation=_strings(texts.get("variation")),
        load_kg=_number(texts.get("load_kg")),
        athlete=_text(texts, "athlete"),
        tempo=_tempo(texts.get("tempo")),
        prescribed_rom_m=_number(texts.get("prescribed_rom_m")),
        loss_stop_percent=_number(texts.get("loss_stop_percent")),
        target_reps=_reps(texts.get("target_reps")),
        baseline=_baseline(texts.get("baseline")),
        limits=limits_from_plain(_json(texts.get("limits"))),
    )


def sensor_to_texts(entry: SensorEntry) -> dict[str, str]:
    identity, mounting = entry.identity, entry.mounting
    clip = mounting.clip
    return {
        "id": identity.id,
        "driver": identity.driver,
        **_known(
            name=identity.name,
            address=identity.address,
            model=identity.model,
            firmware=identity.firmware,
            forward=None if mounting.forward is None else str(mounting.forward),
            clip_along_m=None if clip is None else repr(clip.along_m),
            clip_off_axis_m=None if clip is None else repr(clip.off_axis_m),
            calibration=None if entry.calibration is None else json.dumps(calibration_to_plain(entry.calibration)),
        ),
    }


def sensor_from_texts(texts: Mapping[str, str]) -> SensorEntry | None:
    """The sensor, None where the texts name none."""
    sensor_id, driver = _text(texts, "id"), _text(texts, "driver")
    if sensor_id is None or driver is None:
        return None
    identity = SensorIdentity(
        sensor_id,
        driver,
        _text(texts, "name"),
        _text(texts, "address"),
        _text(texts, "model"),
        _text(texts, "firmware"),
    )
    along, off = _number(texts.get("clip_along_m")), _number(texts.get("clip_off_axis_m"))
    clip = ClipPlace(along, off) if along is not None and off is not None else None
    forward = texts.get("forward")
    mounting = Mounting(Forward(forward) if forward in set(Forward) else None, clip)
    return SensorEntry(identity, mounting, calibration_from_plain(_json(texts.get("calibration"))))


def _known(**texts: str | None) -> dict[str, str]:
    return {name: text for name, text in texts.items() if text is not None}


def _shown(value: float | None) -> str | None:
    return None if value is None else repr(float(value))


def _text(texts: Mapping[str, str], name: str) -> str | None:
    text = texts.get(name)
    return text[:TEXT_MAX_CHARS] if text else None


def _number(text: str | None) -> float | None:
    try:
        value = float(text) if text else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _integer(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 20 else None


def _reps(text: str | None) -> int | None:
    reps = _integer(text)
    return reps if reps is not None and 1 <= reps <= MOST_TARGET_REPS else None


def _tempo(text: str | None) -> Tempo | None:
    try:
        return Tempo.parse(text) if text else None
    except ParameterError:
        return None


def _baseline(text: str | None) -> Baseline | None:
    try:
        return baseline_from_plain(_json(text, BASELINE_MAX_CHARS)) if text else None
    except BaselineValueError:
        return None


def _json(text: str | None, most: int = TEXT_MAX_CHARS) -> object:
    try:
        return json.loads(text) if text and len(text) <= most else None
    except (ValueError, RecursionError):
        return None


def _strings(text: str | None) -> tuple[str, ...]:
    found = _json(text)
    return tuple(s for s in found if isinstance(s, str)) if isinstance(found, list) else ()
