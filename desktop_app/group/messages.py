"""What stations and the coach tell each other: frozen values. `messages.md` is its page, `wire.py` reads and writes it.

The last letters of a name are its unit, as everywhere; `_unix_s` is the sender's own clock. Unknown is null, never 0.
There is no type here that could carry an answer about health, and none may be added: a test walks through all types.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final, TypeAlias

from desktop_app.group.strict import Chars, Items, Span
from desktop_app.session.plan import LiftPlan
from desktop_app.session.snapshot import Traffic
from dsp.context import Tempo
from dsp.exercises import VARIATIONS
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

    bar: its key there, name: its sensor's. data_unix_s: when its newest packet came, by the station's clock.
    descent_s: of the last rep, target_s: to be held. drives_ms: mean drive speed of each rep. worst: gravest sign of
    the set. fast: the descent that goes on runs away. text: what is wrong with the link, and what to do.
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


@dataclass(frozen=True, slots=True)
class CoachCue:
    """A line that the coach wants a lifter to see; an empty one takes it back."""

    id: Token
    bar: Name
    text: Annotated[str, Chars(0, 80)]
    severity: Severity = Severity.NOTE


class Heed(StrEnum):
    """What becomes of an order or a cue."""

    DONE = "done"
    """It holds from the next set on."""
    NO_BAR = "no_bar"
    """There is no such bar here any more."""
    OLD = "old"
    """The coach has changed it before it was heard."""


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
_BY_TYPE: Final[dict[type, Kind]] = {kind.type: kind for kind in KINDS}


def kind_of(message: Message) -> Kind:
    return _BY_TYPE[type(message)]


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
