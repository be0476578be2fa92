"""Made-up states of everything the set-up page can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from desktop_app.calibrating import Progress, Stage
from desktop_app.session.setup import SetupShown, Task
from desktop_app.session.snapshot import Notice
from dsp.calibration import Calibration
from dsp.calibration_fit import CalibrationFit
from dsp.constants import RAD_PER_DEG
from dsp.context import Forward
from dsp.forward_mark import Marked, MarkedBy, MarkStage
from dsp.placement import Check, Seen, Verdict
from dsp.still_stretches import Side
from sensor.calibrations import StoredCalibration

GOOD = tuple(
    Seen(check, Verdict.GOOD, value)
    for check, value in zip(Check, (199.7, 1.002, 0.0, 0.0, 0.35, 0.03, 0.1), strict=True)
)
BAD = (
    Seen(Check.RATE, Verdict.BAD, 25.0),
    Seen(Check.GRAVITY, Verdict.BAD, 1.08),
    Seen(Check.LIMIT, Verdict.BAD, 0.4),
    Seen(Check.FIRM, Verdict.BAD, 3.0),
    Seen(Check.SLEEVE, Verdict.BAD, 0.75),
    Seen(Check.OFF_AXIS, Verdict.DOUBTFUL, 0.07),
    Seen(Check.FORWARD, Verdict.DOUBTFUL, 1.4),
)
UNSEEN = (*(Seen(f.check, Verdict.UNSEEN) if f.check is Check.FIRM else f for f in GOOD[:6]), BAD[6])
FIT = CalibrationFit(
    Calibration(), 9, 3, 0.32, 0.012, (0.01,) * 3, (0.001,) * 3, (0.001,) * 3, (1e-4,) * 3, 0.03, 0.0017, 60.0
)
STORED = StoredCalibration("witmotion", "AA", 1.79e9, FIT, "WT901BLE")


def setup_states() -> Mapping[str, SetupShown]:
    """By name, one of each that looks different."""
    base = SetupShown(name="WT901BLE", findings=GOOD)
    marking = replace(base, task=Task.FORWARD, findings=UNSEEN)
    found = Marked(MarkStage.FOUND, Forward.MINUS_Y, 38.0 * RAD_PER_DEG, 71.0 * RAD_PER_DEG, MarkedBy.TURN)
    walking = replace(base, task=Task.CALIBRATE)
    sides = tuple(Side)[:3]
    made = {
        "nothing": SetupShown(),
        "good": base,
        "bad": replace(base, findings=BAD),
        "unseen": replace(base, findings=UNSEEN),
        "mark_rest": replace(marking, marked=Marked(MarkStage.UNREST)),
        "mark_ready": replace(marking, marked=Marked(MarkStage.READY)),
        "mark_little": replace(marking, marked=Marked(MarkStage.TOO_LITTLE, turned_rad=0.2)),
        "mark_unclear": replace(marking, marked=Marked(MarkStage.UNCLEAR, turned_rad=0.9)),
        "mark_found": replace(base, marked=found),
        "walk_first": replace(walking, progress=Progress(Stage.TURN, None, (), 0.0, 3.0)),
        "walk_side": replace(walking, progress=Progress(Stage.TURN, Side.PLUS_Y, sides, 4.0, 3.0)),
        "walk_hold": replace(walking, progress=Progress(Stage.HOLD, None, sides, 1.5, 3.0)),
        "walk_rest": replace(walking, progress=Progress(Stage.REST, Side.MINUS_Z, tuple(Side), 21.0, 60.0)),
        "walked": replace(base, stored=STORED),
        "walk_failed": replace(
            base, problem=Notice("the fit gives a bias of 306 mg", "Check the sensor's range and that it lay still.")
        ),
    }
    return {name: replace(each, serial=k + 100) for k, (name, each) in enumerate(made.items())}
