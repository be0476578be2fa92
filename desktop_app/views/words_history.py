"""Every word of the history view. No Qt in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from desktop_app.diary.best import Best, Kind
from desktop_app.diary.lifts import Lift, LoadBand, Span
from desktop_app.diary.tonnage import Week
from desktop_app.diary.trends import Measure, Point, Series
from desktop_app.health.profile_1rm import Profile
from desktop_app.session.plates import Units, load_text
from desktop_app.session.sets import SetEntry
from desktop_app.views import words as common
from desktop_app.views.words import EXERCISES, VARIATIONS, number
from dsp.results import Severity, Sign

if TYPE_CHECKING:
    from desktop_app.store.history import SessionLine, SetLine

SEPARATOR: Final = common.SEPARATOR
UNKNOWN: Final = common.UNKNOWN

TITLE: Final = "History"
LIFTER: Final = "Lifter"
SECTIONS: Final = ("Sessions", "Trends", "Load and speed", "Weeks", "Best sets", "Symptoms", "Data")
SECTION_LINE: Final = "{0}  {1}"
ADD: Final = "Add a set  (A)"
REPORT: Final = "Report  (P)"
KEYS: Final = "1-7 pages · Tab next field · arrows move · Enter opens · A adds a set · P report · Esc closes"
LOADING: Final = "Looking it up ..."
NOBODY: Final = "Nobody is kept yet. Sets are kept by themselves as they are lifted; A adds one by hand."
NO_SETS: Final = "No set of {0} is kept yet."
FACTS: Final = "{0} sessions · {1} sets · {2} reps · since {3}"
FAULT: Final = "A fault of Rackside itself: {0}"

MONTHS: Final = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                 "November", "December")  # fmt: skip
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY_LETTERS: Final = tuple(day[0] for day in DAYS)

SESSIONS: Final = "Sessions"
CALENDAR: Final = "Calendar"
SETS: Final = "Sets of the session"
SETS_LINE: Final = "{0} sets · {1}"
SIGNS_NONE: Final = "no signs"
SIGNS: Final = "{0} signs"
SIGN: Final = "1 sign"
PAIN: Final = "pain {0}"
BY_HAND: Final = "by hand"
WARM_UP: Final = "warm-up"
PAIN_ENDED: Final = "ended for pain"
NO_SESSION: Final = "No session is chosen."
SET_COLUMNS: Final = ("", "Lift", "Load", "Reps", "Down s", "Late", "Up m/s", "Loss %", "Range cm", "Signs")
SET_TIPS: Final = (
    "Number in the session",
    "Exercise and variation",
    "Load",
    "Reps that count",
    "Median time of the descents",
    "Speed of the last quarter of the descent over that of its middle; a calm one is 0.4 to 0.5",
    "Median speed of the drives",
    "Loss of drive speed from the best rep",
    "Median travel",
    "What the bar showed",
)
LEGEND_LESS: Final = "less"
LEGEND_MORE: Final = "more lifted"
LEGEND_SIGNS: Final = "signs"
LEGEND_PAIN: Final = "pain after: 1-4, over 4"
NO_RECORDING: Final = "The recording of this set is not here: there is nothing to replay."
NOT_MEASURED: Final = "This set was done without a sensor: there is nothing to replay."

EXERCISE: Final = "Lift"
BAND: Final = "Load"
SPAN: Final = "Time"
ALL_LOADS: Final = "All loads"
SPANS: Final = MappingProxyType({Span.MONTHS: "3 months", Span.YEAR: "1 year", Span.ALL: "All of it"})
MEASURES: Final = MappingProxyType(
    {
        Measure.DESCENT: ("Descent", "s", 1.0, 2),
        Measure.LATE: ("Late ratio", "", 1.0, 2),
        Measure.BOUNCE: ("Bounce", "m/s²", 1.0, 1),
        Measure.DEPTH: ("Depth spread", "cm", 100.0, 1),
        Measure.FORWARD: ("Path, forward", "cm", 100.0, 1),
        Measure.SPEED: ("Speed at load", "m/s", 1.0, 2),
    }
)
"""Title, unit, what a value is multiplied with, and digits."""
MEASURE_HINTS: Final = MappingProxyType(
    {
        Measure.DESCENT: "time of the way down",
        Measure.LATE: "last quarter over the middle",
        Measure.BOUNCE: "acceleration at the turn",
        Measure.DEPTH: "deepest to highest rep of a set",
        Measure.FORWARD: "farthest of the path",
        Measure.SPEED: "mean speed of the drive",
    }
)
ABOVE: Final = "above usual"
BELOW: Final = "below usual"
WITHIN: Final = "as usual"
NO_USUAL: Final = "latest"
UNSURE: Final = "unsure"
NOT_KNOWN: Final = "not known for this lift"
SPEED_NEEDS_LOAD: Final = "choose a load: speeds of different loads are not compared"
LIMIT: Final = "limit"

BASELINE: Final = "Your baseline"
BASELINE_LINE: Final = "{0} controlled reps of {1} sessions · newest {2}"
BASELINE_PINNED: Final = "pinned"
BASELINE_TOO_FAST: Final = "{0} fast ones left out"
BASELINE_BAND: Final = "{0} to {1} · shaded: median and two spreads"
BASELINE_ALL: Final = "A baseline belongs to one load band: choose a load."
BASELINE_MISSING: Final = "No baseline yet: {0}"
PIN: Final = "Pin"
UNPIN: Final = "Unpin"
RESET: Final = "Reset"
RESET_SURE: Final = "Reset: press again"
PINNED_TOLD: Final = "The baseline is held as it is now."
UNPINNED_TOLD: Final = "The baseline follows what is lifted."
RESET_TOLD: Final = "The baseline is learned anew, from now on."

STRENGTH_TITLE: Final = "Load and speed"
STRENGTH_LOAD: Final = "load, {0}"
STRENGTH_SPEED: Final = "best mean speed of a set, m/s"
STRENGTH_RANGE: Final = "{0:.0f} to {1}: holds the truth nine times in ten"
STRENGTH_NOT_YET: Final = "No estimate yet"
STRENGTH_LEAST: Final = "speed of a single maximum, {0:.2f} m/s"
STRENGTH_ADVICE: Final = "An estimate from easier sets, never a reason to try the load."
STRENGTH_SETS: Final = "{0} sets of the last {1} weeks"
STRENGTH_RESTS: Final = "A single is taken to move at {0:.2f} ± {1:.2f} m/s: {2}."
STRENGTH_STEPS: Final = "Estimate over time"
STRENGTH_NO_STEPS: Final = "The estimate over time appears here."
ONE_RM: Final = "Estimated single"
LEAST_LABEL: Final = "Own speed of a single, m/s"
LEAST_HINT: Final = "empty: published"
LEAST_WRONG: Final = "Type a speed between 0 and 1 m/s, such as 0.25."

WEEKS_TITLE: Final = "Tonnage by week"
WEEK_OF: Final = "Week of {0}"
WEEK_FACTS: Final = "{0} sets · {1} reps"
WEEK_UNKNOWN: Final = "{0} without a load, not counted"
WEEK_USUAL: Final = "four weeks before: {0}"
WEEK_JUMP: Final = "more than 1.5 times the four weeks before"
WEEK_GOING_ON: Final = "not over yet"
WEEK_LEGEND: Final = "line: mean of the four weeks before · triangle: more than 1.5 times that · hatched: not over yet"
TONNES: Final = "t"
WEEKS_HINT: Final = "load times reps, {0}"
THOUSAND_LB: Final = "1000 lb"

KINDS: Final = MappingProxyType(
    {
        Kind.HEAVIEST: "Heaviest",
        Kind.FASTEST: "Fastest at {0}",
        Kind.CONTROLLED: "Most reps under control",
        Kind.WORK: "Most work in one set",
    }
)
BEST_OF: Final = "{0} reps at {1}"
BEST_BEFORE: Final = "before: {0}"
BEST_FIRST: Final = "the first"
BY_REPS: Final = "Heaviest set of so many reps or more"
BY_LOAD: Final = "Fastest drive at each load, m/s"
NO_BEST: Final = "Nothing to compare yet."

SYMPTOMS_TITLE: Final = "Signs of each session, and the pain of the three days after"
SYMPTOMS_SIGNS: Final = "signs in the session"
SYMPTOMS_PAIN: Final = "pain after, 0 to 10 · shaded: the safe zone, up to 4 · the larger a dot, the more sessions"
SYMPTOMS_NO_ANSWER: Final = "nobody answered"
SYMPTOMS_NO_SENSOR: Final = "no sensor"
SYMPTOMS_NEVER_WHY: Final = "What goes together need not have to do with each other. This is no diagnosis."
SYMPTOMS_OVER_TIME: Final = "Over time: signs above, pain below"
SYMPTOMS_SIGNS_SHORT: Final = "signs"
SYMPTOMS_PAIN_SHORT: Final = "pain"
SYMPTOMS_NONE: Final = "There is no session yet."


def day(at_unix_s: float, zone: tzinfo | None) -> date:
    return datetime.fromtimestamp(at_unix_s, UTC).astimezone(zone).date()


def short_day(of: date) -> str:
    """`Sat 21`."""
    return f"{DAYS[of.weekday()][:3]} {of.day}"


def month(of: date) -> str:
    """`Nov 2026`."""
    return f"{MONTHS[of.month - 1][:3]} {of.year}"


def whole_day(of: date) -> str:
    """`Sat 21 Nov 2026`."""
    return f"{short_day(of)} {month(of)}"


def plain_day(of: date) -> str:
    """`21 Nov 2026`."""
    return f"{of.day} {month(of)}"


def ago(days: float) -> str:
    """How long ago, roughly."""
    if days < 1.5:
        return "today" if days < 0.5 else "yesterday"
    if days < 14.0:
        return f"{days:.0f} days ago"
    return f"{days / 7.0:.0f} weeks ago" if days < 70.0 else f"{days / 30.4:.0f} months ago"


def thousands(value: float) -> str:
    """12 345: parted by a thin blank."""
    return f"{value:,.0f}".replace(",", "\u2009")


def exercise_name(exercise: str | None, variation: str) -> str:
    name = UNKNOWN if exercise is None else EXERCISES.get(exercise, exercise)
    return ", ".join([name, *(VARIATIONS.get(tag, tag) for tag in variation.split("+") if tag)])


def lift_choice(lift: Lift) -> str:
    return exercise_name(lift.exercise, lift.variation)


def load(load_kg: float, units: Units) -> str:
    """A load, rounded to what can be read at a glance."""
    return f"{round(load_kg / units.kg, 1):g} {units}"


def band_choice(band: LoadBand | None, units: Units) -> str:
    if band is None:
        return ALL_LOADS
    return f"{load(band.load_kg, units)}  ({band.low_kg / units.kg:.0f}–{band.high_kg / units.kg:.0f})"


def tonnage(tonnage_kg: float, units: Units) -> str:
    """`8.4 t`, or `18.5 k lb`."""
    if units is Units.KG:
        return f"{tonnage_kg / 1000.0:.1f} t"
    return f"{tonnage_kg / units.kg / 1000.0:.1f}k lb"


def tonnage_unit(units: Units) -> tuple[str, float]:
    """The unit of a scale of tonnage, and how many kg it is."""
    return (TONNES, 1000.0) if units is Units.KG else (THOUSAND_LB, 1000.0 * units.kg)


def lifts_line(sets: Iterable[SetLine], units: Units) -> str:
    """A session's lifts with the heaviest load of each, in their order."""
    heaviest: dict[tuple[str | None, str], float | None] = {}
    for one in sets:
        key = (one.exercise, one.variation)
        known = [kg for kg in (heaviest.get(key), one.load_kg) if kg is not None]
        heaviest[key] = max(known, default=None)
    names = [exercise_name(*key) + ("" if kg is None else f" {kg / units.kg:.4g}") for key, kg in heaviest.items()]
    unit = "" if all(kg is None for kg in heaviest.values()) else f" {units}"
    return SEPARATOR.join(names) + unit


