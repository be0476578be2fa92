"""What an engine is built with."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from dsp.constants import RAD_PER_DEG
from dsp.limits import SignLimits
from dsp.live_params import LiveParams
from dsp.params import AnalysisParams
from dsp.set_window import WindowParams


def quick_analysis() -> AnalysisParams:
    """What a causal solve is given: fewer rounds, since the next one comes in a second or two."""
    plain = AnalysisParams()
    settle = replace(
        plain.settle,
        whole=False,
        relinearise_max=1,
        stillness=replace(plain.settle.stillness, gate_ms=(0.025, 0.020)),
    )
    links = replace(plain.links, soft_rounds=1, extremum_gates=0, rep_gates=1)
    # A window of seconds knows gravity's direction less well than the whole set does.
    horizontal = replace(plain.metrics.horizontal, angle_rad=0.6 * RAD_PER_DEG)
    metrics = replace(plain.metrics, horizontal=horizontal)
    return replace(plain, settle=settle, links=links, metrics=metrics)


@dataclass(frozen=True, slots=True)
class EngineParams:
    """analysis: of settled sets. recent: of causal solves over the last seconds. live: what the causal path does
    between them. window: where sets end. limits: what signs are held to where the set's context has none.
    """

    analysis: AnalysisParams = field(default_factory=AnalysisParams)
    recent: AnalysisParams = field(default_factory=quick_analysis)
    live: LiveParams = field(default_factory=LiveParams)
    window: WindowParams = field(default_factory=WindowParams)
    limits: SignLimits = field(default_factory=SignLimits)
