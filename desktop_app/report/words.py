"""Every word of a report. What the bar showed, never why; nothing here names a cause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from desktop_app.session.plates import Units, load_text
from dsp.results import WarningCode

if TYPE_CHECKING:
    from desktop_app.report.set_pictures import RepBar
    from desktop_app.report.time_pictures import DayDone, SessionColumn

SESSION_TITLE: Final = "Training session"
MONTH_TITLE: Final = "Training month"
RECORDING_TITLE: Final = "Recorded sets"
NOBODY: Final = "Lifter not named"
MADE: Final = "Rackside {0} · written {1}"
NO_DEVICE: Final = (
    "Figures of a barbell with a motion sensor on it. Rackside is no medical device: it says what the bar did, "
    "not why, and nothing about anybody's body."
)
UNKNOWN: Final = "not known"
NOT_MEASURED: Final = "No sensor: reps as entered by hand."
NO_LIFT: Final = "Lift not named"

IN_SHORT: Final = "In short"
SESSIONS: Final = "Sessions"
SETS: Final = "Sets"
WARM_UPS: Final = "{0} for warm-up"
REPS: Final = "Reps"
TONNAGE: Final = "Tonnage"
TONNAGE_PART: Final = "{0} without a load left out"
WARNINGS: Final = "Warnings"
STOPS: Final = "{0} of them stops"
NO_SENSOR_SETS: Final = "{0} sets without a sensor"
UNCERTAIN: Final = "Uncertain reps"
OF_MEASURED: Final = "of {0} measured"
WORST_PAIN: Final = "Worst pain"
PAIN_OF: Final = "of 10, answered"

NO_SIGN: Final = "No sign of lost control."
NO_SIGN_UNCERTAIN: Final = "No sign could be given with certainty; {0} of {1} reps are uncertain."
NO_WARNING: Final = "No warning."
NOT_JUDGED: Final = "Not judged: no sensor."
TIMES: Final = "{0} times"
ONCE: Final = "once"
AND: Final = "{0} and {1}"

TRENDS: Final = "The last sessions at {0}"
TRENDS_USUAL: Final = (
    "Each dot is a session's median at {0}; filled: told of here. Shaded: the lifter's usual range as of today, from "
    "{1} controlled reps in {2} sessions."
)
TRENDS_NO_USUAL: Final = "Each dot is a session's median at {0}; filled: told of here. No usual range yet: {1}"
TRENDS_NONE: Final = "Each dot is a session's median at {0}; filled: told of here."
FIGURES: Final = MappingProxyType(
    {
        "descent_s": ("Descent time, s", 1.0, 2),
        "late_ratio": ("Late descent, ratio", 1.0, 2),
        "turnaround_acc_ms2": ("Turn at the bottom, m/s²", 1.0, 1),
        "drive_speed_ms": ("Drive speed, m/s", 1.0, 2),
        "rom_m": ("Travel, cm", 100.0, 1),
    }
)
"""By name of a trend: name with unit, factor, digits."""

SET: Final = "Set {0}"
WARM_UP: Final = "warm-up"
TEMPO: Final = "tempo {0}"
ENDED_FOR_PAIN: Final = "ended for pain"
ADDED: Final = "{0} of the reps added by hand"
STRUCK: Final = "{0} struck out by hand"
REP_COLUMNS: Final = (
    ("Rep", 0.8), ("Down s", 1.0), ("Late ratio", 1.0), ("Pause s", 1.0), ("Turn m/s²", 1.0), ("Up m/s", 1.0),
    ("Travel cm", 1.1), ("Forward cm", 1.2), ("Tilt °", 0.9),
)  # fmt: skip
SET_COLUMNS: Final = (
    ("Set", 1.8), ("Load", 1.1), ("Reps", 0.8), ("Down s", 1.0), ("Up m/s", 1.0), ("Speed loss %", 1.3),
    ("Warnings", 1.1), ("Notes", 0.8),
)  # fmt: skip
SETS_TABLE: Final = "The sets"
QUIET_WARM_UPS: Final = "Warm-up sets without a warning stand in the table alone. Down and up are medians of the reps."
USUALLY: Final = MappingProxyType(
    {
        "descent_s": "Descent {0} s, usually {1} to {2}",
        "drive_speed_ms": "Drive {0} m/s, usually {1} to {2}",
    }
)
REP_TABLE: Final = "Reps of set {0}"
USUAL_CAPTION: Final = "Shaded: usual range at this load ({0} controlled reps)."
ASKED_CAPTION: Final = "Dashed: the descent asked for, {0:g} s."
PATH_CAPTION: Final = "Forward is drawn twice as large as up."
CAVEAT: Final = "About the measurement: {0}"

UP_AXIS: Final = "up: drive speed, m/s"
DOWN_AXIS: Final = "down: descent time, s"
REPS_PICTURE: Final = "Drive speed and descent time of each rep"
PATH_PICTURE: Final = "Bar from the side"
FORWARD: Final = "forward is to the right"
SIDE_UNKNOWN: Final = "which side is forward: not known"
SIGNS_AXIS: Final = "Warnings in each session"
PAIN_AXIS: Final = "Worst pain of the three days after, 0-10"
SIGNS_AND_PAIN: Final = "Warnings in each session beside the pain of the three days after"
SPEED_AXIS: Final = "Best drive of each set, m/s"
LOAD_AXIS: Final = "load, {0}"
LOAD_SPEED_PICTURE: Final = "Drive speed against load"
MONTH_PICTURE: Final = "Days of the month with lifting"
MONTH_CAPTION: Final = "Disc: tonnage of the day. Triangle: warnings."
WEEKDAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")

LIFT_SESSIONS: Final = "Sessions of {0}"
LIFT_COLUMNS: Final = (
    ("Day", 1.2), ("Sets x reps", 1.6), ("Top load", 1.2), ("Down s", 1.0), ("Up m/s", 1.0), ("Travel cm", 1.1),
    ("Warnings", 1.1),
)  # fmt: skip
SIGNS_TITLE: Final = "Signs of the month"
SIGNS_COLUMNS: Final = (("Sign", 2.2), ("Warnings", 0.9), ("Notes", 0.8), ("Sessions", 0.9), ("Lifts", 2.2))
ONE_RM: Final = (
    "Estimated one-rep maximum {0}, with 90 % certainty {1} to {2}. It comes from easier sets and is no reason to "
    "try it."
)
NO_ONE_RM: Final = "No estimate of a one-rep maximum: {0}"

SYMPTOMS: Final = "Symptoms"
SYMPTOMS_NOTE: Final = "as the lifter answered"
NO_ANSWERS: Final = "The lifter answered no symptom check in this time."
RED_FLAG: Final = "Red flag answered: {0}. {1}"
FOUR_WEEKS: Final = "Four weeks up to {0}: {1}"
PAIN: Final = "Pain {0} of 10"
NO_PAIN: Final = "No pain"
SINCE: Final = "since {0}"
AGAINST: Final = "{0} than before"
SAME: Final = "the same as before"
TRIED: Final = "done with {0}"
SAID: Final = "“{0}”"

HOW_TO_READ: Final = "How to read this"
MARK_WORDS: Final = MappingProxyType(
    {"warn": "warning", "stop": "stop", "note": "note", "uncertain": "uncertain", "steady": "no warning"}
)
"""What a shape says to those who do not see it."""
MARKS: Final = MappingProxyType(
    {
        "warn": ("Warning", "a figure beyond its limit, by more than it is uncertain"),
        "stop": ("Stop", "a reason to end the set"),
        "note": ("Note", "worth knowing, no more"),
        "uncertain": ("Uncertain", "hatched or followed by ?: measured, but not to be relied on"),
    }
)
READ: Final = (
    ("Down", "time of the descent; Up: mean speed of the drive; both between the moments at which the bar moves."),
    ("Late", "speed in the last quarter of the descent over that of its middle half: 0.4 to 0.5 is calm."),
    ("Turn", "greatest upward acceleration at the bottom. Pause: time at the bottom."),
    ("Forward", "farthest from where the rep began; ± where it is not known which side is forward."),
    ("Limits", ("what was prescribed for the set, else the lifter's own baseline, else the set's first two good "
     "reps; a general figure alone never gives more than a note. All limits are settings.")),
    ("Quotes", ("words of five articles on lifting and the lower back: A, lower back that hurts after squats; B, "
     "the limitations behind it; C, preventing back pain in the hip thrust; D, tight hamstrings and back pain; E, "
     "causes of pain in the hip thrust. Figures and limits are Rackside's.")),
    ("A month's days", "down, up and travel are medians of the working sets with the day's top load."),
    ("Not known", "is written so, or as a question mark, and never counted as none."),
)  # fmt: skip

WARNING_TEXTS: Final = MappingProxyType({WarningCode.NO_EXERCISE: "The lift is not named, so few signs are given."})
"""In place of what a warning says to somebody at the command line."""


def lift_name(exercise: str | None, variation: Sequence[str]) -> str:
    """`Front squat, paused`."""
    name = NO_LIFT if exercise is None else exercise.replace("_", " ").capitalize()
    return ", ".join([name, *variation])


def count(number: int, one: str) -> str:
    return f"{number} {one}" if number == 1 else f"{number} {one}s"


def times(number: int) -> str:
    return ONCE if number == 1 else TIMES.format(number)


def tonnage(kg: float, units: Units) -> str:
    return f"{kg / units.kg:,.0f}\u00a0{units}"


def loads(low_kg: float, high_kg: float, units: Units) -> str:
    """`117 to 143 kg`, rounded."""
    return f"{low_kg / units.kg:.0f} to {high_kg / units.kg:.0f} {units}"


def load(load_kg: float | None, units: Units) -> str:
    return "load not known" if load_kg is None else load_text(load_kg, units)


def number(value: float | None, digits: int, factor: float = 1.0) -> str:
    """A number, a question mark where it is not known; never a negative zero."""
    if value is None:
        return "?"
    text = f"{value * factor:.{digits}f}"
    return text.removeprefix("-") if float(text) == 0.0 else text


def day(at: datetime) -> str:
    """`Sat 21 November 2026`; names are English whatever the system speaks, as all the rest is."""
    return f"{WEEKDAY_NAMES[at.weekday()]} {at.day} {MONTHS[at.month - 1]} {at.year}"


def short_day(at: datetime) -> str:
    return f"{at.day} {MONTHS[at.month - 1][:3]}"


def day_time(at: datetime) -> str:
    return f"{WEEKDAY_NAMES[at.weekday()][:3]} {short_day(at)} {at:%H:%M}"


def listed(texts: Sequence[str]) -> str:
    """`a, b and c`."""
    return texts[0] if len(texts) == 1 else AND.format(", ".join(texts[:-1]), texts[-1]) if texts else ""


def bar_told(bar: RepBar) -> str:
    down = UNKNOWN if bar.descent_s is None else f"{bar.descent_s:.1f} s"
    up = UNKNOWN if bar.drive_ms is None else f"{bar.drive_ms:.2f} m/s"
    marks = [m.value for m in (bar.down, bar.up) if m is not None]
    return ", ".join([f"rep {bar.number}: down {down}", f"up {up}", *(["uncertain"] if bar.uncertain else []), *marks])


def path_told(reps: int, forward_m: float, up_m: float) -> str:
    return f"{count(reps, 'rep')}, {100.0 * up_m:.0f} cm up and down within {100.0 * forward_m:.0f} cm forward and back"


def trend_told(dots: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"{label}: {value}" for label, value in dots)


def column_told(column: SessionColumn, *, with_pain: bool) -> str:
    signs = UNKNOWN if column.signs is None else count(column.signs, "warning")
    pain = "" if not with_pain else f", pain {UNKNOWN if column.pain is None else column.pain}"
    return f"{column.label}: {signs}{pain}"


def load_speed_told(points: Sequence[tuple[float, float]], unit: str) -> str:
    return "; ".join(f"{load:.4g} {unit}: {speed:.2f} m/s" for load, speed in points)


def day_told(done: DayDone) -> str:
    return f"day {done.day}: {done.text}, {count(done.signs, 'warning')}"


WEEKDAY_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
