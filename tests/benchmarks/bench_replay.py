"""Opening a recording of an hour in the replay's window, and scrubbing in it, drawn offscreen. Nothing is asserted.

Wall time from the call that opens the file, in a window that is shown already:

- head: the file's name, its length and a bar that moves are drawn; the packets are still being read.
- sketch: **counted as the first picture**: an outline of the whole hour, from every so many packets, is drawn and can
  be scrubbed in; the rest is still being read.
- outline: it is drawn from all samples.
- set: the first set is measured and its curves, time line and table are drawn.
- all: every set is measured. tracks: of every set there are curves, as far as there is room for them.

A scrub step is one move of the mouse to a random place: from the call until everything that changed has been drawn,
`busy` while the sets are still being measured, `still` afterwards, `far` from set to set, `near` within one.
"""

from __future__ import annotations

import gc
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import harness  # sets one thread a process: before numpy
import numpy as np
from bench_speed import resident_mb
from long_recordings import DRIVERS, write_long

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from desktop_app.session.settings import Settings
from desktop_app.views.replay_view import ReplayView

RATE_HZ = 200.0
FIRST_ASKED_S = 2.0
SCRUB_ASKED_MS = 50.0
SOON_S = 120.0
STEPS = 300
BURST, MOVE_S, REST_S = 20, 0.016, 1.0
"""Moves of the mouse while the sets are being measured, a sixtieth of a second apart, and the pause after them."""


class Window:
    """The replay's view, shown, and the application's events in hand."""

    def __init__(self, app: QApplication) -> None:
        self.app = app
        self.view = ReplayView(Settings())
        self.view.resize(1366, 768)
        self.view.show()
        self.until(lambda: True)

    def until(self, done: Callable[[], object], most_s: float = SOON_S) -> float:
        """Work off events until something is so and drawn; the time that this took, s."""
        start = time.perf_counter()
        while not done() and time.perf_counter() - start < most_s:
            self.app.processEvents()
            time.sleep(0.001)
        self.app.processEvents()
        return time.perf_counter() - start

    def scrub_ms(self, at_s: float) -> float:
        start = time.perf_counter()
        self.view.scrub(at_s)
        self.app.processEvents()
        return 1e3 * (time.perf_counter() - start)

    def state(self):  # type: ignore[no-untyped-def]  # noqa: ANN201
        return self.view.viewer.opened


def opened(window: Window, path: Path) -> tuple[dict[str, float], list[float]]:
    """Seconds to each picture, and the scrub steps made meanwhile, ms."""
    view, taken = window.view, {}
    rng = np.random.default_rng(1)
    start = time.perf_counter()
    view.open(path)
    steps: list[float] = []
    pictures: dict[str, Callable[[], object]] = {
        "head": lambda: window.state().duration_s is not None and view.head.bar.isVisible(),
        "sketch": lambda: view.pages.currentWidget() is view.set_page and view.overview.drawn,
        "outline": lambda: window.state().recording is not None,
        "set": lambda: view.set_page.table.reps.rowCount() and view.set_page.curves._track is not None,
    }
    for name, there in pictures.items():
        window.until(there)
        taken[name] = time.perf_counter() - start
    while window.state().busy:
        for at_s in rng.uniform(0.0, window.state().duration_s, BURST):
            steps.append(window.scrub_ms(float(at_s)))
            time.sleep(MOVE_S)
        window.until(lambda: not window.state().busy, REST_S)
    taken["all"] = time.perf_counter() - start
    sets = len(window.state().sensors[0].sets)
    window.until(lambda: window.state().tracks >= sets)
    taken["tracks"] = time.perf_counter() - start
    return taken, steps


def scrubbed(window: Window, steps: int) -> dict[str, list[float]]:
    """Times of scrub steps, ms."""
    state = window.state()
    rng = np.random.default_rng(2)
    found = state.sensors[0].sets[1].measured
    far = [window.scrub_ms(float(t)) for t in rng.uniform(0.0, state.duration_s, steps)]
    near = [window.scrub_ms(float(t)) for t in rng.uniform(found.from_s, found.to_s, steps)]
    return {"far": far, "near": near}


def measured(driver: str, length_s: float, app: QApplication, folder: Path) -> tuple[list[object], list[list[object]]]:
    path = folder / f"{driver}.mcap"
    samples = write_long(path, driver, length_s, RATE_HZ)
    window = Window(app)
    gc.collect()
    before_mb = resident_mb()
    taken, busy = opened(window, path)
    steps = {"busy": busy, **scrubbed(window, STEPS)}
    gc.collect()
    memory_mb = resident_mb() - before_mb
    sets = len(window.state().sensors[0].sets)
    window.view.stop()
    window.view.close()
    asked = {"sketch": FIRST_ASKED_S}
    times = [harness.against(taken[k], asked.get(k), 2) for k in ("head", "sketch", "outline", "set", "all", "tracks")]
    size_mb = path.stat().st_size / 1e6
    row = [f"{samples / RATE_HZ / 60:.0f} min, {driver}", f"{size_mb:.0f}", str(sets), *times, f"{memory_mb:.0f}"]
    rows = []
    for name, ms in steps.items():
        p50, p95 = (float(np.percentile(ms, q)) for q in (50, 95)) if ms else (None, None)
        most = max(ms, default=None)
        figures = [
            harness.against(p50, None, 1),
            harness.against(p95, SCRUB_ASKED_MS, 1),
            harness.against(most, None, 1),
        ]
        rows.append([f"{driver}, {name}", str(len(ms)), *figures])
    return row, rows


def main() -> None:
    options = harness.options(__doc__, quick=1, processes=1)
    app = QApplication([])
    opening = harness.table(
        "Opening, s", "recording", "MB", "sets", "head", "sketch", "outline", "set", "all", "tracks", "memory MB"
    )
    scrubbing = harness.table("Scrub step, ms", "recording", "steps", "p50", "p95", "max")
    with tempfile.TemporaryDirectory() as folder:
        for driver in options.chosen(DRIVERS):
            row, rows = measured(driver, 3600.0, app, Path(folder))
            opening.add_row(*row)
            for each in rows:
                scrubbing.add_row(*each)
    harness.show(opening, f"asked: sketch under {FIRST_ASKED_S:g} s", scrubbing)
    harness.show(f"asked: 95 % of the steps under {SCRUB_ASKED_MS:g} ms", harness.MARK)


if __name__ == "__main__":
    main()