def signs(count: int | None) -> str:
    if count is None:
        return ""
    return SIGNS_NONE if count == 0 else (SIGN if count == 1 else SIGNS.format(count))


def session_said(session: SessionLine, units: Units, zone: tzinfo | None) -> str:
    """A session in words, for who hears the screen."""
    worst = max(session.pain_after, default=None)
    parts = [
        whole_day(day(session.started_unix_s, zone)),
        lifts_line(session.sets, units),
        SETS_LINE.format(len(session.sets), tonnage(session.tonnage_kg, units)),
        signs(session.signs),
        "" if worst is None else PAIN.format(worst),
    ]
    return ", ".join(part for part in parts if part)


def set_cells(line: SetLine, entry: SetEntry, told: Sequence[Sign], units: Units) -> tuple[str, ...]:
    """A row of the sets; unknown is a dash."""
    marks = {WARM_UP: line.warm_up, BY_HAND: line.by_hand, PAIN_ENDED: line.ended_for_pain}
    names = ", ".join(dict.fromkeys(sign_name(sign.code) for sign in told))
    return (
        str(entry.id) if not line.by_hand else "",
        exercise_name(line.exercise, line.variation),
        UNKNOWN if line.load_kg is None else load_text(line.load_kg, units),
        str(line.reps),
        number(line.descent_s, 2),
        number(line.late_ratio, 2),
        number(line.drive_speed_ms, 2),
        number(line.speed_loss_percent, 0),
        number(None if line.rom_m is None else 100.0 * line.rom_m, 0),
        SEPARATOR.join([*([names] if names else []), *(text for text, on in marks.items() if on)]),
    )


