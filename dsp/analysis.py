"""One set, settled: from its samples to its reps, numbers, refusals and warnings (signs: `dsp/judged.py`)."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np

from dsp.bar import Bar, bar_of
from dsp.constants import STANDARD_GRAVITY_MS2
from dsp.context import SetContext
from dsp.errors import SampleError
from dsp.linking import Linked, link_and_segment
from dsp.metrics import MeasuredRep, measure
from dsp.params import AnalysisParams
from dsp.results import Refused, SetWarning, WarningCode
from dsp.samples import Samples
from dsp.segmentation import least_travel_m
from dsp.settle import Settling, settle, settle_plainly
from dsp.timeline import Timeline, build_timeline
from dsp.windows import running_mean, running_spread


@dataclass(frozen=True, slots=True)
class Piece:
    """One solved stretch of a set."""

    settling: Settling
    linked: Linked
    bar: Bar
    reps: list[MeasuredRep]


@dataclass(frozen=True, slots=True)
class SetAnalysis:
    """Everything measured of a set. timeline is None where the samples allow none."""

    timeline: Timeline | None
    pieces: tuple[Piece, ...]
    reps: tuple[MeasuredRep, ...]
    refused: tuple[Refused, ...]
    warnings: tuple[SetWarning, ...]


def analyse_set(samples: Samples, context: SetContext, params: AnalysisParams) -> SetAnalysis:
    """Settle a set. Raises SampleError where no clock can be made of the samples, or no movement."""
    timeline = build_timeline(samples, context.stamps, params.timeline, context.acc_range_ms2)
    warnings = list(timeline.warnings)
    if timeline.time_s[-1] - timeline.time_s[0] < params.min_duration_s:
        text = f"{timeline.time_s[-1] - timeline.time_s[0]:.1f} s are too short for a rep"
        warnings.append(SetWarning(WarningCode.TOO_SHORT, text))
        return SetAnalysis(timeline, (), (), (), tuple(warnings))
    stretches = unbroken(timeline, params)
    pieces = [_piece(part, context, params) for whole in stretches for part in split(whole, params.piece_s)]
    warnings.extend(_said_of(pieces, params))
    reps: list[MeasuredRep] = []
    for piece in pieces:
        for m in piece.reps:
            number = len(reps) + 1
            reps.append(MeasuredRep(replace(m.rep, number=number), replace(m.features, number=number), m.dropped))
    refused = tuple(
        Refused(float(p.settling.down.timeline.time_s[r.movement.first]),
                float(p.settling.down.timeline.time_s[r.movement.last]), r.reason)
        for p in pieces for r in p.linked.segmentation.refused
    )  # fmt: skip
    return SetAnalysis(timeline, tuple(pieces), tuple(reps), refused, tuple(warnings))


def _piece(timeline: Timeline, context: SetContext, params: AnalysisParams) -> Piece:
    settling, linked = _solved(timeline, context, params)
    found = linked.segmentation.reps
    moving = (found[0].parts[0].first, found[-1].parts[-1].last) if found else (0, len(timeline))
    bar = bar_of(settling, moving, context.forward, context.clip, params.bar)
    return Piece(settling, linked, bar, measure(settling, linked, bar, context, params.metrics))


def _solved(timeline: Timeline, context: SetContext, params: AnalysisParams) -> tuple[Settling, Linked]:
    """The full estimate, or where it does not hold the plain one, whose reps are all uncertain."""
    row, least_m = context.row, least_travel_m(context.row, params.segments)
    try:
        settling = settle(timeline, params.settle, row, least_m)
        linked = link_and_segment(settling, row, params.links, params.movements, params.segments)
        if np.abs(linked.motion.speed_ms).max() < params.speed_max_ms:
            return settling, linked
    except np.linalg.LinAlgError:
        pass
    try:
        settling = settle_plainly(timeline, params.settle)
        return settling, link_and_segment(settling, row, params.links, params.movements, params.segments)
    except np.linalg.LinAlgError as error:
        raise SampleError(
            "no movement of a bar explains these samples", "Check the times and the units of the columns."
        ) from error


def unbroken(timeline: Timeline, params: AnalysisParams) -> list[Timeline]:
    """The stretches between long gaps, each of which is solved by itself, without those too short to be.

    Through a long gap no attitude can be followed, and one solve over both sides spoils the reps of both. Where no
    stretch is long enough, all of it is one.
    """
    long = [g for g in timeline.gaps if g.end_s - g.start_s > params.gap_cut_s]
    if not long:
        return [timeline]
    time_s = timeline.time_s
    starts = [0, *(int(np.searchsorted(time_s, g.end_s)) for g in long)]
    ends = [*(int(np.searchsorted(time_s, g.start_s, side="right")) for g in long), len(timeline)]
    least = params.stretch_min_s * timeline.rate_hz
    found = [_part(timeline, a, b) for a, b in zip(starts, ends, strict=True) if b - a >= least]
    return found or [timeline]


def split(timeline: Timeline, piece_s: float) -> list[Timeline]:
    """Cut a long timeline where it is quietest, so that no piece is longer than piece_s."""
    n, most = len(timeline), int(piece_s * timeline.rate_hz)
    if n <= most:
        return [timeline]
    window = int(2 * timeline.rate_hz)
    unrest = running_mean(running_spread(timeline.acc_ms2, int(0.3 * timeline.rate_hz)), window)
    cuts = [0]
    while n - cuts[-1] > most:
        # The last piece, too, must be long enough to stand alone.
        low, high = cuts[-1] + most // 2, min(cuts[-1] + most, n - most // 4)
        cuts.append(low + int(np.argmin(unrest[low:high])))
    cuts.append(n)
    return [_part(timeline, a, b) for a, b in itertools.pairwise(cuts)]


def _part(timeline: Timeline, a: int, b: int) -> Timeline:
    start, end = timeline.time_s[a], timeline.time_s[b - 1]
    gaps = tuple(g for g in timeline.gaps if g.end_s > start and g.start_s < end)
    return replace(
        timeline, time_s=timeline.time_s[a:b],
        acc_ms2=np.ascontiguousarray(timeline.acc_ms2[a:b]), gyro_rads=np.ascontiguousarray(timeline.gyro_rads[a:b]),
        gaps=gaps, filled=timeline.filled[a:b], saturated=timeline.saturated[a:b],
    )  # fmt: skip


def _said_of(pieces: list[Piece], params: AnalysisParams) -> list[SetWarning]:
    out: list[SetWarning] = []
    if any(p.settling.plain for p in pieces):
        text = "the full estimate did not hold: simpler figures, all uncertain"
        out.append(SetWarning(WarningCode.FALLBACK, text))
    if any(p.settling.bias.zeroed for p in pieces):
        text = "the sensor reports a rate of exactly zero when it turns slowly: heights and speeds are less certain"
        out.append(SetWarning(WarningCode.ZEROED_GYRO, text))
    if not any((p.settling.rest > 0.5).any() for p in pieces):
        text = "the bar is nowhere still: lay two seconds of rest before and after the set; all reps are uncertain"
        out.append(SetWarning(WarningCode.NO_REST, text))
    read = [_gravity(p) for p in pieces]
    known = [g for g in read if g is not None]
    if known and abs(float(np.median(known)) / STANDARD_GRAVITY_MS2 - 1) > params.gravity_tolerance:
        text = f"at rest the sensor reads {np.median(known) / STANDARD_GRAVITY_MS2:.3f} g, not 1 g: calibrate it"
        out.append(SetWarning(WarningCode.NOT_ONE_G, text))
    return out


def _gravity(piece: Piece) -> float | None:
    settling = piece.settling
    timeline, cell = settling.down.timeline, settling.down.cell
    seen = ~timeline.filled[cell]
    for rest in (settling.ends, settling.rest):
        still = cell[(rest > 0.5) & seen]
        if len(still):
            return float(np.median(np.linalg.norm(timeline.acc_ms2[still], axis=1)))
    return None


def too_little(error: SampleError) -> SetAnalysis:
    """A set whose samples allow no analysis, with the reason as a warning: for streams, where nothing may raise."""
    return SetAnalysis(None, (), (), (), (SetWarning(WarningCode.TOO_SHORT, f"{error.message}. {error.advice}"),))
