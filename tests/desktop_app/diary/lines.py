"""Lines of a history, made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from desktop_app.store.history import SessionLine, SetLine
from desktop_app.store.set_reps import SetReps

DAY_S: Final = 86_400.0
NOW_UNIX_S: Final = 1_795_000_000.0
SURE: Final = SetReps(good=5, controlled=5)
UNSURE: Final = SetReps(good=1, uncertain=4)
_LINE: Final = SetLine(
    id="", session_id="", number=1, started_unix_s=0.0, exercise="squat", variation="", load_kg=100.0, tempo=None,
    warm_up=False, by_hand=False, ended_for_pain=False, reps=5, notes=0, warns=0, stops=0, speed_loss_percent=8.0,
    descent_s=2.0, late_ratio=0.5, turnaround_acc_ms2=5.0, rom_m=0.6, rom_spread_m=0.02, forward_m=0.03,
    drive_speed_ms=0.5, best_drive_speed_ms=0.55,
)  # fmt: skip


def line(days_ago: float, number: int = 1, **values: Any) -> SetLine:
    """A set of the session of that day."""
    session = values.pop("session_id", f"session {days_ago:g}")
    made = replace(_LINE, number=number, session_id=session, started_unix_s=NOW_UNIX_S - days_ago * DAY_S)
    return replace(made, **{"id": f"{session} {number}", **values})


def session(*sets: SetLine, pain_after: tuple[int, ...] = ()) -> SessionLine:
    tonnage_kg = sum(one.tonnage_kg or 0.0 for one in sets)
    return SessionLine(sets[0].session_id, sets[0].started_unix_s, sets, tonnage_kg, pain_after)


def sure(*sets: SetLine) -> dict[str, SetReps]:
    return {one.id: SURE for one in sets}
