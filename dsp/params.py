"""Every parameter of the core, gathered: one frozen object that an engine is built with."""

from __future__ import annotations

from dataclasses import dataclass, field

from dsp.bar import BarParams
from dsp.linking import LinkParams
from dsp.metrics import MetricParams
from dsp.movements import MovementParams
from dsp.segmentation import SegmentParams
from dsp.settle import SettleParams
from dsp.timeline import TimelineParams


@dataclass(frozen=True, slots=True)
class AnalysisParams:
    """The steps' own parameters. piece_s: longest stretch solved in one problem; longer sets are cut where it is
    quietest. gravity_tolerance: how far a resting sensor's reading may be from 1 g before it is said.
    gap_cut_s: a longer gap parts the set, since no attitude can be followed through it; stretch_min_s: a shorter
    stretch between such gaps is not solved.
    min_duration_s: shorter recordings hold no rep. speed_max_ms: no bar is that fast: the estimate did not hold.
    """

    timeline: TimelineParams = field(default_factory=TimelineParams)
    settle: SettleParams = field(default_factory=SettleParams)
    links: LinkParams = field(default_factory=LinkParams)
    movements: MovementParams = field(default_factory=MovementParams)
    segments: SegmentParams = field(default_factory=SegmentParams)
    bar: BarParams = field(default_factory=BarParams)
    metrics: MetricParams = field(default_factory=MetricParams)
    piece_s: float = 120.0
    gap_cut_s: float = 0.5
    stretch_min_s: float = 3.0
    gravity_tolerance: float = 0.05
    min_duration_s: float = 2.0
    speed_max_ms: float = 8.0
