"""The one engine: samples in, events out. Live, replay and batch all run this."""

from __future__ import annotations

from dsp.context import SetContext
from dsp.events import Event, LiveState
from dsp.samples import Samples


class Engine:
    """Push samples as they come; take events; `finish` at the end.

    Any way of cutting the same samples into pushes gives the same events.
    """

    def __init__(self, context: SetContext, source: str = "") -> None: ...

    def push(self, samples: Samples) -> list[Event]: ...

    def finish(self) -> list[Event]: ...

    @property
    def state(self) -> LiveState | None: ...