def sign_name(code: str) -> str:
    return code.replace("_", " ")


def gravest(told: Sequence[Sign]) -> Severity | None:
    """The gravest level above a note."""
    found = [sign.severity for sign in told if sign.severity is not Severity.NOTE]
    return max(found, key=lambda level: level.rank, default=None)


def measured(measure: Measure, value: float | None) -> str:
    """A value with its unit."""
    _, unit, factor, digits = MEASURES[measure]
    return UNKNOWN if value is None else f"{number(factor * value, digits)} {unit}".strip()


def against_usual(series: Series, point: Point) -> str:
    """Where a point lies; no word on whether that is good."""
    if point.value is None:
        return ""
    if not point.sure:
        return UNSURE
    if series.usual is None:
        return NO_USUAL
    if point.value in series.usual:
        return WITHIN
    return ABOVE if point.value > series.usual.high else BELOW


def best_value(best: Best, units: Units) -> str:
    return {
        Kind.HEAVIEST: load(best.value, units),
        Kind.FASTEST: f"{best.value:.2f} m/s",
        Kind.CONTROLLED: f"{best.value:.0f} reps",
        Kind.WORK: f"{thousands(best.value / units.kg)} {units}",
    }[best.kind]


def kind_title(kind: Kind) -> str:
    return KINDS[kind].format(UNKNOWN)


