"""Group T: the time each phase is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsp.features import RepFeatures
from dsp.results import LimitSource, Severity
from dsp.signs.finding import Bound, Check, Finding, Outcome, Side
from dsp.signs.reference import Held
from dsp.signs.table import TEMPO_CUES
from dsp.tempo import PHASES, compare


def rushed_reps(rep: RepFeatures, held: Held) -> Iterator[Finding]:
    """The next rep began too soon to breathe and brace."""
    limits, tempo = held.limits, held.context.tempo
    if held.row is None or not held.row.braced_at_top:
        return
    check = Check("rushed_reps", "s", limits.margin_sigmas, "top", Side.BELOW)
    if tempo is not None and tempo.top_s is not None:
        if tempo.top_s > limits.rushed_reps_cut_s:
            shortest = Bound(tempo.top_s - limits.rushed_reps_cut_s)
            yield check.hold(rep.tempo_top_s, LimitSource.PRESCRIBED, shortest)
        return
    reference = held.reference("tempo_top_s")
    if reference is not None and reference.value >= limits.rushed_reps_reference_min_s:
        yield check.hold(rep.tempo_top_s, reference.source, reference.times(limits.rushed_reps_ratio))


def tempo_short(phase: str, rep: RepFeatures, held: Held) -> Iterator[Finding]:
    """One phase was shorter than prescribed by more than the tolerance."""
    tempo = held.context.tempo
    if tempo is None:
        return
    for digit in compare(rep, tempo, held.limits):
        if digit.phase == phase and digit.shortest_s > 0.0:
            check = Check("tempo_missed", "s", held.limits.margin_sigmas, phase, Side.BELOW, cue=TEMPO_CUES[phase])
            yield check.hold(digit.measured, LimitSource.PRESCRIBED, Bound(digit.shortest_s))


def tempo_long(reps: Sequence[RepFeatures], held: Held) -> Iterator[Finding]:
    """Phases longer than prescribed, each by the set's longest: a note at the end, which asks for no more speed.

    Not given at all where the range is reduced on purpose: slow is part of the plan there.
    """
    tempo = held.context.tempo
    if tempo is None or held.reduced_on_purpose:
        return
    for phase in PHASES:
        found = []
        for rep in reps:
            for digit in compare(rep, tempo, held.limits):
                if digit.phase == phase and digit.measured is not None:
                    check = Check("tempo_missed", "s", held.limits.margin_sigmas, phase, severity=Severity.NOTE)
                    found.append(check.uncued().hold(digit.measured, LimitSource.PRESCRIBED, Bound(digit.longest_s)))
        yield from _worst(found)


def no_lockout_hold(rep: RepFeatures, held: Held) -> Iterator[Finding]:
    """A prescribed hold at lockout was cut."""
    limits, tempo = held.limits, held.context.tempo
    if tempo is None or tempo.top_s is None or tempo.top_s <= limits.no_lockout_hold_cut_s:
        return
    check = Check("no_lockout_hold", "s", limits.margin_sigmas, "top", Side.BELOW, Severity.NOTE)
    yield check.hold(rep.lockout_still_s, LimitSource.PRESCRIBED, Bound(tempo.top_s - limits.no_lockout_hold_cut_s))


def rest_at_bottom(reps: Sequence[RepFeatures], held: Held) -> Iterator[Finding]:
    """The bar rested on the floor between reps, by the longest such rest; a prescribed pause there is no rest."""
    limits, tempo = held.limits, held.context.tempo
    prescribed_s = tempo.bottom_s if tempo is not None else None
    source = LimitSource.FALLBACK if prescribed_s is None else LimitSource.PRESCRIBED
    longest = Bound((prescribed_s or 0.0) + limits.rest_at_bottom_s)
    check = Check("rest_at_bottom", "s", limits.margin_sigmas, "bottom", severity=Severity.NOTE)
    yield from _worst([check.hold(rep.floor_rest_s, source, longest) for rep in reps if rep.floor_rest_s is not None])


def _worst(findings: Sequence[Finding]) -> Iterator[Finding]:
    """The finding furthest beyond its limit among the signs, else one that is uncertain, if any."""
    signs = [f for f in findings if f.outcome is Outcome.SIGN]
    unsure = [f for f in findings if f.outcome is Outcome.UNCERTAIN]
    if signs or unsure:
        yield max(signs or unsure, key=lambda f: f.excess)
