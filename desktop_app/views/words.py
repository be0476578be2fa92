"""Every word that the window shows. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from desktop_app.session.plan import LiftPlan
from desktop_app.session.plates import RACKS, Units, load_text, per_side
from desktop_app.session.settings import RackLayout, ThemeName
from desktop_app.session.snapshot import LinkView, Mode, Notice, RecordingView, RepView, Traffic
from dsp.results import Quality, Severity
from sensor.ble.found import Found
from sensor.ble.status import LinkState

APP: Final = "Rackside"
SEPARATOR: Final = " · "
UNKNOWN: Final = "–"
"""Never 0."""

EXERCISES: Final = MappingProxyType(
    {
        "squat": "Squat",
        "front_squat": "Front squat",
        "bench": "Bench press",
        "hip_thrust": "Hip thrust",
        "deadlift": "Deadlift",
        "romanian_deadlift": "Romanian deadlift",
        "overhead_press": "Overhead press",
        "row": "Row",
    }
)
VARIATIONS: Final = MappingProxyType(
    {
        "box": "box",
        "pin": "pins",
        "paused": "paused",
        "goblet": "goblet",
        "tempo": "tempo",
        "touch_and_go": "touch and go",
        "close_grip": "close grip",
        "pad": "pad",
        "way_back": "way back",
    }
)
"""`way_back`: range or load reduced on purpose, after pain."""

PHASES: Final = MappingProxyType({"descent": "down", "bottom": "bottom", "drive": "up", "top": "top", "rest": "still"})
TRAFFIC: Final = MappingProxyType(
    {
        Traffic.WAIT: "waiting",
        Traffic.STEADY: "steady",
        Traffic.CAREFUL: "careful",
        Traffic.STOP: "stop",
        Traffic.UNCERTAIN: "unsure",
    }
)
LINKS: Final = MappingProxyType(
    {
        LinkState.SEARCHING: "searching",
        LinkState.CONNECTING: "connecting",
        LinkState.SETTING_UP: "setting up",
        LinkState.STREAMING: "streaming",
        LinkState.STALLED: "nothing comes",
        LinkState.LOST: "lost, trying again",
        LinkState.GONE: "disconnected",
    }
)

TOO_FAST: Final = "TOO FAST"
SPEED_UNIT: Final = "m/s"
TARGET: Final = "target"
NOT_SURE: Final = "unsure"
REP: Final = "rep"
REPS: Final = "reps"
REPS_OF: Final = "of {0}"
REPS_PLANNED: Final = "{0} reps"
DESCENT_BARS: Final = "Descent, s"
DRIVE_BARS: Final = "Drive, m/s"
NO_REPS: Final = "no reps yet"
LOSS: Final = "Speed loss"
LOSS_STOP: Final = "Speed loss, stop at {0:.0f} %"
PATH: Final = "Bar path, from the side"
NO_PATH: Final = "no path yet"
FORWARD: Final = "forward, {0:.0f} cm"
FORWARD_UNKNOWN: Final = "{0:.0f} cm forward or back: which is not known"
SIGNAL: Final = "Signal, last 10 s"
NO_SIGNAL: Final = "nothing came yet"
REST: Final = "rest"
NEXT_SET: Final = "Next set"
HOLD: Final = "{0:.1f} s down"
"""Where there is nothing to correct: the descent to hold."""
NO_TARGET: Final = "no target yet"
NOTHING_TO_CHANGE: Final = "Nothing to change."
MORE_NOTICES: Final = "{0} more"
MUTED: Final = "sound off"
VOLUME: Final = "sound {0:.0f} %"
RECORDING: Final = "recording {0}"
NOT_RECORDED: Final = "not recorded: {0}"
LOST_SAMPLES: Final = "{0} lost"
BATTERY: Final = "battery {0:.0f} %"
RATE: Final = "{0:.0f} Hz"

NO_SENSOR_TITLE: Final = "No data from a sensor"
NO_SENSOR_LINES: Final = (
    "Switch the sensor on and clip it to the bar.",
    "Enter connects again. Esc goes back to choose another sensor.",
)
READY_LINES: Final = (
    "Go when you are ready: the set, its reps and its end are found by themselves.",
    "M marks the beginning or the end of a set by hand.",
)
OVER_TITLE: Final = "That is all of it"
OVER_LINES: Final = ("R replays it. Enter goes back to the start.",)

PAIN_TITLE: Final = "Stop and take a breath"
PAIN_LINES: Final = (
    "Rack the bar or put it down. The set is ended and kept.",
    (
        "90/90 breathing: lie on your back, hips and knees bent to 90 degrees, feet up on a bench or wall. "
        "Breathe in slowly, and out slowly and all the way. Take your time."
    ),
    (
        "Sharp or spreading pain, numbness or tingling, less strength, a pop or swelling: stop this movement and "
        "have it looked at by a qualified professional. Trouble with bladder or bowel: urgently, today."
    ),
    "This app measures the bar. It is no medical device, and cannot tell what hurts or why.",
    "Enter when you want to go on: then with less load, less depth, or slower.",
)

START_TITLE: Final = "What do you lift?"
FIRST_TITLE: Final = "Welcome to Rackside"
NAME: Final = "Your name"
NAME_HINT: Final = "The sets are kept under it."
NAME_MISSING: Final = "Type your name first."
SENSOR: Final = "Sensor"
SENSOR_MISSING: Final = "Choose a sensor first, or the simulated one."
SIMULATED: Final = "Simulated sensor: try it all without hardware"
SIMULATED_SHORT: Final = "the simulated sensor"
SENSOR_AWAY: Final = "{0}, used last"
SEARCHING: Final = "Searching for sensors near you: switch yours on ..."
SEARCHED_NONE: Final = "No sensor found. Switch it on, bring it near, and press F5 to search again."
SEARCHED: Final = "Choose with the arrow keys. F5 searches again."
ANY_LIFT: Final = "Another lift"
LOAD_IS: Final = "{0}"
LOAD_PLATES: Final = "{0}: on each side {1}"
GO: Final = "Go  (Enter)"
CONTINUE: Final = "Continue  (Enter)"
CHANGE_SENSOR: Final = (
    "{0} lifts with {1}. F3 changes this, F4 sets up the sensor, F2 opens the settings, F1 shows the keys."
)

SETTINGS_TITLE: Final = "Settings"
SETTINGS_BACK: Final = "Every change holds at once and is kept. Esc goes back."
THEME: Final = "Colours"
THEMES: Final = MappingProxyType({ThemeName.DARK: "dark", ThemeName.LIGHT: "light"})
FONT_SCALE: Final = "Size of letters"
PERCENT: Final = "{0:.0f} %"
UNITS: Final = "Weights in"
LAYOUT: Final = "During a set"
LAYOUTS: Final = MappingProxyType(
    {RackLayout.FOCUS: "only what matters, large", RackLayout.DETAIL: "path, signal and figures too"}
)
VOLUME_LABEL: Final = "Volume"
MUTE_LABEL: Final = "No sound"
LOSS_STOP_LABEL: Final = "Stop at a speed loss of"
NEVER: Final = "never"
LIMITS: Final = "Limits of the signs"
LIMITS_HINT: Final = "Defaults are ours, each with its reason. Type a new value; an empty one is the default again."
ALL_LIFTS: Final = "All lifts"
LIMIT_COLUMNS: Final = ("Limit", "Value", "Unit", "Default", "Reason for the default")
LIMIT_WRONG: Final = "{0} is not a number of zero or more."
YES_NO: Final = ("no", "yes")
LIMIT_UNITS: Final = MappingProxyType(
    {
        "_rads": "deg/s",
        "_rad": "deg",
        "_ms": "m/s",
        "_m": "m",
        "_s": "s",
        "_percent": "%",
        "_ratio": "x reference",
        "_fraction": "share",
        "_sigmas": "sigmas",
    }
)
"""By the end of a limit's name, longest first: the unit it is shown in."""

