"""From the bar's speed to the tone of a descent: steady when right, rising when too fast, soft and low when slow."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.sound.face import SILENCE, ToneWish


@dataclass(frozen=True, slots=True)
class PitchParams:
    """How speed over target becomes pitch and loudness. Ratios are of bar speed to target speed.

    tolerance: how far off still sounds right; 15 %, the share that a counted tempo is allowed to be off by.
    steady_hz: the pitch that is right: small loudspeakers carry it, and an octave above is not shrill.
    fast_ratio, fast_octaves: where the tone has risen by so much: 1.33 is where the speed alarm is raised, and an
    octave is missed by nobody. most_octaves: it rises no further. slow_octaves: how far it sinks towards rest.
    steady_gain, fast_gain: loudness when right, and at fast_ratio and beyond. least_ratio: slower is silence.
    margin_sigmas: as for signs, a speed is not told from another within so many of its standard deviations.
    """

    tolerance: float = 0.15
    steady_hz: float = 440.0
    fast_ratio: float = 1.33
    fast_octaves: float = 1.0
    most_octaves: float = 1.6
    slow_octaves: float = 0.5
    steady_gain: float = 0.35
    fast_gain: float = 0.7
    least_ratio: float = 0.1
    margin_sigmas: float = 1.5


def descent_tone(speed_ms: float, sigma_ms: float, target_ms: float | None, params: PitchParams) -> ToneWish:
    """The tone of a descent at this downward speed.

    Without a target there is nothing to be right or wrong about: silence, because any tone would sound like praise.
    The more uncertain the speed, the faster it must be before the tone rises; what may be right or may be not is
    silent. Continuous in speed wherever the speed is certain.
    """
    if target_ms is None or not target_ms > 0.0 or not sigma_ms >= 0.0:
        return SILENCE
    doubt = max(params.margin_sigmas * sigma_ms / target_ms - params.tolerance, 0.0)
    ratio = speed_ms / target_ms - doubt
    low, high = 1.0 - params.tolerance, 1.0 + params.tolerance
    if ratio > high:
        return _fast(ratio, high, params)
    if doubt > 0.0 or not ratio > params.least_ratio:
        return SILENCE
    if ratio >= low:
        return ToneWish(params.steady_hz, params.steady_gain)
    share = (ratio - params.least_ratio) / (low - params.least_ratio)
    return ToneWish(params.steady_hz * 2.0 ** (-params.slow_octaves * (1.0 - share)), params.steady_gain * share)


def _fast(ratio: float, high: float, params: PitchParams) -> ToneWish:
    share = (ratio - high) / max(params.fast_ratio - high, 1e-6)
    octaves = min(share * params.fast_octaves, params.most_octaves)
    gain = params.steady_gain + (params.fast_gain - params.steady_gain) * min(share, 1.0)
    return ToneWish(params.steady_hz * 2.0**octaves, gain)
