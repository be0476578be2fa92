"""The README's pictures of the window: an example set, simulated lifters, a made-up year. `make picture` runs it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.app import new_session
from desktop_app.diary.desk import DiaryDesk
from desktop_app.examples import DEFAULT, find_examples
from desktop_app.group.local import Crew
from desktop_app.replay.opened import Stage
from desktop_app.session import words
from desktop_app.session.commands import SimulatedSensor
from desktop_app.session.feeds import Feed
from desktop_app.session.plan import LiftPlan
from desktop_app.session.played_feeds import ReplayFeed, SimulatedFeed
from desktop_app.session.settings import SIMULATED, Settings
from desktop_app.session.snapshot import Mode, RackSnapshot
from desktop_app.store.place import StorePlace
from desktop_app.store.store import Store
from desktop_app.views.coach_view import CoachView
from desktop_app.views.history_view import HistoryView, Section
from desktop_app.views.rack_view import RackView
from desktop_app.views.replay_controls import Act
from desktop_app.views.replay_view import ReplayView
from desktop_app.views.theme import PALETTES, Look
from desktop_app.views.window import MainWindow
from dsp.context import Tempo
from sensor.clock import RealClock
from sensor.opening import open_recording
from tests.desktop_app.diary.years import NOW, keep_years
from tests.desktop_app.views.fake_commands import FakeCommands

SIZE: Final = (1366, 768)
COLOURS: Final = 256
"""The usual ones are enough for views of few; the files are a third as large."""
PATIENCE_S: Final = 90.0
RATE: Final = 4.0
REP: Final = 7
"""The one at which the replay stands."""
LEAST_REPS: Final = 2
PLAN: Final = LiftPlan("Ann", "squat", (), 100.0, Tempo.parse("3-1-X-0"), loss_stop_percent=20.0)


SESSIONS: Final = 150
GROUP: Final = (
    ("Ann", "squat", 100.0), ("Bea", "bench", 62.5), ("Cleo", "hip_thrust", 140.0),
    ("Dan", "deadlift", 150.0), ("Eva", "front_squat", 70.0), ("Finn", "row", 60.0),
)  # fmt: skip
SETTINGS: Final = Settings(athlete="Ann", sensor=SIMULATED).remembering(PLAN)


@dataclass(frozen=True)
class Camera:
    """Shows a view in the pictures' size, waits until it shows what it is to show, and saves it."""

    folder: Path
    app: QApplication

    def present(self, view: QWidget) -> None:
        view.resize(*SIZE)
        view.show()

    def until(self, done: Callable[[], bool]) -> None:
        end_s = time.monotonic() + PATIENCE_S
        while not done():
            if time.monotonic() > end_s:
                raise SystemExit("what is to be shown did not come")
            self.app.processEvents()
            time.sleep(0.01)

    def save(self, view: QWidget, name: str) -> None:
        self.app.processEvents()
        drawn = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        pixels = np.frombuffer(drawn.constBits(), np.uint32)
        colours, counts = np.unique(pixels, return_counts=True)
        usual = colours[np.argsort(-counts)[:COLOURS]].tolist()
        drawn.convertToFormat(QImage.Format.Format_Indexed8, usual).save(str(self.folder / f"window-{name}.png"))
        view.close()


def start(camera: Camera) -> None:
    view = MainWindow(FakeCommands(), lambda: None, SETTINGS, lambda _: None)
    camera.present(view)
    camera.save(view, "start")


def rack(
    camera: Camera, make: Callable[[], Feed], plan: LiftPlan, wanted: Callable[[RackSnapshot], bool], name: str
) -> None:
    view = RackView(SETTINGS)
    camera.present(view)

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
            camera.until(seen)
            camera.save(view, name)
        finally:
            session.close()


def lifting(camera: Camera) -> None:
    opened = open_recording(find_examples()[DEFAULT])
    rack(
        camera,
        lambda: ReplayFeed(opened, banner=words.DEMO_BANNER, clock=RealClock(rate=RATE)),
        LiftPlan(),
        lambda now: now.alarm and len(now.reps) >= 5,
        "lifting",
    )


def rest(camera: Camera) -> None:
    rack(
        camera,
        lambda: SimulatedFeed(PLAN, clock=RealClock(rate=RATE)),
        PLAN,
        lambda now: now.mode is Mode.RESTING and now.sets == 2 and (now.rest_s or 0.0) > 6.0,
        "rest",
    )


def replay(camera: Camera) -> None:
    view = ReplayView(SETTINGS)
    camera.present(view)
    view.open(find_examples()[DEFAULT])
    camera.until(lambda: (now := view.viewer.opened) is not None and now.stage is Stage.READY and now.tracks > 0)
    for _ in range(REP - 1):
        view.act(Act.NEXT_REP)
        view.refresh()
    camera.save(view, "replay")
    view.stop()


def history(camera: Camera) -> None:
    with TemporaryDirectory() as kept:
        place = StorePlace(Path(kept) / "history", Path(kept) / "recordings")
        with Store.open(place) as store:
            keep_years(store, sessions=SESSIONS)
        desk = DiaryDesk(place)
        desk.start()
        view = HistoryView(desk, SETTINGS, lambda: NOW)
        view.set_look(Look(PALETTES[SETTINGS.theme], SIZE[1]))
        view.show_lifter("Ann")
        camera.present(view)
        for section, name in ((Section.SESSIONS, "history"), (Section.TRENDS, "trends")):
            view.go(section)
            camera.until(lambda: not view.asking.waiting)
            camera.present(view)
            camera.save(view, name)
        desk.close()


def coach(camera: Camera) -> None:
    with TemporaryDirectory() as kept:
        session = new_session(Path(kept), Path(kept))
        session.start()
        camera.until(lambda: bool(session.choices))
        crew = Crew(session)
        for name, exercise, load_kg in GROUP:
            key = crew.add(SimulatedSensor())
            session.at(key).set_next_plan(LiftPlan(name, exercise, (), load_kg, PLAN.tempo))
        view = CoachView(SETTINGS, crew.tiles, crew=crew)
        view.set_look(Look(PALETTES[SETTINGS.theme], SIZE[1]))
        camera.present(view)
        try:
            camera.until(lambda: sum(len(one.reps) >= LEAST_REPS for one in session.snapshots) == len(GROUP))
            view.refresh()
            camera.save(view, "coach")
        finally:
            session.close()


VIEWS: Final = (start, lifting, rest, replay, history, coach)


def main(folder: Path, wanted: tuple[str, ...] = ()) -> None:
    """All of them, or those whose functions are named."""
    app = QApplication.instance() or QApplication([])
    if not isinstance(app, QApplication):
        raise SystemExit("there is a Qt without windows")
    for view in VIEWS:
        if not wanted or view.__name__ in wanted:
            view(Camera(folder, app))


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2:]))
