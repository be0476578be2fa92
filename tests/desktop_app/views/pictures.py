"""Made-up snapshots of everything the rack view can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from desktop_app.live_set import Cue
from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import SetEntry, SetLog
from desktop_app.session.snapshot import LinkView, Mode, Notice, RackSnapshot, RecordingView, RepView, Traffic
from dsp.context import Tempo
from dsp.results import BarPath, Descent, Drive, Quality, Rep, RepSigma, SetResult, Severity, Summary, Top
from sensor.ble.status import LinkState

PLAN = LiftPlan("Ann", "squat", ("box",), 102.5, Tempo.parse("3-1-X-0"), loss_stop_percent=20.0, target_reps=8)
LINK = LinkView("AA", "WT901BLE", LinkState.STREAMING, battery=0.83, rate_hz=199.7, lost=2)
REPS = (
    RepView(1, Quality.GOOD, 2.9, 0.61, None, settled=True),
    RepView(2, Quality.GOOD, 2.7, 0.63, None, settled=True),
    RepView(3, Quality.UNCERTAIN, 2.4, 0.58, None, settled=True),
    RepView(4, Quality.GOOD, 1.6, 0.56, Severity.WARN, settled=True),
    RepView(5, Quality.UNRESOLVED, 2.2, None, None, settled=True),
    RepView(6, Quality.GOOD, 2.1, 0.49, Severity.STOP),
)


def _signal() -> tuple[np.ndarray, np.ndarray]:
    t = np.arange(0.0, 10.0, 0.005)
    rng = np.random.default_rng(1)
    return t, 1.0 + 0.25 * np.sin(t * 1.9) * (t > 3) + 0.02 * rng.standard_normal(len(t))


def _path() -> np.ndarray:
    u = np.linspace(0.0, 2.0 * np.pi, 120)
    return np.column_stack([0.03 * np.sin(u) + 0.01 * np.sin(3 * u), -0.28 * (1 - np.cos(u))])


def snapshots() -> Mapping[str, RackSnapshot]:
    """By name, one of each mode and of each state that looks different."""
    signal_s, signal_g = _signal()
    base = RackSnapshot(
        serial=1, mode=Mode.LIFTING, plan=PLAN, at_ns=1, time_s=41.0, phase="descent", speed_ms=0.31, target_ms=0.30,
        band_ms=(0.25, 0.40), progress=0.45, traffic=Traffic.STEADY, reps=REPS[:2], descent_target_s=3.0,
        loss_percent=3.0, path_m=_path(), signal_s=signal_s, signal_g=signal_g, link=LINK,
        recording=RecordingView("x.mcap", 41.0), sets=2,
    )  # fmt: skip
    runaway = replace(
        base, speed_ms=0.55, alarm=True, traffic=Traffic.STOP, reps=REPS[:4], cue=Cue("Slow it down", Severity.WARN, 4)
    )
    resting = replace(
        base, mode=Mode.RESTING, phase="rest", speed_ms=None, reps=REPS, rest_s=94.0, loss_percent=22.0,
        path_signed=True,
        next_line="Slow it down: 1.6 s down on rep 4, 3.0 s asked.", traffic=Traffic.CAREFUL,
    )  # fmt: skip
    notice = Notice("The sensor sends 25 samples a second.", "Set it to 100 or more in its own app.", Severity.WARN)
    lost = replace(LINK, state=LinkState.LOST, text="The sensor went out of range. Bring it near; it is tried again.")
    made = {
        "lifting": base,
        "alarm": runaway,
        "cue_long": replace(
            base,
            phase="top",
            speed_ms=0.0,
            progress=None,
            reps=REPS[:4],
            traffic=Traffic.CAREFUL,
            cue=Cue("Less load, own the bottom", Severity.WARN, 4),
            notices=(notice,),
            banner="Demo: an example set, as if live",
        ),
        "stop": replace(
            base,
            phase="drive",
            speed_ms=0.4,
            reps=REPS,
            traffic=Traffic.STOP,
            loss_percent=22.0,
            cue=Cue("Rack it", Severity.STOP, 6),
        ),
        "uncertain": replace(base, speed_uncertain=True, traffic=Traffic.UNCERTAIN, reps=REPS[:3]),
        "no_target": replace(base, target_ms=None, band_ms=None, traffic=Traffic.WAIT, descent_target_s=None, reps=()),
        "resting": resting,
        "ready": replace(base, mode=Mode.READY, phase="rest", reps=(), next_line="Same load: own the bottom."),
        "no_sensor": replace(
            base, mode=Mode.NO_SENSOR, link=lost, notices=(notice, notice), signal_s=np.empty(0), signal_g=np.empty(0)
        ),
        "pain": replace(base, mode=Mode.PAIN),
        "over": replace(resting, mode=Mode.OVER, banner="Demo: an example set, as if live", muted=True),
    }
    return {name: replace(each, serial=k) for k, (name, each) in enumerate(made.items(), 1)}


def session_log() -> SetLog:
    """Three sets that are over: of five reps, of two, and one that was not measured."""
    five, two = _result(5), _result(2)
    return SetLog(
        (
            SetEntry(1, replace(PLAN, warm_up=True), "AA", 10.0, 40.0, five),
            SetEntry(2, PLAN, "AA", 60.0, 80.0, two, struck=(2,), added=1),
            SetEntry(3, PLAN, "AA", 100.0, 130.0, None, ended_for_pain=True),
        )
    )


def _result(reps: int) -> SetResult:
    rep = Rep(
        1, Quality.GOOD, 0.0, 4.0, 4.1, Descent(0.0, 2.9, 2.9, 0.2, 0.33, 0.5, 0.5), None,
        Drive(3.0, 4.0, 1.0, 0.61, 0.9, None), Top(1.0), 0.58, BarPath(0.03, 0.01, False), 12.0, 0.5,
        RepSigma(None, None, None, None),
    )  # fmt: skip
    made = tuple(replace(rep, number=k) for k in range(1, reps + 1))
    summary = Summary(reps, 3.0, 2.9, 0.61, 0.58, None)
    return SetResult("", "squat", ("box",), None, 102.5, 100.0, 30.0, 3000, (), (), made, (), (), summary)