KEYS_TITLE: Final = "Keys"
KEYS_CLOSE: Final = "Any key closes this."

FOOT_KEYS: Final = "P pain · M mark · S sound · ? keys"
ELSEWHERE: Final = ("History F6", "How you feel F7", "Several lifters F8", "Replay F9", "End F10")
"""Pages that are not about the next set, in the order of their buttons."""


def lift_name(plan: LiftPlan) -> str:
    """Exercise and variation: `Squat, box`."""
    if plan.exercise is None:
        return ANY_LIFT
    tags = [VARIATIONS.get(tag, tag) for tag in plan.variation]
    return ", ".join([EXERCISES.get(plan.exercise, plan.exercise), *tags])


def plan_line(plan: LiftPlan, units: Units) -> str:
    """Lift, load and tempo in one line."""
    parts = [lift_name(plan)]
    if plan.load_kg is not None:
        parts.append(load_text(plan.load_kg, units))
    if plan.tempo is not None:
        parts.append(str(plan.tempo))
    return SEPARATOR.join(parts)


def task_line(plan: LiftPlan, units: Units) -> str:
    """The same with how many reps are wished."""
    wished = [] if plan.target_reps is None else [REPS_PLANNED.format(plan.target_reps)]
    return SEPARATOR.join([plan_line(plan, units), *wished])


def header_line(plan: LiftPlan, units: Units, sets: int) -> str:
    """Who lifts what, in the first line."""
    who = [] if plan.athlete is None else [plan.athlete]
    done = [] if not sets else [f"{sets} set{'s' * (sets > 1)} done"]
    return SEPARATOR.join([*who, task_line(plan, units), *done])


def reps_done(count: int, target: int | None) -> str:
    """What stands under their number."""
    if target is not None:
        return REPS_OF.format(target)
    return REP if count == 1 else REPS


