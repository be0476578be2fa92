"""The one engine: samples in, events out. Live, replay and batch all run this."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dsp.analysis import SetAnalysis, analyse_set, too_little
from dsp.context import SetContext
from dsp.engine_params import EngineParams
from dsp.errors import SampleError
from dsp.events import Event, LiveState, SetSettled
from dsp.judged import set_result
from dsp.live import LiveTracker
from dsp.rep_path import RepPath
from dsp.samples import Samples
from dsp.set_window import SetWindow


class Engine:
    """Push samples as they come; take events; `finish` at the end.

    Any way of cutting the same samples into pushes gives the same events, because everything that decides is
    counted in samples and in data time. With `provisional` off the causal path is left out: what batch needs.
    Times that leap by more than the quiet that ends a set end it too.
    `push` and `finish` raise ParameterError for an unknown exercise, nothing for bad samples.
    """

    def __init__(
        self, context: SetContext, source: str = "", *, provisional: bool = True, params: EngineParams | None = None
    ) -> None:
        params = params or EngineParams()
        self.params = params if context.limits is None else replace(params, limits=context.limits)
        self.context, self.source = context, source
        _ = context.row  # an unknown exercise is told at once
        self._live = LiveTracker(context, self.params) if provisional else None
        self._window = SetWindow(self.params.window)
        self._kept: list[Samples] = []
        self._tail = Samples.joined([])
        self._block_end_s: float | None = None
        self._parted = False
        self._sets = 0
        self._settled_reps = 0

    @property
    def state(self) -> LiveState | None:
        """The newest causal state; None before the first sample, or without the causal path."""
        return self._live.state if self._live else None

    @property
    def path(self) -> RepPath | None:
        """The bar's path in the newest rep that was said; None before one, or where it is not known."""
        return self._live.path if self._live else None

    def push(self, samples: Samples) -> list[Event]:
        """Take in samples; give what is known because of them, in order."""
        events: list[Event] = []
        self._tail = Samples.joined([self._tail, samples]) if len(self._tail) else samples
        fresh = len(self._tail) - len(samples)
        while (end := self._block_length()) is not None:
            block = self._tail[:end]
            events.extend(self._lived(self._tail[fresh:end]))
            self._tail, fresh = self._tail[end:], 0
            events.extend(self._end_block(block))
        events.extend(self._lived(self._tail[fresh:]))
        return events

    def finish(self) -> list[Event]:
        """The end of the stream: the set at hand is settled for good."""
        events: list[Event] = []
        if len(self._tail):
            self._window.judge(self._tail)
            self._kept.append(self._tail)
        whole = Samples.joined(self._kept)
        self._tail, self._kept = Samples.joined([]), []
        if self._sets == 0 or self._window.busy:
            events.extend(self._settle(whole, final=True, always=self._sets == 0))
        return events

    def _lived(self, samples: Samples) -> list[Event]:
        return self._live.feed(samples) if self._live and len(samples) else []

    def _block_length(self) -> int | None:
        """How many samples of the tail end the present block; None while it is not over."""
        time_s = self._tail.time_s
        if not len(time_s):
            return None
        if self._block_end_s is None:
            known = time_s[np.isfinite(time_s)]
            if not len(known):
                return None
            self._block_end_s = float(known[0]) + self.params.window.block_s
        window = self.params.window
        far_s = window.close_s + window.block_s
        for start in range(0, len(time_s), 4096):
            part = time_s[start : start + 4096]
            over = (part >= self._block_end_s) | (part < self._block_end_s - far_s)
            if over.any():
                k = start + int(np.argmax(over))
                self._block_end_s += window.block_s
                self._parted = abs(float(time_s[k]) - self._block_end_s) > far_s
                if self._parted:
                    self._block_end_s = float(time_s[k]) + window.block_s
                return k
        return None

    def _end_block(self, block: Samples) -> list[Event]:
        window, params = self._window, self.params.window
        window.judge(block)
        if len(block):
            self._kept.append(block)
        if self._parted:
            return self._part()
        length_s = float(block.time_s[-1] - self._kept[0].time_s[0]) if len(block) else 0.0
        if window.busy and (window.quiet_s >= params.close_s or length_s >= params.longest_s):
            return self._close()
        if not window.busy and length_s > params.lead_max_s:
            self._keep_lead()
        elif self._live and window.quiet_s == params.pause_s and self._live.reps > self._settled_reps:
            self._settled_reps = self._live.reps
            return self._settle(Samples.joined(self._kept), final=False, always=False)
        return []

    def _close(self) -> list[Event]:
        events = self._settle(self._without_tail(), final=True, always=False)
        self._keep_lead()
        self._window.restart()
        self._settled_reps = 0
        if self._live:
            self._live.next_set()
        return events

    def _part(self) -> list[Event]:
        """After the block the times leap, forward or back, by more than ends a set: begin anew behind the leap."""
        self._parted = False
        events = self._close() if self._window.busy else []
        self._kept = []
        self._window.restart()
        self._live = LiveTracker(self.context, self.params) if self._live else None
        return events

    def _without_tail(self) -> Samples:
        """What was kept, less most of the quiet that ended the set: rest beyond some seconds says nothing new."""
        whole, params = Samples.joined(self._kept), self.params.window
        extra_s = self._window.quiet_s - params.lead_max_s
        return whole if extra_s <= 0 else whole[: int(np.searchsorted(whole.time_s, whole.time_s[-1] - extra_s))]

    def _keep_lead(self) -> None:
        whole = Samples.joined(self._kept)
        self._kept = [whole[int(np.searchsorted(whole.time_s, whole.time_s[-1] - self.params.window.lead_s)) :]]

    def _settle(self, samples: Samples, *, final: bool, always: bool) -> list[Event]:
        analysis = self._analysed(samples)
        if not analysis.reps and not always:
            return []
        if final:
            self._sets += 1
        result = set_result(analysis, self.context, self.params.limits, self.source, len(samples))
        return [SetSettled(result, final, tuple(measured.features for measured in analysis.reps))]

    def _analysed(self, samples: Samples) -> SetAnalysis:
        try:
            return analyse_set(samples, self.context, self.params.analysis)
        except SampleError as error:
            return too_little(error)
