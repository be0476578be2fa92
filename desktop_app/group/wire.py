"""Messages as bytes on topics and back: what comes from the network is read strictly, or refused with a reason.

topic, payload = topic_of("rack1", state), encode(state)
station, message = parse(topic, payload)            # or RefusedError, which says why
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from enum import StrEnum
from typing import Any, Final

from desktop_app.group.messages import (
    COACH,
    KINDS,
    MOST_REPS,
    PUBLIC_TAGS,
    ROOT,
    STATION_NAME,
    DoneSet,
    Kind,
    Message,
    Order,
    Plan,
    Presence,
    RackState,
    kind_of,
)
from desktop_app.group.strict import MisfitError, NoJsonError, from_object, json_object
from desktop_app.store.records import set_id_of
from dsp.context import Tempo
from dsp.errors import ParameterError
from dsp.exercises import EXERCISES

_BY_PATH: Final = {(kind.way, kind.name): kind for kind in KINDS}


class Reason(StrEnum):
    """Why a message was dropped."""

    TOPIC = "topic"
    """Not one of ours, or not from somebody who may say this."""
    SIZE = "size"
    JSON = "json"
    SHAPE = "shape"
    """A key too many or too few, another type, a value or a length out of range."""
    IDENTITY = "identity"
    """A set whose identity does not follow from its session, or that belongs to another station."""
    RATE = "rate"
    """More than any station has to say."""
    RUN = "run"
    """Of a program that is not there any more, or a second one under the same name."""
    CROWD = "crowd"
    """More stations than there are anywhere."""
    UNASKED = "unasked"
    """An answer to nothing."""
    QUEUE = "queue"
    """More than could be read."""


class RefusedError(Exception):
    """A message that is dropped. place: which value is to blame, empty where it is the whole."""

    def __init__(self, reason: Reason, station: str | None = None, place: str = "") -> None:
        super().__init__(f"{reason} {place}".rstrip())
        self.reason, self.station, self.place = reason, station, place


def topic_of(station: str, message: Message) -> str:
    """station: its name, or `COACH` for what the coach tells everybody."""
    kind = kind_of(message)
    return f"{ROOT}/{station}/{kind.way}/{kind.name}"


def encode(message: Message) -> bytes:
    return json.dumps(_finite(asdict(message)), allow_nan=False, separators=(",", ":"), ensure_ascii=False).encode()


def _finite(value: Any) -> Any:
    """Unknown is null, also where arithmetic said so."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: _finite(each) for name, each in value.items()}
    return [_finite(each) for each in value] if isinstance(value, (list, tuple)) else value


def parse(topic: str, payload: bytes) -> tuple[str, Message]:
    """Who is spoken of, and what was said. Raises RefusedError."""
    station, kind = addressed(topic)
    return station, read(station, kind, payload)


def addressed(topic: str) -> tuple[str, Kind]:
    """Who is spoken of, and in what kind of message. Raises RefusedError."""
    parts = topic.split("/")
    if len(parts) != 5 or f"{parts[0]}/{parts[1]}" != ROOT or STATION_NAME.fullmatch(parts[2]) is None:
        raise RefusedError(Reason.TOPIC)
    kind = _BY_PATH.get((parts[3], parts[4]))
    if kind is None or (parts[2].lower() == COACH and (parts[2] != COACH or kind.type is not Presence)):
        raise RefusedError(Reason.TOPIC)
    return parts[2], kind


def read(station: str, kind: Kind, payload: bytes) -> Message:
    """What was said. Raises RefusedError."""
    if len(payload) > kind.most_bytes:
        raise RefusedError(Reason.SIZE, station)
    try:
        found = json_object(payload)
    except NoJsonError:
        raise RefusedError(Reason.JSON, station) from None
    try:
        message = from_object(kind.type, found)
    except MisfitError as error:
        raise RefusedError(Reason.SHAPE, station, str(error)) from None
    if (wrong := _wrong(message)) is not None:
        reason, place = wrong
        raise RefusedError(reason, station, place)
    return message


def _wrong(message: Message) -> tuple[Reason, str] | None:
    """What the types alone do not say."""
    if isinstance(message, RackState):
        bars = {bar.bar for bar in message.bars}
        bad = len(bars) != len(message.bars) or any(_bad_plan(bar.plan) for bar in message.bars)
        return (Reason.SHAPE, "bars") if bad else None
    if isinstance(message, Order):
        return (Reason.SHAPE, "plan") if _bad_plan(message.plan) else None
    return _wrong_set(message) if isinstance(message, DoneSet) else None


def _wrong_set(done: DoneSet) -> tuple[Reason, str] | None:
    try:
        follows = done.set_id == set_id_of(done.session_id, done.number)
    except ValueError:
        follows = False
    if not follows:
        return Reason.IDENTITY, "set_id"
    if _bad_plan(done.plan) or done.end_s < done.start_s:
        return Reason.SHAPE, "plan"
    result = done.result
    if result is not None and (len(result.reps) > MOST_REPS or not _known(result.exercise, result.variation)):
        return Reason.SHAPE, "result"
    return None


def _bad_plan(plan: Plan) -> bool:
    if plan.tempo is not None:
        try:
            Tempo.parse(plan.tempo)
        except ParameterError:
            return True
    return not _known(plan.exercise, plan.variation)


def _known(exercise: str | None, variation: tuple[Any, ...]) -> bool:
    return (exercise is None or exercise in EXERCISES) and PUBLIC_TAGS.issuperset(variation)
