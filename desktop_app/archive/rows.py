"""A recording's analysis as rows of the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop_app.archive.columns import REPS, SETS, SIGNS, Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.analysis import RecordingAnalysis
    from desktop_app.archive.engine_id import EngineId
    from sensor.loaded import LoadedRecording

SET_ID_DIGITS: Final = 32
"""Hexadecimal digits of the content in a set's identity: 128 bits."""
MICROSECONDS: Final = 1_000_000
LAST_UNIX_S: Final = 253_402_300_799.0
"""The end of the year 9999: a header that says later says nothing."""


def answer_of(
    recording: LoadedRecording, analysis: RecordingAnalysis, content: str, engine: EngineId
) -> dict[str, Any]:
    """All rows of a recording as lists of values, in the order of the columns: made of what `analyze --json` prints."""
    sensors = _sensor_objects(analysis)
    named = {
        "engine_version": engine.version, "engine_parameters": engine.parameters, "engine_code": engine.code,
        "engine_fingerprint": engine.fingerprint,
    }  # fmt: skip
    sets: list[list[Any]] = []
    reps: list[list[Any]] = []
    signs: list[list[Any]] = []
    for number, (sensor, found) in enumerate(zip(analysis.sensors, sensors, strict=True), 1):
        for index, one in enumerate(found.get("sets", [found])):
            set_id = f"{content[:SET_ID_DIGITS]}-{number}-{index + 1}"
            whole = {
                **one, **named, "set_id": set_id, "content": content, "sensor_number": number,
                "sensor_id": sensor.identity.id, "sensor_name": sensor.identity.name, "set_number": index + 1,
                "athlete": sensor.infos[index].athlete, "began_utc": _began(recording),
                "rep_count": len(one["reps"]), "sign_count": len(one["signs"]),
            }  # fmt: skip
            sets.append(_row(SETS, whole))
            reps.extend(_row(REPS, {**rep, "set_id": set_id}) for rep in one["reps"])
            signs.extend(
                _row(SIGNS, {**sign, "set_id": set_id, "sign": place}) for place, sign in enumerate(one["signs"], 1)
            )
    about = {
        "content": content,
        "status": "measured",
        "file_kind": str(recording.kind),
        "session": recording.session,
        "began_utc": _began(recording),
        "sensors": len(sensors),
        "set_count": len(sets),
        "rep_count": len(reps),
        "sign_count": len(signs),
        "duration_s": max(sensor.duration_s for sensor in analysis.sensors),
        "samples": sum(sensor.samples for sensor in analysis.sensors),
    }
    return {"about": about, "sets": sets, "reps": reps, "signs": signs}


def _sensor_objects(analysis: RecordingAnalysis) -> list[dict[str, Any]]:
    whole = analysis.to_json()
    return list(whole.get("sensors", [whole]))


def _row(columns: Sequence[Column], found: dict[str, Any]) -> list[Any]:
    return [column.value(found) for column in columns]


def _began(recording: LoadedRecording) -> int | None:
    at_s = recording.started_unix_s
    return None if at_s is None or not 0.0 <= at_s <= LAST_UNIX_S else round(at_s * MICROSECONDS)
