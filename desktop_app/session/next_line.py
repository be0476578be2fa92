"""The one thing to change in the next set: a line out of what the bar showed (`dsp/signs/README.md`).

Signs come by severity, then by how many reps showed them. No line asks for more load, depth, range or speed where that
was reduced on purpose, and none says what is wrong with a body.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from desktop_app.session import words
from dsp.exercises import REDUCED_ON_PURPOSE
from dsp.results import Quality, SetResult, Severity, Sign
from dsp.signs.table import CODES, ORDER

LOAD_LINES: Final = {"slowing": words.SLOWING, "form_fading": words.FORM_FADING}
"""Signs that the load wins: what to change is the load, whatever cue ended the set."""
DESCENT_TIMES: Final = frozenset({"fast_descent", "tempo_missed"})
"""Signs that may hold a descent's time against something."""
UNSURE_SHARE: Final = 0.5
"""With fewer good reps than this, nothing is said to be well."""


def next_line(result: SetResult, *, pain: bool = False) -> str | None:
    """What to change after a set; None where it had no rep. pain: the lifter ended it for pain."""
    if pain:
        return words.ENDED_FOR_PAIN
    if not result.reps:
        return None
    sign = _gravest(result)
    unsure = sum(rep.quality is not Quality.GOOD for rep in result.reps)
    mostly_unsure = unsure > UNSURE_SHARE * len(result.reps)
    if sign is not None and (sign.severity is not Severity.NOTE or not mostly_unsure):
        return _line(sign, result)
    if mostly_unsure:
        return words.NOT_MEASURED.format(unsure, len(result.reps))
    return words.SAME_AGAIN.format(_figures(result))


def _gravest(result: SetResult) -> Sign | None:
    told = [sign for sign in result.signs if _asks(sign, result)]
    reps = Counter(sign.code for sign in told)
    return max(told, key=lambda s: (s.severity.rank, reps[s.code], -ORDER[s.code], -(s.rep or 0)), default=None)


def _asks(sign: Sign, result: SetResult) -> bool:
    """Whether a sign says that something is to be changed."""
    row = CODES.get(sign.code)
    if row is None or (row.silent_when_reduced and not REDUCED_ON_PURPOSE.isdisjoint(result.variation)):
        return False
    if sign.code in LOAD_LINES:
        return sign.severity is not Severity.NOTE
    return sign.cue is not None and (sign.code, sign.unit) in words.CHANGES


def _line(sign: Sign, result: SetResult) -> str:
    value = _as_shown(sign, result)
    values = {"value": value, "value_cm": 100.0 * value, "limit": sign.limit, "rep": sign.rep}
    if sign.code in LOAD_LINES:
        return LOAD_LINES[sign.code].format(**values)
    return f"{sign.cue}: {words.CHANGES[sign.code, sign.unit].format(**values)}."


def _as_shown(sign: Sign, result: SetResult) -> float:
    """The value, but a descent's time as the bars beside the line have it.

    Against a prescription a phase is judged from rest to rest, which is a little longer than from edge to edge.
    """
    descents = [rep.descent for rep in result.reps if rep.number == sign.rep]
    timed = sign.code in DESCENT_TIMES and sign.unit == "s" and sign.phase == "descent"
    if timed and descents and descents[0] is not None:
        return descents[0].duration_s
    return sign.value


def _figures(result: SetResult) -> str:
    summary, count = result.summary, len(result.reps)
    parts = [f"{count} rep{'s' * (count > 1)}"]
    if summary.mean_descent_s is not None:
        parts.append(f"{summary.mean_descent_s:.1f} s down")
    if summary.mean_drive_speed_ms is not None:
        parts.append(f"{summary.mean_drive_speed_ms:.2f} m/s up")
    return ", ".join(parts)
