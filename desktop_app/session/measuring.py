"""What a session's core needs of what is under it: something that measures, and somewhere to keep the list of sets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeAlias

from desktop_app.session.sets import SetLog
from desktop_app.session.snapshot import Notice
from dsp.samples import Samples
from sensor.errors import OutputError
from sensor.session import Listener, LiveSensor, SampleListener


class Measuring(Protocol):
    """What turns items into events: a recording that goes on, or a replay."""

    @property
    def sensors(self) -> Mapping[str, LiveSensor]: ...

    @property
    def zero_ns(self) -> int | None: ...

    @property
    def failed(self) -> OutputError | None: ...

    def measure(self, items: Iterable[Any]) -> None: ...

    def end(self) -> None: ...


class Chunk(Protocol):
    """Samples that were no packet: what a replay plays."""

    @property
    def sensor_id(self) -> str: ...

    @property
    def samples(self) -> Samples: ...


Measure: TypeAlias = Callable[[Listener, SampleListener], Measuring]
Keep: TypeAlias = Callable[[SetLog], Notice | None]


def kept_nowhere(_: SetLog) -> Notice | None:
    """For sessions that nobody keeps."""
