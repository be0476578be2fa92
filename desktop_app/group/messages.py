"""What stations and the coach tell each other: frozen values, as JSON on topics, and back. `messages.md` is its page.

    topic, payload = topic_of("rack1", state), encode(state)
    station, message = parse(topic, payload)            # or RefusedError, which says why

The last letters of a name are its unit, as everywhere; `_unix_s` is the sender's own clock. Unknown is null, never 0.
There is no type here that could carry an answer about health, and none may be added: a test walks through all types.
"""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Annotated, Any, Final, TypeAlias

from desktop_app.group.strict import Chars, Items, MisfitError, NoJsonError, Span, from_object, json_object
from desktop_app.session.plan import LiftPlan
from desktop_app.session.snapshot import Traffic
from desktop_app.store.records import set_id_of
from dsp.context import Tempo
from dsp.errors import ParameterError
from dsp.exercises import EXERCISES, VARIATIONS
from dsp.results import Quality, SetResult, Severity
from sensor.ble.status import LinkState
from sensor.loaded import MOST_TARGET_REPS

VERSION: Final = 1
"""Of all messages together; it stands in every topic. Another one is another language."""
ROOT: Final = f"rackside/{VERSION}"
COACH: Final = "coach"
"""Stands where a station's name does in what the coach tells everybody; no station may be called so."""
STATION_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")

PRIVATE_TAGS: Final = frozenset({"way_back"})
"""Tags of an exercise that follow from what a lifter answered about health: they stay at the station."""
PUBLIC_TAGS: Final = VARIATIONS - PRIVATE_TAGS

MOST_BARS: Final = 16
MOST_REPS: Final = 100
MOST_SIGNS: Final = 400
MOST_PARTS: Final = 100
"""Gaps, refused movements and warnings of a set: what goes beyond is not sent."""

Name: TypeAlias = Annotated[str, Chars(1, 200)]
Line: TypeAlias = Annotated[str, Chars(0, 300)]
Token: TypeAlias = Annotated[str, Chars(8, 40)]
UnixS: TypeAlias = Annotated[float, Span(0.0, 1e11)]
Count: TypeAlias = Annotated[int, Span(0, 1_000_000)]
Reps: TypeAlias = Annotated[int, Span(0, 1000)]
Seconds: TypeAlias = Annotated[float, Span(0.0, 1e6)]
Speed: TypeAlias = Annotated[float, Span(0.0, 20.0)]
Load: TypeAlias = Annotated[float, Span(0.0, 1000.0)]
Percent: TypeAlias = Annotated[float, Span(-1000.0, 100.0)]
Share: TypeAlias = Annotated[float, Span(0.0, 1.0)]


class Here(StrEnum):
    """What a sender says of itself as a whole."""

    HERE = "here"
    CLOSED = "closed"
    """It has said farewell."""
    LOST = "lost"
    """The broker says so, as its last will."""


class BarMode(StrEnum):
    """What goes on at a bar. A set that was ended by the key for pain is over, and nothing else is told."""

    NO_SENSOR = "no_sensor"
    READY = "ready"
    LIFTING = "lifting"
    RESTING = "resting"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Presence:
    """Hello, and farewell. run: another one each time a program is started. number: counts up within the run."""

    run: Token
    state: Here
    number: Count = 0
    at_unix_s: UnixS = 0.0
    program: Annotated[str, Chars(0, 40)] = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is lifted. tempo: as in `3-1-X-0`."""

    lifter: Name | None = None
    exercise: Annotated[str, Chars(1, 40)] | None = None
    variation: Annotated[tuple[str, ...], Items(8)] = ()
    load_kg: Load | None = None
    tempo: Annotated[str, Chars(7, 24)] | None = None
    prescribed_rom_m: Annotated[float, Span(0.0, 3.0)] | None = None
    loss_stop_percent: Annotated[float, Span(0.0, 100.0)] | None = None
    target_reps: Annotated[int, Span(1, MOST_TARGET_REPS)] | None = None
    warm_up: bool = False


@dataclass(frozen=True, slots=True)
class BarState:
    """One bar as its station sees it.

    bar: the sensor's id there. data_unix_s: when its newest packet came, by the station's clock. descent_s: of the
    last rep, target_s: to be held. drives_ms: mean drive speed of each rep. worst: gravest sign of the set.
    fast: the descent that goes on runs away. text: what is wrong with the link, and what to do.
    """

    bar: Name
    name: Name
    plan: Plan
    mode: BarMode
    traffic: Traffic
    data_unix_s: UnixS | None = None
    phase: Annotated[str, Chars(1, 20)] | None = None
    fast: bool = False
    rep: Reps = 0
    descent_s: Seconds | None = None
    target_s: Seconds | None = None
    quality: Quality | None = None
    drives_ms: Annotated[tuple[Speed | None, ...], Items(MOST_REPS)] = ()
    loss_percent: Percent | None = None
    worst: Severity | None = None
    worst_text: Line | None = None
    rest_s: Seconds | None = None
    sets: Count = 0
    link: LinkState | None = None
    text: Line = ""
    battery: Share | None = None


@dataclass(frozen=True, slots=True)
class RackState:
    """All bars of a station at one time; a bar that is not among them is gone. number: counts up within the run."""

    run: Token
    number: Count
    at_unix_s: UnixS
    bars: Annotated[tuple[BarState, ...], Items(MOST_BARS)] = ()


@dataclass(frozen=True, slots=True)
class DoneSet:
    """A finished set as it stands now, whole. set_id: follows from session_id and number. revision: counts changes.

    The other fields are those of `desktop_app.session.sets.SetEntry`; result is `rackside.set/1` without its schema.
    """

    set_id: Token
    session_id: Token
    session_unix_s: UnixS
    number: Annotated[int, Span(1, 1_000_000)]
    revision: Annotated[int, Span(1, 1_000_000)]
    plan: Plan
    sensor_id: Annotated[str, Chars(0, 200)]
    start_s: Seconds
    end_s: Seconds
    struck: Annotated[tuple[Reps, ...], Items(MOST_REPS)] = ()
    added: Annotated[int, Span(0, MOST_REPS)] = 0
    deleted: bool = False
    joined_into: Count | None = None
    result: SetResult | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The coach has a set, at least at this revision."""

    set_id: Token
    revision: Annotated[int, Span(1, 1_000_000)]
    run: Token


