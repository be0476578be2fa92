"""Group L: the load wins, by the speed of the drives and by signs that come together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsp.features import Measured, RepFeatures
from dsp.limits import SignLimits
from dsp.load import best_drive, loss_percent
from dsp.results import LimitSource, Severity, Sign
from dsp.signs.finding import Bound, Check, Finding, Outcome
from dsp.signs.reference import Held
from dsp.signs.table import CODES, Group

FORM_FADING = "form_fading"


def slowing(rep: RepFeatures, held: Held) -> Iterator[Finding]:
    """The drive lost speed against the set's best rep so far.

    Held against the set's own reps; until its first ones are complete, never more than a note. `stop` is the
    lifter's own choice alone. A drive whose time is prescribed says nothing about the load.
    """
    tempo, limits = held.context.tempo, held.limits
    best = best_drive(held.earlier)
    if (tempo is not None and tempo.concentric_s is not None) or best is None:
        return
    loss = loss_percent(rep.drive_speed_ms, best) if rep.drive_speed_ms is not None else None
    source = LimitSource.FIRST_REPS if held.has_first_reps else LimitSource.FALLBACK
    levels = [
        (Severity.NOTE, limits.slowing_note_percent, source),
        (Severity.WARN, limits.slowing_warn_percent, source),
    ]
    chosen = held.context.speed_loss_stop_percent
    if chosen is not None:
        levels.append((Severity.STOP, chosen, LimitSource.PRESCRIBED))
    for severity, limit, level_source in levels:
        check = Check("slowing", "percent", limits.margin_sigmas, "drive", severity=severity)
        yield check.hold(loss, level_source, Bound(limit))


def form_fading(
    order: Sequence[int], signs: Sequence[Sign], begun: frozenset[str], limits: SignLimits
) -> Iterator[Finding]:
    """Warnings of two groups in each of two reps running, none of which the set began with.

    order: the numbers of the reps so far, the one judged last. signs: all signs so far.
    begun: codes that the first rep had, or that were uncertain in it.
    """
    running = order[-limits.form_fading_reps :]
    if len(running) < limits.form_fading_reps or limits.form_fading_reps < 1:
        return
    counted = [_fading([s for s in signs if s.rep == number and s.code not in begun]) for number in running]
    groups = min(len({CODES[s.code].group for s in of_rep}) for of_rep in counted)
    if groups < limits.form_fading_groups:
        return
    sources = [s.limit_source for of_rep in counted for s in of_rep]
    weakest = max(sources, key=list(LimitSource).index, default=LimitSource.FALLBACK)
    # A count carries no error of its own: its parts have each passed their margin already.
    beyond = Check(FORM_FADING, "count", limits.margin_sigmas, severity=Severity.STOP)
    reached = beyond.hold(Measured(float(groups), 0.0), weakest, Bound(float(limits.form_fading_groups)))
    yield reached.with_outcome(Outcome.SIGN)


def _fading(signs: Sequence[Sign]) -> list[Sign]:
    """The signs of one rep that count: warnings, and each cause once.

    A phase cut short against the prescription is reported by `tempo_missed` and, where it is the descent or the
    bottom, by a sign of group D too: that is one loss of control, not two kinds together.
    """
    warned = [s for s in signs if s.severity.rank >= Severity.WARN.rank and s.code != FORM_FADING]
    told = {s.phase for s in warned if CODES[s.code].group is Group.DESCENT}
    return [s for s in warned if s.code != "tempo_missed" or s.phase not in told]
