"""A set's result: what was measured, judged, summed up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dsp.analysis import SetAnalysis
from dsp.context import SetContext
from dsp.exercises import StartPhase
from dsp.features import StartFeatures
from dsp.limits import SignLimits
from dsp.load import speed_loss_percent
from dsp.results import Rep, SetResult, SetWarning, Summary, WarningCode
from dsp.settled_start import start_features
from dsp.signs import judge_set
from dsp.tempo import summary_tempo


def set_result(analysis: SetAnalysis, context: SetContext, limits: SignLimits, source: str, samples: int) -> SetResult:
    """The contract's object for one set."""
    timeline = analysis.timeline
    reps = tuple(m.rep for m in analysis.reps)
    features = tuple(m.features for m in analysis.reps)
    signs = judge_set(_start(analysis), features, context, limits)
    return SetResult(
        source=source,
        exercise=context.exercise,
        variation=context.variation,
        tempo=str(context.tempo) if context.tempo else None,
        load_kg=context.load_kg,
        rate_hz=timeline.native_rate_hz if timeline else None,
        duration_s=float(timeline.time_s[-1] - timeline.time_s[0]) if timeline else 0.0,
        samples=samples,
        gaps=timeline.gaps if timeline else (),
        warnings=(*analysis.warnings, *_more_warnings(analysis, context)),
        reps=reps,
        refused=analysis.refused,
        signs=signs,
        summary=replace(summary_of(reps), tempo=summary_tempo(features)),
    )


def _start(analysis: SetAnalysis) -> StartFeatures | None:
    for piece in analysis.pieces:
        if piece.reps:
            return start_features(piece)
    return None


def _more_warnings(analysis: SetAnalysis, context: SetContext) -> list[SetWarning]:
    out: list[SetWarning] = []
    if context.exercise is None:
        text = (
            "no exercise named: the order of the phases was inferred and few signs are given; name it with --exercise"
        )
        out.append(SetWarning(WarningCode.NO_EXERCISE, text))
    if context.clip is not None and any(p.bar.sleeve for p in analysis.pieces):
        text = (
            "the sensor sits on the freely turning sleeve, so roll signs are off: clip it within 0.65 m of the centre"
        )
        out.append(SetWarning(WarningCode.SLEEVE, text))
    if context.row is not None and context.row.start is StartPhase.CONCENTRIC:
        dropped = [str(m.rep.number) for m in analysis.reps if m.dropped]
        if dropped:
            text = f"the bar was let go after rep {', '.join(dropped)}: no descent to judge"
            out.append(SetWarning(WarningCode.DROPPED, text))
    if not analysis.reps and analysis.timeline is not None:
        out.append(SetWarning(WarningCode.NO_REPS, "no rep was found"))
    return out


def summary_of(reps: Sequence[Rep]) -> Summary:
    """Means and medians over reps, None where nothing was resolved; the tempo is not known from these."""
    descents = [r.descent.duration_s for r in reps if r.descent]
    drives = [r.drive.mean_speed_ms for r in reps if r.drive]
    travels = [r.rom_m for r in reps if r.rom_m is not None]
    return Summary(
        reps=len(reps),
        speed_loss_percent=speed_loss_percent(reps),
        mean_descent_s=float(np.mean(descents)) if descents else None,
        mean_drive_speed_ms=float(np.mean(drives)) if drives else None,
        rom_m=float(np.median(travels)) if travels else None,
        tempo=None,
    )
