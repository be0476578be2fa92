"""Every word that the replay shows. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from desktop_app.replay.compare import Row
from desktop_app.replay.figures import Figures
from desktop_app.replay.measured import MeasuredSet
from desktop_app.replay.opened import Opened, OpenSensor, Stage, Told
from desktop_app.session.snapshot import Notice
from desktop_app.sign_words import sign_limit, sign_value
from desktop_app.views.words import EXERCISES, PHASES, UNKNOWN, clock, number, sentences
from dsp.results import Quality, Rep, SetResult, Sign, WarningCode
from sensor.loaded import SetInfo

TITLE: Final = "Replay"
OPEN: Final = "Open …  (Ctrl+O)"
OPEN_TITLE: Final = "Open a recording"
OPEN_FILTER: Final = "Recordings (*.mcap *.csv *.csv.gz);;All files (*)"
EMPTY_LINES: Final = (
    "Open a recording",
    "MCAP or CSV: press Ctrl+O, or drop it here.",
    "Everything is measured again from what the sensor sent.",
)
AS_IF_LIVE: Final = "As if live  (V)"
AS_IF_LIVE_TIP: Final = "Play it at the rack as it came, with sound and cues"
ANY_LIFT: Final = "lift not named"
NO_LIFT: Final = "The lift is not named, so few signs are given: choose it above, at the right."
AS_RECORDED: Final = "Lift as recorded"
LIFT_TIP: Final = "What was lifted: the recording is measured again with it"
SENSOR_TIP: Final = "Which sensor is shown"
STAGES: Final = MappingProxyType(
    {
        Stage.READING: "reading",
        Stage.MEASURING: "measuring the sets",
        Stage.READY: "",
        Stage.FAILED: "",
        Stage.CANCELLED: "given up",
    }
)
WIDEST_PROGRESS: Final = "  measuring the sets … 100 %  "
CANCEL: Final = "Give up"
NO_SETS: Final = "No set was found in this recording."
MEASURING_SET: Final = "measuring this set …"
NOT_OPENED: Final = "Nothing is open yet"

OVERVIEW: Final = "The whole recording: size of the acceleration, sets and signs"
TIME_LINE: Final = "Time line of the set: phases, signs, gaps"
SPEED_AXIS: Final = "speed, m/s"
HEIGHT_AXIS: Final = "height, cm"
SHARE_AXIS: Final = "share of the rep, %"
SINCE_AXIS: Final = "from the rep's begin, s"
TIME_AXIS: Final = "s"
SET_SHORT: Final = "set {0}"
GAP: Final = "gap"
REFUSED: Final = MappingProxyType(
    {
        "not_a_rep": "no rep",
        "walk_out": "walk out",
        "un_rack": "un-rack",
        "re_rack": "re-rack",
        "too_short": "too short",
        "unresolved_drive": "drive not resolved",
        "failed": "failed",
        "pick_up": "pick up",
    }
)

REP: Final = "Rep"
OF: Final = "of {0}"
SPEED: Final = "speed"
HEIGHT: Final = "height"
ROLL: Final = "roll"
TILT: Final = "tilt"
PATH: Final = "Bar path, from the side"
PATH_OVERLAY: Final = "Paths laid over each other"
NO_PATH: Final = "no path here"
FORWARD: Final = "forward"
SIDE_UNKNOWN: Final = "which side is forward is not known"
OVERLAY_TITLE: Final = "Speed of each rep, up positive"
COMPARE_TITLE: Final = "Two sets side by side"
SIDES: Final = ("A", "B")
COMPARE_OPEN: Final = "Another recording …"
COMPARE_NONE: Final = "choose a set"
COMPARE_DIFFERENCE: Final = "difference"
BY_TIME: Final = "By share  (T)"
BY_SHARE: Final = "By time  (T)"

REP_COLUMNS: Final = (
    "Rep", "Down s", "Down m/s", "Late", "Bottom s", "Up s", "Up m/s", "Top s", "Travel cm", "Forward cm", "Tilt °",
    "Signs",
)  # fmt: skip
REP_COLUMN_TIPS: Final = (
    "", "Time of the descent", "Mean speed of the descent", "Speed of the last quarter over that of the middle half",
    "Pause at the bottom", "Time of the drive", "Mean speed of the drive", "Pause at the top", "Vertical travel",
    "Farthest forward; ± where the side is not known", "How far the bar tilted", "",
)  # fmt: skip

PLAY: Final = "Play  (Space)"
PAUSE: Final = "Pause  (Space)"
PREVIOUS: Final = "◂ Rep  ([)"
NEXT: Final = "Rep ▸  (])"
LOOP: Final = "Loop  (L)"
OVERLAY: Final = "Overlay  (O)"
COMPARE: Final = "Compare  (C)"
PICTURE: Final = "Picture  (S)"
EXPORT: Final = "Reps CSV  (E)"
EXPORT_TRACK: Final = "Track CSV  (Shift+E)"
RATE_TIP: Final = "Speed {0} x  ({1})"
KEYS_LINE: Final = (
    "Space play  ·  ← → step  ·  Shift+← → finer  ·  [ ] rep  ·  Page ↑ ↓ set  ·  1-6 speed  ·  + - zoom  ·  "
    "0 whole set  ·  drag to scrub"
)
PICTURE_FILTER: Final = "Picture (*.png);;Drawing (*.svg)"
CSV_FILTER: Final = "Table (*.csv)"
SAVED: Final = "Saved: {0}"
SAVED_ROWS: Final = "Saved {0} reps: {1}"
SAVED_SAMPLES: Final = "Saved {0} samples: {1}"
NOT_SAVED: Final = ("the picture could not be written", "Choose another name or folder.")
NOTHING_TO_SAVE: Final = ("There is nothing to save yet.", "Open a recording first.")

FIGURES: Final = MappingProxyType(
    {
        "load_kg": ("Load, kg", 1.0, 1),
        "reps": ("Reps", 1.0, 0),
        "descent_s": ("Down, s", 1.0, 2),
        "late_ratio": ("Late, ratio", 1.0, 2),
        "pause_s": ("Bottom, s", 1.0, 2),
        "drive_ms": ("Up, m/s", 1.0, 2),
        "loss_percent": ("Speed loss, %", 1.0, 0),
        "rom_m": ("Travel, cm", 100.0, 1),
        "forward_m": ("Forward, cm", 100.0, 1),
        "tilt_deg": ("Tilt, °", 1.0, 1),
        "warns": ("Warnings", 1.0, 0),
        "stops": ("Stops", 1.0, 0),
    }
)
"""By name of what is compared: name with unit, factor, digits."""


def size(count: int) -> str:
    """A file's size for people."""
    return f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{count / 1e3:.1f} kB"


