"""Every word of the set-up page. No Qt here."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from desktop_app.calibrating import Progress, Stage
from desktop_app.session.setup import SetupShown, Task
from desktop_app.session.snapshot import Traffic
from dsp.constants import DEG_PER_RAD, STANDARD_GRAVITY_MS2
from dsp.context import Forward
from dsp.forward_mark import Marked, MarkedBy, MarkStage
from dsp.placement import Check, Seen, Verdict
from dsp.still_stretches import Side
from sensor.calibrations import StoredCalibration

TITLE: Final = "Sensor on the bar"
KEYS: Final = "F5 marks forward with the bar · F6 calibrates · Tab and arrow keys choose · Esc goes back"
STOPS: Final = "Esc stops this; nothing is changed."
RESTARTS: Final = "Changes hold from the sensor's next connection on."
FORWARD: Final = "Axis that points forward"
ALONG: Final = "Along, from the middle"
OFF_AXIS: Final = "Off the shaft's axis"
MARK: Final = "Mark  (F5)"
CALIBRATE: Final = "Calibrate  (F6)"
NOT_TOLD: Final = "not told"
CM: Final = "{0:.0f} cm"
SLEEVE: Final = "on the sleeve, {0:.0f} cm"

CHECKS: Final = MappingProxyType(
    {
        Check.RATE: "Rate",
        Check.GRAVITY: "One g at rest",
        Check.LIMIT: "Range",
        Check.FIRM: "Firm clip",
        Check.SLEEVE: "Along the bar",
        Check.OFF_AXIS: "Off the bar",
        Check.FORWARD: "Forward",
    }
)
FINDINGS: Final = MappingProxyType(
    {
        (Check.RATE, Verdict.UNSEEN): "no samples yet",
        (Check.RATE, Verdict.GOOD): "{0:.0f} samples a second",
        (Check.RATE, Verdict.DOUBTFUL): "{0:.0f} samples a second: less certain. Set 100 or more in the sensor's app.",
        (
            Check.RATE,
            Verdict.BAD,
        ): "{0:.0f} samples a second are too few. Set 100 or more in the sensor's app, or come nearer.",
        (Check.GRAVITY, Verdict.UNSEEN): "leave the bar still for two seconds",
        (Check.GRAVITY, Verdict.GOOD): "{0:.2f} g",
        (Check.GRAVITY, Verdict.BAD): "{0:.2f} g, not one: calibrate the sensor (F6)",
        (Check.LIMIT, Verdict.UNSEEN): "no samples yet",
        (Check.LIMIT, Verdict.GOOD): "never at its limit for long",
        (Check.LIMIT, Verdict.DOUBTFUL): "narrower than 16 g: set the widest in the sensor's app",
        (
            Check.LIMIT,
            Verdict.BAD,
        ): "at its limit for {0:.1f} s. Set the widest range; is it that already, the sensor is broken.",
        (Check.FIRM, Verdict.UNSEEN): "turn the bar half a turn and back, in two seconds each way",
        (Check.FIRM, Verdict.GOOD): "nothing clicked as the bar turned",
        (Check.FIRM, Verdict.BAD): "{0:.0f} clicks: tighten the clip, then turn the bar again without knocks",
        (Check.SLEEVE, Verdict.UNSEEN): "say how far from the bar's middle it is",
        (Check.SLEEVE, Verdict.GOOD): "on the shaft, {1:.0f} cm from its middle",
        (Check.SLEEVE, Verdict.BAD): "too far out: beyond 65 cm the sleeve turns by itself. Clip it on the shaft.",
        (Check.OFF_AXIS, Verdict.UNSEEN): "say how far it stands off the shaft; 5 cm are assumed",
        (Check.OFF_AXIS, Verdict.GOOD): "{1:.0f} cm: close enough",
        (
            Check.OFF_AXIS,
            Verdict.DOUBTFUL,
        ): "{1:.0f} cm: as the bar rolls, this adds about {2:.0f} cm of travel. Clip it closer.",
        (Check.FORWARD, Verdict.UNSEEN): "not marked: forward and back are not told apart",
        (Check.FORWARD, Verdict.GOOD): "marked",
        (Check.FORWARD, Verdict.DOUBTFUL): "the marked axis points up or down now: turn the bar, or mark it again",
    }
)
"""What was found and what to do: {0} the value, {1} in cm, {2} half of that: travel that an ordinary roll adds."""

VERDICTS: Final = MappingProxyType(
    {
        Verdict.UNSEEN: "not seen yet",
        Verdict.GOOD: "good",
        Verdict.DOUBTFUL: "careful",
        Verdict.BAD: "mend this",
    }
)
TRAFFIC: Final = MappingProxyType(
    {
        Verdict.UNSEEN: Traffic.UNCERTAIN,
        Verdict.GOOD: Traffic.STEADY,
        Verdict.DOUBTFUL: Traffic.CAREFUL,
        Verdict.BAD: Traffic.STOP,
    }
)

NOTHING: Final = "Nothing comes yet"
NOTHING_LINES: Final = ("Switch the sensor on and clip it to the bar. F3 chooses another.",)
OVERALL: Final = MappingProxyType(
    {
        Verdict.BAD: ("Mend this first", "What is marked with an octagon spoils every number."),
        Verdict.DOUBTFUL: ("It will do", "What is marked with a triangle makes the numbers less certain."),
        Verdict.UNSEEN: ("Not all is seen yet", "What has a dashed ring was not seen or told yet."),
        Verdict.GOOD: ("All is well", "Lift as you like: Esc goes back."),
    }
)
TURN_IT: Final = "Turn the bar half a turn and back, calmly: that shows a loose clip."

TURN_LINES: Final = (
    "Like a wheel that rolls away: its top goes away from you (bench: to the head end). A quarter turn, and back.",
    "Where it cannot turn, push it away instead and hold it there.",
)
MARKING: Final = MappingProxyType(
    {
        MarkStage.UNREST: ("Leave the bar still", ("In the rack or on the floor, for a second or two.",)),
        MarkStage.READY: ("Turn the bar away", TURN_LINES),
        MarkStage.MOVING: ("Then leave it still", ("Let go of it; it is told when it rests.",)),
        MarkStage.TOO_LITTLE: (
            "It turned by {0:.0f} degrees",
            (
                "Turn it by a quarter, 90 degrees, and back.",
                "Did you? Then the sensor does not turn with the bar: it slips, or sits on the sleeve.",
            ),
        ),
        MarkStage.UNCLEAR: (
            "That was not clear",
            ("Turn the bar about its own length alone, and do not pull it toward you. Once more:", TURN_LINES[0]),
        ),
    }
)
FOUND: Final = "Forward is {0}"
FOUND_BY: Final = MappingProxyType(
    {MarkedBy.TURN: "The bar turned away by {0:.0f} degrees.", MarkedBy.PUSH: "The bar was pushed that way."}
)
ASLANT: Final = "The sensor sits {0:.0f} degrees aslant: better with an edge straight forward."
ASLANT_FROM_RAD: Final = 30.0 / DEG_PER_RAD
HOLDS: Final = "It holds while the bar lies much as now: lift it so, or mark it again."
AGAIN: Final = "Wrong way? F5 marks it again, or choose the axis below."

SIDE_UP: Final = "{0} up"
SIDES_SEEN: Final = "{0} of 6 sides seen"
LEFT: Final = "Still to come: {0}."
FIRST_SIDE: Final = "Lay it on any side"
ON_A_TABLE: Final = "Take it off the bar, and lay it on something solid, not in the hand; it is seen by itself."
NEXT_SIDE: Final = "Turn it to another side"
HOLD: Final = "Leave it: {0:.0f} s of {1:.0f}"
EDGE: Final = "An edge: that helps too"
EDGES: Final = "Leaning it on three edges too, before the last side, makes it better."
REST: Final = "Leave it alone: {0:.0f} s of {1:.0f}"
REST_LINES: Final = ("All sides were seen. It lies untouched for the last minute; then it is done by itself.",)
CALIBRATED: Final = "Calibrated"
NOT_CALIBRATED: Final = "Not calibrated"
ONE_G: Final = "One g at rest was off by {0:.0f} mg, and is now by {1:.1f} mg, in {2} positions."
KEPT: Final = "It is kept for this sensor, and used from its next connection on."


def finding_text(finding: Seen) -> str:
    """What a check found, and what to do."""
    value = finding.value or 0.0
    return FINDINGS[finding.check, finding.verdict].format(value, 100.0 * value, 50.0 * value)


def headline(shown: SetupShown) -> tuple[str, tuple[str, ...], Traffic]:
    """What to do now: title, lines, and the state beside them."""
    if shown.task is Task.CALIBRATE and shown.progress is not None:
        return calibration_lines(shown.progress)
    if shown.name is None:
        return NOTHING, NOTHING_LINES, Traffic.WAIT
    if shown.task is Task.FORWARD and shown.marked is not None:
        title, lines = MARKING[shown.marked.stage]
        missed = shown.marked.stage in {MarkStage.TOO_LITTLE, MarkStage.UNCLEAR}
        turned_deg = DEG_PER_RAD * (shown.marked.turned_rad or 0.0)
        return title.format(turned_deg), (*lines, STOPS), Traffic.CAREFUL if missed else Traffic.WAIT
    if shown.problem is not None:
        text = shown.problem.text
        return NOT_CALIBRATED, (f"{text[:1].upper()}{text[1:]}", shown.problem.advice), Traffic.CAREFUL
    if shown.stored is not None:
        return CALIBRATED, (calibrated_line(shown.stored), KEPT), Traffic.STEADY
    if shown.marked is not None and shown.marked.forward is not None:
        return FOUND.format(shown.marked.forward.value), found_lines(shown.marked), Traffic.STEADY
    return overall(shown.findings)


def overall(findings: tuple[Seen, ...]) -> tuple[str, tuple[str, ...], Traffic]:
    """The gravest of the checks."""
    found = {finding.verdict for finding in findings}
    for verdict, (title, line) in OVERALL.items():
        if verdict in found:
            unseen = Seen(Check.FIRM, Verdict.UNSEEN) in findings
            return title, (line, TURN_IT) if unseen else (line,), TRAFFIC[verdict]
    return NOTHING, NOTHING_LINES, Traffic.WAIT


def found_lines(marked: Marked) -> tuple[str, ...]:
    """How forward was told, and how long it holds."""
    lines = [] if marked.by is None else [FOUND_BY[marked.by].format(DEG_PER_RAD * (marked.turned_rad or 0.0))]
    if marked.aslant_rad is not None and marked.aslant_rad > ASLANT_FROM_RAD:
        lines.append(ASLANT.format(DEG_PER_RAD * marked.aslant_rad))
    return (*lines, HOLDS, AGAIN)


def calibration_lines(progress: Progress) -> tuple[str, tuple[str, ...], Traffic]:
    """Where a calibration is, and what to do next."""
    left = LEFT.format(", ".join(SIDE_UP.format(side.value) for side in Side if side not in progress.sides))
    seen = SIDES_SEEN.format(len(progress.sides))
    if progress.stage is Stage.HOLD:
        return HOLD.format(progress.still_s, progress.wanted_s), (seen, left, STOPS), Traffic.WAIT
    if progress.stage is not Stage.TURN:
        return REST.format(progress.still_s, progress.wanted_s), (*REST_LINES, STOPS), Traffic.WAIT
    if not progress.sides:
        return FIRST_SIDE, (ON_A_TABLE, STOPS), Traffic.WAIT
    lying = progress.still_s > 0.0
    title = EDGE if lying and progress.side is None else NEXT_SIDE
    return title, (seen, left, EDGES, STOPS), Traffic.STEADY if lying else Traffic.WAIT


def calibrated_line(stored: StoredCalibration) -> str:
    """How good it came out."""
    per_mg = 1000.0 / STANDARD_GRAVITY_MS2
    return ONE_G.format(per_mg * stored.fit.before_ms2, per_mg * stored.fit.residual_ms2, stored.fit.stretches)


def along_text(along_m: float | None, sleeve_m: float) -> str:
    if along_m is None:
        return NOT_TOLD
    return (SLEEVE if along_m > sleeve_m else CM).format(100.0 * along_m)


def off_axis_text(off_axis_m: float | None) -> str:
    return NOT_TOLD if off_axis_m is None else CM.format(100.0 * off_axis_m)


def forward_text(forward: Forward | None) -> str:
    return NOT_TOLD if forward is None else forward.value
