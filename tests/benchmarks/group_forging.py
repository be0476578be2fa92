"""Messages that are none: random, damaged, cut, too large, out of range, out of turn, in another's name."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Final

from desktop_app.group.messages import MOST_BYTES, ROOT, Here, Message, Pong, Presence, RackState, new_token
from desktop_app.group.sets import set_to_send
from desktop_app.group.wire import RefusedError, encode, parse, topic_of
from desktop_app.store.records import Session, session_id_of
from tests.desktop_app.group.making import bar, hello, state
from tests.desktop_app.store.making import entry

NAMES: Final = 200
"""Names that the forger makes up, so that no limit of rate spares the coach from reading."""
VALUES: Final = (None, -1, 1e300, 10**30, "", "x" * 5000, [], [[]] * 500, {}, True, "\u202e", "\n", "<b>", 0.5, "pain")

Forged = tuple[str, bytes]


def forged(rng: random.Random, count: int, victim: str, victims_set: str) -> Iterator[Forged]:
    """So many messages, none of which may change anything. victim: a station that is there; victims_set: it has it."""
    kinds = (_random, _damaged, _cut, _large, _changed, _elsewhere)
    for k in range(count):
        name = f"forger{k % NAMES}"
        if k % 10 == 9:
            yield _out_of_turn(rng, victim, victims_set, name)
            continue
        while True:
            topic, payload = kinds[k % len(kinds)](rng, name)
            if not _is_message(topic, payload):
                break
        yield topic, payload


def _is_message(topic: str, payload: bytes) -> bool:
    try:
        parse(topic, payload)
    except RefusedError:
        return False
    return True


def _any(rng: random.Random, name: str) -> tuple[str, Message]:
    done = set_to_send(Session(session_id_of(name), 1e9), entry(rng.randrange(1, 50)))
    message: Message = rng.choice((hello(), state(rng.randrange(1, 99), bar(), bar("B")), done))
    return topic_of(name, message), message


def _random(rng: random.Random, name: str) -> Forged:
    return _any(rng, name)[0], rng.randbytes(rng.randrange(0, 400))


def _damaged(rng: random.Random, name: str) -> Forged:
    topic, message = _any(rng, name)
    payload = bytearray(encode(message))
    for _ in range(rng.randrange(1, 20)):
        payload[rng.randrange(len(payload))] = rng.randrange(256)
    return topic, bytes(payload)


def _cut(rng: random.Random, name: str) -> Forged:
    topic, message = _any(rng, name)
    payload = encode(message)
    return topic, payload[: rng.randrange(len(payload))]


def _large(rng: random.Random, name: str) -> Forged:
    topic, message = _any(rng, name)
    return topic, encode(message) + b" " * rng.choice((33_000, MOST_BYTES + 1))


def _changed(rng: random.Random, name: str) -> Forged:
    """One value of another type, size or range, a key too many or too few."""
    topic, message = _any(rng, name)
    found = asdict(message)
    keys = list(found)
    what = rng.randrange(4)
    if what == 0:
        found[rng.choice(keys)] = rng.choice(VALUES)
    elif what == 1:
        found[f"more{rng.randrange(99)}"] = 1
    elif what == 2:
        del found[keys[0]]
    elif isinstance(message, RackState):
        found["bars"][0][rng.choice(list(found["bars"][0]))] = rng.choice(VALUES)
    return topic, json.dumps(found, default=str).encode()


def _elsewhere(rng: random.Random, name: str) -> Forged:
    """Of somebody who cannot be; of the coach's own name only a hello is right."""
    topic, message = _any(rng, name)
    who = rng.choice(("x" * 40, "a b", "Coach", "\u00e9", "-", "'; DROP TABLE sets", "coach"))
    return topic.replace(name, who), encode(message)


def _out_of_turn(rng: random.Random, victim: str, victims_set: str, name: str) -> Forged:
    """Well made, and not true: as a station that is there, or with its set."""
    session = Session(session_id_of(victims_set), 1e9)
    stolen = replace(set_to_send(session, entry(1)), revision=rng.randrange(2, 1000), deleted=True)
    lies: tuple[tuple[str, Message], ...] = (
        (name, stolen),
        (victim, state(1, bar("forged"))),
        (victim, Presence(new_token(), Here.LOST)),
        (victim, Presence(new_token(), Here.CLOSED)),
        (victim, Pong(new_token(), 1.0, 2.0)),
    )
    who, lie = rng.choice(lies)
    return topic_of(who, lie), encode(lie)


def topic_of_another(rng: random.Random, own: str, others: list[str]) -> Forged:
    """What the broker's rules are to refuse."""
    other = rng.choice([name for name in others if name != own])
    message = rng.choice((state(rng.randrange(1 << 19), bar("forged")), hello(here=Here.LOST)))
    return rng.choice((topic_of(other, message), f"{ROOT}/coach/up/presence")), encode(message)
