"""The README's pictures of the window, with an example set and the simulated lifter. `make picture` runs it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.app import new_session
from desktop_app.examples import DEFAULT, find_examples
from desktop_app.replay.opened import Stage
from desktop_app.session import words
from desktop_app.session.feeds import Feed, ReplayFeed, SimulatedFeed
from desktop_app.session.plan import LiftPlan
from desktop_app.session.settings import SIMULATED, Settings
from desktop_app.session.snapshot import Mode, RackSnapshot
from desktop_app.views.rack_view import RackView
from desktop_app.views.replay_controls import Act
from desktop_app.views.replay_view import ReplayView
from desktop_app.views.window import MainWindow
from dsp.context import Tempo
from sensor.clock import RealClock
from sensor.opening import open_recording
from tests.desktop_app.views.fake_commands import FakeCommands

SIZE: Final = (1366, 768)
COLOURS: Final = 256
"""The usual ones are enough for views of few; the files are a third as large."""
PATIENCE_S: Final = 90.0
RATE: Final = 4.0
REP: Final = 7
"""The one at which the replay stands."""
PLAN: Final = LiftPlan("Ann", "squat", (), 100.0, Tempo.parse("3-1-X-0"), loss_stop_percent=20.0)


def main(folder: Path) -> None:
    app = QApplication.instance() or QApplication([])
    settings = Settings(athlete="Ann", sensor=SIMULATED).remembering(PLAN)

    def save(view: QWidget, name: str) -> None:
        app.processEvents()
        drawn = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        pixels = np.frombuffer(drawn.constBits(), np.uint32)
        colours, counts = np.unique(pixels, return_counts=True)
        usual = colours[np.argsort(-counts)[:COLOURS]].tolist()
        drawn.convertToFormat(QImage.Format.Format_Indexed8, usual).save(str(folder / f"window-{name}.png"))
        view.close()

    def until(done: Callable[[], bool]) -> None:
        end_s = time.monotonic() + PATIENCE_S
        while not done():
            if time.monotonic() > end_s:
                raise SystemExit("what is to be shown did not come")
            app.processEvents()
            time.sleep(0.01)

    def present(view: QWidget) -> None:
        view.resize(*SIZE)
        view.show()

    def rack(make: Callable[[], Feed], plan: LiftPlan, wanted: Callable[[RackSnapshot], bool], name: str) -> None:
        view = RackView(settings)
        present(view)

        def seen() -> bool:
            newest = session.snapshots[0]
            view.show_snapshot(newest)
            return wanted(newest)

        with TemporaryDirectory() as kept:
            session = new_session(Path(kept), Path(kept))
            session.set_plan(plan)
            session.start_feed(make)
            session.start()
            try:
                until(seen)
                save(view, name)
            finally:
                session.close()

    start = MainWindow(FakeCommands(), lambda: None, settings, lambda _: None)
    present(start)
    save(start, "start")
    example = find_examples()[DEFAULT]
    opened = open_recording(example)
    rack(
        lambda: ReplayFeed(opened, banner=words.DEMO_BANNER, clock=RealClock(rate=RATE)),
        LiftPlan(),
        lambda now: now.alarm and len(now.reps) >= 5,
        "lifting",
    )
    rack(
        lambda: SimulatedFeed(PLAN, clock=RealClock(rate=RATE)),
        PLAN,
        lambda now: now.mode is Mode.RESTING and now.sets == 2 and (now.rest_s or 0.0) > 6.0,
        "rest",
    )
    replay = ReplayView(settings)
    present(replay)
    replay.open(example)
    until(lambda: (now := replay.viewer.opened) is not None and now.stage is Stage.READY and now.tracks > 0)
    for _ in range(REP - 1):
        replay.act(Act.NEXT_REP)
        replay.refresh()
    save(replay, "replay")
    replay.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
