"""A conversation played with a sensor that is a function: what the link does, without a radio.

    played = play(DRIVER.handling.set_up(Wanted()), sensor)

`sensor(step)` gives the payloads that come because of a step (none is fine), or raises GattError, which is thrown into
the conversation as the link does. The player holds both sides to the rules: an `Ask` gets the first payload that its
`answers` takes, else it is sent again up to `tries` times; `Ask` and `Listen` need a subscribed channel; `Subscribe`
and `Write` are answered with nothing; a `Read` with at most one value.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeAlias, TypeVar

from sensor.drivers.handling import Answer, Ask, Listen, Read, Step, Subscribe, Write
from sensor.errors import GattError

T = TypeVar("T")
Sensor: TypeAlias = Callable[[Step], Sequence[bytes]]
STEPS_MAX: Final = 500
"""No conversation is so long: one that is goes round in a circle."""


@dataclass(frozen=True)
class Played(Generic[T]):
    """result: what the conversation returned. steps: each step it took. waited_s: by listening, and in vain."""

    result: T
    steps: list[Step]
    waited_s: float

    @property
    def written(self) -> list[bytes]:
        """What was written, in order, by `Write` and by `Ask`."""
        return [step.payload for step in self.steps if isinstance(step, Write | Ask)]


def play(conversation: Generator[Step, Answer, T], sensor: Sensor) -> Played[T]:
    """Drive a conversation to its end. What it raises comes out as it is."""
    steps: list[Step] = []
    channels: set[str] = set()
    waited_s = 0.0
    try:
        step = next(conversation)
        while True:
            steps.append(step)
            assert len(steps) <= STEPS_MAX, "the conversation does not end"
            try:
                answer, spent_s = _taken(step, sensor, channels)
            except GattError as error:
                step = conversation.throw(error)
                continue
            waited_s += spent_s
            step = conversation.send(answer)
    except StopIteration as end:
        return Played(end.value, steps, waited_s)


def _taken(step: Step, sensor: Sensor, channels: set[str]) -> tuple[Answer, float]:
    """The answer to one step, and the seconds it took beyond the radio's own."""
    match step:
        case Subscribe():
            channels.add(step.channel)
            sensor(step)
        case Write():
            sensor(step)
        case Read():
            got = tuple(sensor(step))
            assert len(got) <= 1, "a characteristic has one value"
            return got, 0.0
        case Ask():
            assert step.channel in channels, f"channel {step.channel} is not subscribed"
            for tried in range(step.tries):
                for payload in sensor(step):
                    if step.answers(payload):
                        return (payload,), tried * step.timeout_s
            return (), step.tries * step.timeout_s
        case Listen():
            assert step.channel is None or step.channel in channels, f"channel {step.channel} is not subscribed"
            heard = tuple(sensor(step))
            return (heard if step.channel is not None else ()), step.seconds
    return (), 0.0