def best_title(best: Best, units: Units) -> str:
    return KINDS[best.kind].format("" if best.load_kg is None else load(best.load_kg, units))


def estimate_range(found: Profile, units: Units) -> str:
    """The range in which nine of ten true singles lie."""
    if found.low_kg is None or found.high_kg is None:
        return ""
    return STRENGTH_RANGE.format(found.low_kg / units.kg, load(round(found.high_kg), units))


def estimate_rests(found: Profile) -> str:
    """The speed of a single, and where it is from."""
    if found.one_rm_kg is None or found.least is None:
        return ""
    return STRENGTH_RESTS.format(found.least.speed_ms, found.least.spread_ms, found.least.source)


def estimate_said(found: Profile | None, units: Units) -> str:
    if found is None:
        return STRENGTH_TITLE
    if found.one_rm_kg is None:
        return " ".join([f"{STRENGTH_NOT_YET}.", *found.missing])
    return f"{ONE_RM}, {load(round(found.one_rm_kg), units)}, {estimate_range(found, units)}"


def week_line(week: Week, units: Units) -> str:
    """A week beside its usual, in words."""
    line = week.line
    parts = [WEEK_OF.format(plain_day(line.monday)), WEEK_FACTS.format(line.sets, line.reps)]
    if line.unknown:
        parts.append(WEEK_UNKNOWN.format(line.unknown))
    if week.usual_kg is not None:
        parts.append(WEEK_USUAL.format(tonnage(week.usual_kg, units)))
    if week.jump:
        parts.append(WEEK_JUMP)
    if week.going_on:
        parts.append(WEEK_GOING_ON)
    return SEPARATOR.join(parts)


def best_line(best: Best, units: Units, zone: tzinfo | None) -> str:
    """What was done, and when."""
    done = BEST_OF.format(best.reps, UNKNOWN if best.load_kg is None else load(best.load_kg, units))
    parts = [done, plain_day(day(best.at_unix_s, zone))]
    return SEPARATOR.join([*parts, BY_HAND] if best.by_hand else parts)


def best_before(best: Best, units: Units) -> str:
    return (
        BEST_FIRST if best.before is None else BEST_BEFORE.format(best_value(replace(best, value=best.before), units))
    )
