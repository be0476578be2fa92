"""The moments that pictures are made of are there, each with what its name says."""

from __future__ import annotations

from pathlib import Path

from desktop_app.session.snapshot import Mode, Traffic
from dsp.placement import Verdict
from tests.tools.moments import HEAVY, LIGHT, moments


def test_every_moment_is_what_it_is_called(project: Path, tmp_path: Path) -> None:
    seen = moments(project / "recordings", tmp_path)
    shown = seen.snapshots
    assert {name: s.mode for name, s in shown.items()} == {
        "no_sensor": Mode.NO_SENSOR,
        "ready": Mode.READY,
        "lifting": Mode.LIFTING,
        "resting": Mode.RESTING,
        "alarm": Mode.LIFTING,
        "cue": Mode.LIFTING,
        "stop": Mode.LIFTING,
        "resting_heavy": Mode.RESTING,
        "lost": Mode.LIFTING,
        "gone": Mode.NO_SENSOR,
        "pain": Mode.PAIN,
        "demo": Mode.LIFTING,
        "over": Mode.OVER,
    }
    assert (shown["lifting"].traffic, shown["stop"].traffic) == (Traffic.STEADY, Traffic.STOP)
    assert shown["alarm"].alarm
    assert shown["alarm"].traffic is Traffic.CAREFUL
    assert shown["lost"].traffic is Traffic.UNCERTAIN
    assert shown["resting"].notices == shown["resting_heavy"].notices == ()
    assert [(e.plan.load_kg, e.plan.warm_up) for e in seen.log.entries] == [(100.0, True), (130.0, False)]
    assert (LIGHT.load_kg, HEAVY.load_kg) == (100.0, 130.0)
    assert Verdict.BAD not in {found.verdict for found in seen.placed.findings}
    assert len({s.serial for s in shown.values()}) == len(shown)