def about(seconds: float) -> str:
    """Minutes, seconds and hundredths."""
    sign = "-" if seconds < 0 else ""
    hundredths = round(abs(seconds) * 100)
    return f"{sign}{hundredths // 6000}:{hundredths // 100 % 60:02d}.{hundredths % 100:02d}"


def on_scale(seconds: float, digits: int) -> str:
    """Minutes and seconds for a scale; digits: of a second."""
    scaled = round(abs(seconds) * 10**digits)
    whole, part = divmod(scaled, 10**digits)
    end = f".{part:0{digits}d}" if digits else ""
    return f"{'-' if seconds < 0 and scaled else ''}{whole // 60}:{whole % 60:02d}{end}"


def facts(opened: Opened) -> str:
    """Length, size and how many sensors and sets."""
    parts = []
    if opened.duration_s is not None:
        parts.append(clock(opened.duration_s))
    if opened.size_bytes is not None:
        parts.append(size(opened.size_bytes))
    if len(opened.sensors) > 1:
        parts.append(f"{len(opened.sensors)} sensors")
    if opened.sensors and len(opened.sensors[0].sets) > 1:
        parts.append(f"{max(len(s.sets) for s in opened.sensors)} sets")
    return "  ·  ".join(parts)


def progress(opened: Opened) -> str:
    return f"{STAGES[opened.stage]} … {100.0 * opened.share:.0f} %" if opened.busy else STAGES[opened.stage]


def lift(info: SetInfo) -> str:
    """Exercise, variation, load and tempo of a set."""
    name = EXERCISES.get(info.exercise or "", info.exercise or "")
    parts = [", ".join([name, *info.variation]) if name else ANY_LIFT]
    if info.load_kg is not None:
        parts.append(f"{info.load_kg:g} kg")
    if info.tempo is not None:
        parts.append(str(info.tempo))
    return "  ".join(parts)


def set_line(found: MeasuredSet, count: int) -> str:
    """Who lifted what, in the set that is shown."""
    parts = [found.info.athlete] if found.info.athlete else []
    parts.append(lift(found.info))
    if count > 1:
        parts.append(f"set {found.number} of {count}")
    summary = found.result.summary
    parts.append(f"{summary.reps} rep{'s' * (summary.reps != 1)}")
    if summary.tempo:
        parts.append(f"tempo {summary.tempo}")
    if summary.speed_loss_percent is not None:
        parts.append(f"speed loss {summary.speed_loss_percent:.0f} %")
    return "   ·   ".join(parts)


