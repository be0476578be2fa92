"""The list of a session's sets as JSON, for the file beside its recording and for whoever takes it in later.

    {"schema": "rackside.session/1", "recording": "2026-11-21_18-30-05.mcap", "started_unix_s": 1795277405.0,
     "sets": [{"id": 1, "plan": {"athlete": "Ann", "exercise": "squat", "variation": [], "load_kg": 100.0,
                                 "tempo": "3-1-X-0", "prescribed_rom_m": null, "loss_stop_percent": 20.0,
                                 "warm_up": false, "target_reps": 8},
               "sensor_id": "C0:FF:EE:00:00:01", "start_s": 12.0, "end_s": 71.5, "struck": [3], "added": 0,
               "deleted": false, "joined_into": null, "ended_for_pain": false,
               "result": {"schema": "rackside.set/1", …} or null,
               "further": [{"tilt_rad": 0.01, …}, …]}, …]}

`plan` is what counts, also where it was corrected; `result` is as measured, struck reps included. `further` has what
`result` does not tell of each of its reps, by the names of `dsp.features.RepFeatures`, or is empty.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from desktop_app.errors import SessionFileError
from desktop_app.session.plain import PlainError, from_plain
from desktop_app.session.sets import MOST_ADDED, SetEntry, SetLog
from dsp.context import Tempo
from dsp.errors import ParameterError
from dsp.exercises import EXERCISES
from sensor.loaded import MOST_TARGET_REPS

SCHEMA: Final = "rackside.session/1"


@dataclass(frozen=True, slots=True)
class SessionSets:
    """recording: name of the file beside it; None where nothing was recorded. started_unix_s: wall time."""

    recording: str | None
    started_unix_s: float | None
    log: SetLog


@dataclass(frozen=True, slots=True)
class _Session:
    """The object in the file, but for its tempos, which are texts there."""

    schema: str
    sets: tuple[SetEntry, ...]
    recording: str | None = None
    started_unix_s: float | None = None


def session_to_plain(session: SessionSets) -> dict[str, Any]:
    """Nothing but strings, numbers, booleans, lists, objects and None."""
    return {
        "schema": SCHEMA,
        "recording": session.recording,
        "started_unix_s": session.started_unix_s,
        "sets": [_entry_to_plain(entry) for entry in session.log.entries],
    }


def session_from_plain(found: object) -> SessionSets:
    """Raises SessionFileError, whose message says which value is not understood."""
    try:
        if not isinstance(found, dict) or found.get("schema") != SCHEMA:
            raise PlainError("schema")  # noqa: TRY301 (the same end as for any other value)
        read = from_plain(_Session, _with_tempos(found), "the file")
        _check(read)
    except PlainError as error:
        raise SessionFileError(
            f"{error} is not understood", "Take another copy of the file, if there is one."
        ) from error
    return SessionSets(read.recording, read.started_unix_s, SetLog(read.sets))


def _entry_to_plain(entry: SetEntry) -> dict[str, Any]:
    plan = {**asdict(replace(entry.plan, tempo=None)), "variation": list(entry.plan.variation)}
    plan["tempo"] = None if entry.plan.tempo is None else str(entry.plan.tempo)
    bare = asdict(replace(entry, result=None, further=()))
    return {
        **bare,
        "plan": plan,
        "struck": list(entry.struck),
        "result": None if entry.result is None else entry.result.to_json(),
        "further": [dict(values) for values in entry.further],
    }


def _with_tempos(found: dict[str, Any]) -> dict[str, Any]:
    """The object with each plan's tempo taken apart."""
    sets = found.get("sets")
    if not isinstance(sets, list):
        raise PlainError("sets")
    return {**found, "sets": [_with_tempo(each, f"sets[{k}]") for k, each in enumerate(sets)]}


def _with_tempo(found: object, place: str) -> object:
    plan = found.get("plan") if isinstance(found, dict) else None
    if not isinstance(found, dict) or not isinstance(plan, dict) or plan.get("tempo") is None:
        return found
    text = plan["tempo"]
    try:
        tempo = Tempo.parse(text) if isinstance(text, str) else None
    except ParameterError:
        tempo = None
    if tempo is None:
        raise PlainError(f"{place}.plan.tempo")
    return {**found, "plan": {**plan, "tempo": asdict(tempo)}}


def _check(session: _Session) -> None:
    """What the types alone do not say."""
    ids = {entry.id for entry in session.sets}
    if len(ids) != len(session.sets):
        raise PlainError("sets: an id that comes twice")
    for k, entry in enumerate(session.sets):
        wrong = {
            "plan.exercise": entry.plan.exercise is not None and entry.plan.exercise not in EXERCISES,
            "plan.load_kg": not _least(entry.plan.load_kg, 0.0),
            "plan.target_reps": not _within(entry.plan.target_reps, 1, MOST_TARGET_REPS),
            "added": not 0 <= entry.added <= MOST_ADDED,
            "end_s": entry.end_s < entry.start_s,
            "further": len(entry.further) not in {0, len(entry.result.reps) if entry.result is not None else 0},
            "joined_into": entry.joined_into is not None and entry.joined_into not in ids,
        }
        for name, is_so in wrong.items():
            if is_so:
                raise PlainError(f"sets[{k}].{name}")


def _within(value: int | None, least: int, most: int) -> bool:
    return value is None or least <= value <= most


def _least(value: float | None, least: float) -> bool:
    return value is None or value >= least
