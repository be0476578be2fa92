"""The sets that an engine found in one stretch of a recording, as entries of a list of sets."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import SetEntry, further_of
from dsp.events import SetSettled


def found_sets(
    settled: Sequence[SetSettled], plan: LiftPlan, sensor_id: str, first_s: float, last_s: float, first_id: int = 1
) -> list[SetEntry]:
    """Each set that has reps, from the end of the one before to the beginning of the next.

    settled: for good, in order. first_s, last_s: of the stretch's samples.
    """
    whole = [each for each in settled if each.final and each.result.reps]
    found: list[SetEntry] = []
    for k, each in enumerate(whole):
        start_s = whole[k - 1].result.reps[-1].end_s if k else first_s
        end_s = whole[k + 1].result.reps[0].start_s if k + 1 < len(whole) else last_s
        further = further_of(each.features)
        found.append(SetEntry(first_id + k, plan, sensor_id, start_s, end_s, each.result, further=further))
    return found