def load_line(load_kg: float, units: Units) -> str:
    """The load with its plates, for who loads the bar."""
    sides = per_side(load_kg, RACKS[units])
    if not sides:
        return LOAD_IS.format(load_text(load_kg, units))
    return LOAD_PLATES.format(load_text(load_kg, units), " + ".join(f"{plate:g}" for plate in sides))


def number(value: float | None, digits: int) -> str:
    return UNKNOWN if value is None else f"{value:.{digits}f}"


def speed(value_ms: float | None) -> str:
    return f"{number(value_ms, 2)} {SPEED_UNIT}"


def clock(seconds: float) -> str:
    """Minutes and seconds."""
    whole = max(int(seconds), 0)
    return f"{whole // 60}:{whole % 60:02d}"


def loss(percent: float | None) -> str:
    return UNKNOWN if percent is None else f"{percent:.0f} %"


def loss_title(percent: float | None) -> str:
    return LOSS if percent is None else LOSS_STOP.format(percent)


def loss_choice(percent: float | None) -> str:
    return NEVER if percent is None else PERCENT.format(percent)


def rep_said(rep: RepView) -> str:
    """A rep in words, for who hears the screen."""
    parts = [f"{REP} {rep.number}", f"{number(rep.descent_s, 1)} s", speed(rep.drive_ms)]
    if rep.quality is not Quality.GOOD:
        parts.append(NOT_SURE)
    if rep.worst is not None and rep.worst is not Severity.NOTE:
        parts.append({Severity.WARN: TRAFFIC[Traffic.CAREFUL], Severity.STOP: TRAFFIC[Traffic.STOP]}[rep.worst])
    return ", ".join(parts)


def link_line(link: LinkView | None) -> str:
    """Sensor, state, rate, battery and losses; what to do where something is wrong."""
    if link is None:
        return NO_SENSOR_TITLE
    parts = [link.name, LINKS[link.state]]
    if link.rate_hz is not None:
        parts.append(RATE.format(link.rate_hz))
    if link.battery is not None:
        parts.append(BATTERY.format(100.0 * link.battery))
    if link.lost:
        parts.append(LOST_SAMPLES.format(link.lost))
    return SEPARATOR.join(parts)


def recording_line(recording: RecordingView | None) -> str:
    if recording is None:
        return ""
    if recording.failed is not None:
        return NOT_RECORDED.format(recording.failed)
    return RECORDING.format(clock(recording.seconds))


def sound_line(volume: float, *, muted: bool) -> str:
    return MUTED if muted else VOLUME.format(100.0 * volume)


def notice_line(notices: Sequence[Notice]) -> str:
    """The gravest notice in one line, and how many more there are."""
    if not notices:
        return ""
    line = sentences(notices[0])
    return line if len(notices) == 1 else f"{line} (+ {MORE_NOTICES.format(len(notices) - 1)})"


def sentences(notice: Notice) -> str:
    """What is wrong and what to do, parted by a full stop also where errors come without one."""
    end = "" if not notice.advice or notice.text.endswith((".", "!", "?", ":")) else "."
    return f"{notice.text}{end} {notice.advice}".strip()


def found_line(found: Found) -> str:
    """A sensor in range, for the list to choose from."""
    parts = [found.name or found.address, found.label]
    if found.rssi_dbm is not None:
        parts.append(f"{found.rssi_dbm} dBm")
    if found.unusable:
        parts.append(found.unusable)
    elif found.caution:
        parts.append(found.caution)
    return SEPARATOR.join(parts)


def limit_name(name: str) -> tuple[str, str]:
    """A limit's name in words, and the unit it is shown in."""
    for end, unit in sorted(LIMIT_UNITS.items(), key=lambda pair: -len(pair[0])):
        if name.endswith(end):
            return name.removesuffix(end).replace("_", " "), unit
    return name.replace("_", " "), ""


MODES: Final = MappingProxyType(
    {
        Mode.NO_SENSOR: NO_SENSOR_TITLE,
        Mode.READY: "Ready",
        Mode.LIFTING: "Lifting",
        Mode.RESTING: "Resting",
        Mode.PAIN: PAIN_TITLE,
        Mode.OVER: OVER_TITLE,
    }
)

KEYS: Final = (
    ("Enter", "start; next set; go on"),
    ("P", "pain: the set ends"),
    ("M", "mark the beginning or the end of a set"),
    ("S", "sound off or on"),
    ("+  -", "louder, softer"),
    ("V  Tab", "next view"),
    ("L", "light or dark"),
    ("R  F9", "replay"),
    ("E", "correct the sets"),
    ("H  F6", "what was lifted over the years"),
    ("F7", "how you feel"),
    ("F8", "several lifters at this laptop"),
    ("F10", "end the session"),
    ("F2", "settings"),
    ("F3", "lifter and sensor"),
    ("F4", "sensor on the bar"),
    ("F11", "full screen"),
    ("Esc", "back"),
    ("?  F1", "these keys"),
)
"""What each key does, as the help shows it."""