def set_choice(opened: Opened, sensor: OpenSensor, found: MeasuredSet) -> str:
    """One set in a list of all sets that are open."""
    parts = [opened.path.name]
    if len(opened.sensors) > 1:
        parts.append(sensor.identity.name or sensor.identity.id)
    parts += [SET_SHORT.format(found.number), lift(found.info), f"{found.result.summary.reps} reps"]
    return "  ·  ".join(parts)


def sensor_choice(sensor: OpenSensor) -> str:
    return sensor.identity.name or sensor.identity.id


def told_line(told: Told | None) -> str:
    """What happened and what to do, as two sentences."""
    return "" if told is None else sentences(Notice(told.text, told.advice))


def warning_line(result: SetResult, sensor: OpenSensor) -> str:
    """What makes the figures of a set less certain."""
    found = (NO_LIFT if w.code is WarningCode.NO_EXERCISE else w.text for w in result.warnings)
    every = [*sensor.warnings, *found]
    return "   ".join(dict.fromkeys(every))


def phase(figures: Figures) -> str:
    return UNKNOWN if figures.phase is None else PHASES[figures.phase]


def speed(figures: Figures) -> str:
    """Without a sign: the phase says which way."""
    if figures.speed_ms is None:
        return UNKNOWN
    arrow = "" if abs(figures.speed_ms) < 0.02 else ("↑ " if figures.speed_ms > 0 else "↓ ")
    return f"{arrow}{abs(figures.speed_ms):.2f} m/s"


def height(figures: Figures) -> str:
    return UNKNOWN if figures.height_m is None else f"{100.0 * figures.height_m:.1f} cm"


def angle(value_deg: float | None) -> str:
    return UNKNOWN if value_deg is None else f"{value_deg:.1f}°"


def sign_name(sign: Sign) -> str:
    return sign.code.replace("_", " ")


def sign_line(sign: Sign) -> str:
    """A sign with its number, what it was held against, and its cue."""
    text = f"{sign_name(sign)} {sign_value(sign.value, sign.unit)} ({sign_limit(sign)})"
    return f"{text}: {sign.cue}" if sign.cue else text


def signs_of_rep(result: SetResult, rep: int | None) -> tuple[Sign, ...]:
    """A rep's signs, the gravest first."""
    return tuple(sorted((s for s in result.signs if s.rep == rep), key=lambda s: -s.severity.rank))


def rep_cells(result: SetResult, rep: Rep) -> tuple[str, ...]:
    """A row of the table of reps; unknown is a dash, uncertain a question mark."""
    d, b, u = rep.descent, rep.bottom, rep.drive
    forward = None if rep.path.max_forward_m is None else 100.0 * rep.path.max_forward_m
    side = "" if rep.path.signed or forward is None else "±"
    mark = {Quality.GOOD: "", Quality.UNCERTAIN: " ?", Quality.UNRESOLVED: " ??"}[rep.quality]
    return (
        f"{rep.number}{mark}",
        number(d.duration_s if d else None, 2),
        number(d.mean_speed_ms if d else None, 2),
        number(d.late_ratio if d else None, 2),
        number(b.pause_s if b else None, 2),
        number(u.duration_s if u else None, 2),
        number(u.mean_speed_ms if u else None, 2),
        number(rep.top.pause_s, 2),
        number(None if rep.rom_m is None else 100.0 * rep.rom_m, 1),
        side + number(forward, 1),
        number(rep.tilt_deg, 1),
        ",  ".join(sign_name(s) for s in signs_of_rep(result, rep.number)),
    )


def compared(row: Row) -> tuple[str, str, str, str]:
    """Name, left, right and difference of one figure."""
    name, factor, digits = FIGURES[row.name]

    def told(value: float | None) -> str:
        return UNKNOWN if value is None else f"{value * factor:.{digits}f}"

    difference = None if row.difference is None else round(row.difference * factor, digits)
    change = UNKNOWN if difference is None else (f"{difference:+.{digits}f}" if difference else "0")
    return name, told(row.left), told(row.right), change


def rate(value: float) -> str:
    return {0.25: "¼", 0.5: "½"}.get(value, f"{value:g}")


def suggested(path: Path, parts: Sequence[str], suffix: str) -> str:
    """A name for what is saved of a recording."""
    stem = path.name
    for ending in (".gz", ".csv", ".mcap"):
        stem = stem.removesuffix(ending)
    return "_".join([stem, *parts]) + suffix


REFUSED_UNKNOWN: Final = "not counted"


def refused(reason: str | None) -> str:
    return REFUSED.get(reason or "", REFUSED_UNKNOWN)