@dataclass(frozen=True, slots=True)
class Ping:
    """The coach asks for a station's clock. sent_unix_s: by the coach's."""

    id: Token
    sent_unix_s: UnixS


@dataclass(frozen=True, slots=True)
class Pong:
    """Its answer: when it came and when this went, by the station's clock."""

    id: Token
    came_unix_s: UnixS
    sent_unix_s: UnixS


@dataclass(frozen=True, slots=True)
class Order:
    """What the coach wants lifted next at a bar; None leaves as it is. id: the same each time it is repeated."""

    id: Token
    bar: Name
    plan: Plan
    fresh_s: Annotated[float, Span(1.0, 86_400.0)] = 1800.0
    """Not to be followed any more so long after it came."""


@dataclass(frozen=True, slots=True)
class CoachCue:
    """A line that the coach wants a lifter to see."""

    id: Token
    bar: Name
    text: Annotated[str, Chars(1, 80)]
    severity: Severity = Severity.NOTE


class Heed(StrEnum):
    """What becomes of an order or a cue."""

    WAITING = "waiting"
    """A set is going on; it is for the next."""
    DONE = "done"
    NO_BAR = "no_bar"
    """There is no such bar here any more."""
    OLD = "old"
    """A later one, or time, has overtaken it."""


@dataclass(frozen=True, slots=True)
class Heeded:
    """The station's answer to an order or a cue."""

    id: Token
    heed: Heed


Message: TypeAlias = Presence | RackState | DoneSet | Kept | Ping | Pong | Order | CoachCue | Heeded
Up: TypeAlias = Presence | RackState | DoneSet | Pong | Heeded


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message. way: up from a station, down to it. most_bytes: a longer one is none."""

    type: type[Message]
    way: str
    name: str
    most_bytes: int
    qos: int
    retain: bool = False


KINDS: Final = (
    Kind(Presence, "up", "presence", 512, 1, retain=True),
    Kind(RackState, "up", "state", 32 << 10, 0),
    Kind(DoneSet, "up", "set", 256 << 10, 1),
    Kind(Pong, "up", "pong", 512, 0),
    Kind(Heeded, "up", "heeded", 512, 1),
    Kind(Kept, "down", "kept", 512, 1),
    Kind(Ping, "down", "ping", 512, 0),
    Kind(Order, "down", "order", 4 << 10, 1),
    Kind(CoachCue, "down", "cue", 2 << 10, 1),
)
MOST_BYTES: Final = max(kind.most_bytes for kind in KINDS)
_BY_PATH: Final = {(kind.way, kind.name): kind for kind in KINDS}
_BY_TYPE: Final[dict[type, Kind]] = {kind.type: kind for kind in KINDS}


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


def kind_of(message: Message) -> Kind:
    return _BY_TYPE[type(message)]


def topic_of(station: str, message: Message) -> str:
    """station: its name, or `COACH` for what the coach tells everybody."""
    kind = kind_of(message)
    return f"{ROOT}/{station}/{kind.way}/{kind.name}"


def encode(message: Message) -> bytes:
    return json.dumps(asdict(message), allow_nan=False, separators=(",", ":"), ensure_ascii=False).encode()


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


def is_station_name(text: str) -> bool:
    """Letters, digits, `-` and `_`, at most 32, and not the coach's."""
    return STATION_NAME.fullmatch(text) is not None and text.lower() != COACH


def new_token() -> str:
    return uuid.uuid4().hex


def plan_of(plan: Plan) -> LiftPlan:
    """As a session has it."""
    return LiftPlan(
        athlete=plan.lifter,
        exercise=plan.exercise,
        variation=plan.variation,
        load_kg=plan.load_kg,
        tempo=None if plan.tempo is None else Tempo.parse(plan.tempo),
        prescribed_rom_m=plan.prescribed_rom_m,
        loss_stop_percent=plan.loss_stop_percent,
        warm_up=plan.warm_up,
        target_reps=plan.target_reps,
    )


def plan_to_send(plan: LiftPlan) -> Plan:
    return Plan(
        lifter=plan.athlete,
        exercise=plan.exercise,
        variation=public(plan.variation),
        load_kg=plan.load_kg,
        tempo=None if plan.tempo is None else str(plan.tempo),
        prescribed_rom_m=plan.prescribed_rom_m,
        loss_stop_percent=plan.loss_stop_percent,
        target_reps=plan.target_reps,
        warm_up=plan.warm_up,
    )


def public(variation: tuple[str, ...]) -> tuple[str, ...]:
    """The tags that may leave the station."""
    return tuple(tag for tag in variation if tag not in PRIVATE_TAGS)


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
