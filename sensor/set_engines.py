"""One sensor's samples through the engine, a fresh engine from each mark on: live, as when a marked file is opened."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from dsp.engine import Engine
from dsp.events import Event, LiveState
from dsp.rep_path import RepPath
from dsp.samples import Samples
from sensor.loaded import SetInfo

MakeEngine: TypeAlias = Callable[[SetInfo], Engine]
"""Makes the engine of one stretch. Raises ParameterError (`dsp`) for an unknown exercise."""


@dataclass(frozen=True, slots=True)
class Mark:
    """From at_s on, in the recording's seconds, a stretch of its own. info: None where nothing is to be measured."""

    at_s: float
    info: SetInfo | None


class SetEngines:
    """Cuts samples at marks: those before a mark end a stretch, those from it on begin the next.

    A mark lies later than every sample pushed before it. What is measured is the same for any cut of the samples into
    pushes, and the same as for a file in which the stretches are marked as sets.
    """

    def __init__(self, make: MakeEngine, info: SetInfo | None, marks: Sequence[Mark] = ()) -> None:
        self._make = make
        self._info = info
        self._marks = deque(marks)
        self._engine: Engine | None = None
        self.stretch = 0
        """How many marks have been passed."""

    @property
    def state(self) -> LiveState | None:
        """The newest causal state of the stretch at hand; None before its first samples."""
        return self._engine.state if self._engine is not None else None

    @property
    def path(self) -> RepPath | None:
        """The bar's path in the newest rep of the stretch at hand."""
        return self._engine.path if self._engine is not None else None

    def mark(self, mark: Mark) -> None:
        """Cut there, once samples from there on have come."""
        self._marks.append(mark)

    def push(self, samples: Samples) -> Iterator[list[Event]]:
        """Take in samples, in order of time; give what is said of each stretch in turn, while `stretch` is its own."""
        while self._marks and len(samples) and samples.time_s[-1] >= self._marks[0].at_s:
            k = int(np.searchsorted(samples.time_s, self._marks[0].at_s))
            yield [*self._pushed(samples[:k]), *self._ended()]
            self._pass_mark()
            samples = samples[k:]
        yield self._pushed(samples)

    def pass_marks(self) -> Iterator[list[Event]]:
        """Cut at every mark now: no more samples from before the last one will come."""
        while self._marks:
            yield self._ended()
            self._pass_mark()

    def finish(self) -> Iterator[list[Event]]:
        """The end of the stream."""
        yield from self.pass_marks()
        yield self._ended()

    def _pushed(self, samples: Samples) -> list[Event]:
        if not len(samples) or self._info is None:
            return []
        if self._engine is None:
            self._engine = self._make(self._info)
        return self._engine.push(samples)

    def _ended(self) -> list[Event]:
        engine, self._engine = self._engine, None
        return engine.finish() if engine is not None else []

    def _pass_mark(self) -> None:
        self._info = self._marks.popleft().info
        self.stretch += 1
