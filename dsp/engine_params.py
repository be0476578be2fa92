"""What an engine is built with."""

from __future__ import annotations

from dataclasses import dataclass, field

from dsp.limits import SignLimits
from dsp.live_params import LiveParams
from dsp.params import AnalysisParams
from dsp.set_window import WindowParams


@dataclass(frozen=True, slots=True)
class EngineParams:
    analysis: AnalysisParams = field(default_factory=AnalysisParams)
    live: LiveParams = field(default_factory=LiveParams)
    window: WindowParams = field(default_factory=WindowParams)
    limits: SignLimits = field(default_factory=SignLimits)
