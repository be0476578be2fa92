from __future__ import annotations

import csv
import itertools
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from desktop_app.replay.opened import Stage
from desktop_app.session.settings import Settings, ThemeName
from desktop_app.views import words_replay as words
from desktop_app.views.replay_controls import Act
from desktop_app.views.replay_head import NewsShown
from desktop_app.views.replay_view import ReplayView
from desktop_app.views.replay_waiting import WaitingShown
from tests.desktop_app.replay.making import REPS, saved
from tests.desktop_app.replay.test_playhead import Now

SOON_MS = 60_000


class Asked:
    """Answers in place of the system's file dialogs, and what was played as if live."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.to_open: Path | None = None
        self.given_up = False
        self.suggested: list[str] = []
        self.live: list[Path] = []
        self.suffix: str | None = None

    def open(self, _: object) -> Path | None:
        return self.to_open

    def save(self, _: object, suggested: Path, kinds: str) -> Path | None:
        assert "*" in kinds
        self.suggested.append(suggested.name)
        path = self.folder / suggested.name
        return None if self.given_up else (path.with_suffix(self.suffix) if self.suffix else path)


@pytest.fixture(scope="module")
def two_sets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("view") / "two.mcap")


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    return Asked(tmp_path)


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def view(qtbot: QtBot, asked: Asked, now: Now) -> Iterator[ReplayView]:
    made = ReplayView(
        Settings(), play_live=asked.live.append, ask_open=asked.open, ask_save=asked.save, monotonic=now
    )  # fmt: skip
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    yield made
    made.stop()


def opened(qtbot: QtBot, view: ReplayView, path: Path, sets: int = 1) -> None:
    view.open(path)

    def measured() -> bool:
        state = view.viewer.opened
        return state is not None and state.stage is Stage.READY and state.tracks >= sets

    qtbot.waitUntil(measured, timeout=SOON_MS)
    view.refresh()


def told(view: ReplayView) -> str:
    value = view.news._value
    return value.text if isinstance(value, NewsShown) else ""


def key(qtbot: QtBot, view: ReplayView, which: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    qtbot.keyClick(view, which, modifier or Qt.KeyboardModifier.NoModifier)


def test_empty_it_says_how_to_open(view: ReplayView) -> None:
    value = view.waiting._value
    assert view.pages.currentWidget() is view.waiting
    assert isinstance(value, WaitingShown)
    assert value.title == words.EMPTY_LINES[0]
    assert not view.controls.isEnabled()


def test_nothing_open_every_key_is_harmless(qtbot: QtBot, view: ReplayView) -> None:
    for act in Act:
        view.act(act)
    key(qtbot, view, Qt.Key.Key_4)
    assert words.NOTHING_TO_SAVE[0] in told(view)


def test_an_opened_recording_fills_every_part(qtbot: QtBot, view: ReplayView, two_sets: Path) -> None:
    opened(qtbot, view, two_sets, sets=2)
    assert view.pages.currentWidget() is view.set_page
    assert view.set_page.table.reps.rowCount() == REPS
    assert view.head.title.text() == "two.mcap"
    assert "2 sets" in view.head.facts.text()
    assert "100 kg" in view.head.facts.text()
    assert not view.head.bar.isVisible()
    drawn = view.set_page.curves._lines[0, None].getData()[0]
    assert drawn is not None
    assert len(drawn) > 100
    first, last = view.set_page.curves.span
    showing = view.viewer.showing()
    assert showing.found is not None
    assert (first, last) == pytest.approx((showing.found.measured.from_s, showing.found.measured.to_s))
    assert view.overview.span[1] > last


def test_keys_play_jump_loop_and_choose_the_speed(
    qtbot: QtBot, view: ReplayView, two_sets: Path, now: Now
) -> None:  # fmt: skip
    opened(qtbot, view, two_sets, sets=2)
    head, begin_s = view.viewer.playhead, view.viewer.showing().at_s
    key(qtbot, view, Qt.Key.Key_5)
    key(qtbot, view, Qt.Key.Key_Space)
    now.s += 0.25
    assert head.playing
    assert head.position() == pytest.approx(begin_s + 1.0)
    key(qtbot, view, Qt.Key.Key_Space)
    assert not head.playing
    key(qtbot, view, Qt.Key.Key_BracketRight)
    showing = view.viewer.showing()
    assert showing.rep is not None
    assert (showing.rep.number, showing.at_s) == (2, showing.rep.start_s)
    assert view.set_page.table.currentIndex().row() == 1
    key(qtbot, view, Qt.Key.Key_L)
    assert head.loop == (showing.rep.start_s, showing.rep.end_s)
    assert view.controls.loop.isChecked()
    key(qtbot, view, Qt.Key.Key_L)
    key(qtbot, view, Qt.Key.Key_BracketLeft)
    assert head.position() == begin_s
    key(qtbot, view, Qt.Key.Key_Right)
    assert head.position() == pytest.approx(begin_s + 0.5)
    key(qtbot, view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert head.position() == pytest.approx(begin_s + 0.48)
    key(qtbot, view, Qt.Key.Key_PageDown)
    assert view.viewer.showing().shown == 1
    key(qtbot, view, Qt.Key.Key_Home)
    assert head.position() == head.start_s


def test_scrubbing_goes_where_the_mouse_is(qtbot: QtBot, view: ReplayView, two_sets: Path) -> None:
    opened(qtbot, view, two_sets, sets=2)
    strip = view.overview
    for share in (0.25, 0.75):
        x = int(strip.width() * share)
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(x, strip.height() // 2))
        assert view.viewer.showing().at_s == pytest.approx(strip.time_of(x), abs=0.2)
        assert strip.at_s == view.viewer.showing().at_s
    assert view.viewer.showing().shown == 1, "the set follows"


def test_a_click_in_the_table_goes_to_the_rep(qtbot: QtBot, view: ReplayView, two_sets: Path) -> None:
    opened(qtbot, view, two_sets)
    view.set_page.table.clicked.emit(view.set_page.table.reps.index(4, 1))
    rep = view.viewer.showing().rep
    assert rep is not None
    assert rep.number == 5


def test_while_it_plays_the_curves_go_along(qtbot: QtBot, view: ReplayView, two_sets: Path, now: Now) -> None:
    opened(qtbot, view, two_sets)
    curves, begin_s = view.set_page.curves, view.viewer.showing().at_s
    curves.show_span(begin_s - 1.0, begin_s + 1.0)
    key(qtbot, view, Qt.Key.Key_Space)
    now.s += 3.0
    view.refresh()
    first, last = curves.span
    assert first <= begin_s + 3.0 <= last
    assert last - first == pytest.approx(2.0)
    key(qtbot, view, Qt.Key.Key_0)
    assert curves.span[1] - curves.span[0] > 20.0
    key(qtbot, view, Qt.Key.Key_Plus)
    assert curves.span[0] <= view.viewer.showing().at_s <= curves.span[1]


def test_overlay_and_back(qtbot: QtBot, view: ReplayView, two_sets: Path) -> None:
    opened(qtbot, view, two_sets)
    key(qtbot, view, Qt.Key.Key_O)
    assert view.pages.currentWidget() is view.overlay
    assert len(view.overlay._lines) == REPS
    assert len(view.overlay.paths._lines) == REPS
    assert view.overlay.plot.getAxis("bottom").labelText == words.SHARE_AXIS
    key(qtbot, view, Qt.Key.Key_T)
    assert view.overlay.plot.getAxis("bottom").labelText == words.SINCE_AXIS
    key(qtbot, view, Qt.Key.Key_Escape)
    assert view.pages.currentWidget() is view.set_page


def test_an_axis_counts_in_the_unit_of_its_label(qtbot: QtBot, view: ReplayView, two_sets: Path) -> None:
    opened(qtbot, view, two_sets)
    key(qtbot, view, Qt.Key.Key_O)
    for plot in (view.overlay.plot, view.set_page.curves.speed, view.set_page.curves.height_plot):
        plot.setYRange(0.0, 0.0005)
        axis = plot.getAxis("left")
        axis.updateAutoSIPrefix()
        assert "(x" not in axis.labelString()


def test_two_recordings_side_by_side(
    qtbot: QtBot, view: ReplayView, two_sets: Path, asked: Asked, project: Path
) -> None:
    opened(qtbot, view, two_sets, sets=2)
    key(qtbot, view, Qt.Key.Key_C)
    assert view.compare.table.rowCount() == len(words.FIGURES)
    assert [len(side._lines) for side in view.compare.sides] == [REPS, REPS]
    asked.to_open = project / "recordings" / "simulated_squat_falls_apart.mcap"
    view.compare.other.click()
    qtbot.waitUntil(lambda: view.compare.lists[1].currentText().startswith("simulated_squat_falls"), timeout=SOON_MS)
    qtbot.waitUntil(lambda: len(view.compare.sides[1]._lines) == 7, timeout=SOON_MS)
    ranges = [side.plot.viewRange()[1] for side in view.compare.sides]
    assert ranges[0] == pytest.approx(ranges[1]), "one scale for both"
    view.compare.chosen.emit(0, 1)
    assert view.compare.lists[0].currentIndex() == 1


def test_what_cannot_be_opened_is_told_in_the_view(
    qtbot: QtBot, view: ReplayView, two_sets: Path, tmp_path: Path
) -> None:  # fmt: skip
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"PK\x03\x04")
    view.open(bad)
    qtbot.waitUntil(lambda: "zip archive" in told(view), timeout=SOON_MS)
    value = view.waiting._value
    assert isinstance(value, WaitingShown)
    assert value.wrong
    opened(qtbot, view, two_sets)
    assert view.pages.currentWidget() is view.set_page, "the next one opens as ever"


def test_opened_by_key_and_by_dropping(qtbot: QtBot, view: ReplayView, two_sets: Path, asked: Asked) -> None:
    key(qtbot, view, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert view.viewer.opened is None, "given up"
    asked.to_open = two_sets
    key(qtbot, view, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert view.viewer.opened is not None
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(two_sets))])
    before = view.viewer.opened
    view.dropEvent(
        QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, dropped, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip
    assert view.viewer.opened.serial <= before.serial or view.viewer.opened is not before


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_picture(qtbot: QtBot, view: ReplayView, two_sets: Path, asked: Asked, kind: str) -> None:
    opened(qtbot, view, two_sets)
    asked.suffix = f".{kind}"
    key(qtbot, view, Qt.Key.Key_S)
    path = asked.folder / f"two_replay.{kind}"
    assert str(path) in told(view)
    if kind == "png":
        image = QImage(str(path))
        assert (image.width(), image.height()) == (2 * view.width(), 2 * view.height())
        colours = {image.pixel(x, y) for x in range(0, image.width(), 40) for y in range(0, image.height(), 40)}
        assert len(colours) > 5, "not an empty picture"
    else:
        root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 (written a moment ago)
        assert root.tag.endswith("svg")
        texts = "".join(root.itertext())
        assert "two.mcap" in texts


def test_a_picture_that_cannot_be_written_is_told(
    qtbot: QtBot, view: ReplayView, two_sets: Path, asked: Asked
) -> None:  # fmt: skip
    opened(qtbot, view, two_sets)
    asked.folder /= "none"
    key(qtbot, view, Qt.Key.Key_S)
    assert "Make the folder first" in told(view)


def test_exports_by_key(qtbot: QtBot, view: ReplayView, two_sets: Path, asked: Asked) -> None:
    opened(qtbot, view, two_sets, sets=2)
    key(qtbot, view, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: f"{2 * REPS} reps" in told(view), timeout=SOON_MS)
    key(qtbot, view, Qt.Key.Key_E, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: "samples" in told(view), timeout=SOON_MS)
    assert asked.suggested == ["two_reps.csv", "two_set1_track.csv"]
    with (asked.folder / "two_reps.csv").open(encoding="utf-8", newline="") as file:
        assert {row["athlete"] for row in csv.DictReader(file)} == {"'=Ann"}
    asked.given_up = True
    key(qtbot, view, Qt.Key.Key_E)
    assert len(asked.suggested) == 3


def test_as_if_live_hands_over_the_file(qtbot: QtBot, view: ReplayView, two_sets: Path, asked: Asked) -> None:
    opened(qtbot, view, two_sets)
    key(qtbot, view, Qt.Key.Key_Space)
    key(qtbot, view, Qt.Key.Key_V)
    assert asked.live == [two_sets]
    assert not view.viewer.playhead.playing


def test_the_lift_can_be_named_for_a_csv(qtbot: QtBot, view: ReplayView, shared_data: Path) -> None:
    opened(qtbot, view, shared_data / "field" / "bench_D_155_8.csv")
    assert words.NO_LIFT in told(view)
    place = view.head.lifts.findData("bench")
    view.head.lifts.activated.emit(place)
    qtbot.waitUntil(lambda: "Bench press" in view.head.facts.text(), timeout=SOON_MS)
    assert words.NO_LIFT not in told(view)
    assert view.set_page.table.reps.rowCount() == 8


def test_the_replays_keys_win_over_the_windows(qtbot: QtBot, view: ReplayView, two_sets: Path) -> None:
    opened(qtbot, view, two_sets)
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setMinimumSize(800, 450)
    window.setCentralWidget(view)
    pressed: list[str] = []
    for text in ("S", "L", "Space", "T", "Q"):
        shortcut = QShortcut(QKeySequence(text), window)
        shortcut.activated.connect(lambda text=text: pressed.append(text))
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    view.setFocus()
    for which in (Qt.Key.Key_L, Qt.Key.Key_Space, Qt.Key.Key_Q):
        qtbot.keyClick(view, which)
    assert pressed == ["Q"]
    assert view.viewer.playhead.loop is not None
    assert view.viewer.playhead.playing
    window.takeCentralWidget()


def test_escape_is_the_windows_where_nothing_is_to_be_left(qtbot: QtBot, view: ReplayView, two_sets: Path) -> None:
    opened(qtbot, view, two_sets)
    assert view._asked(_press(Qt.Key.Key_Escape)) is None
    view.act(Act.OVERLAY)
    assert view._asked(_press(Qt.Key.Key_Escape)) is Act.LEAVE


def _press(which: Qt.Key):  # type: ignore[no-untyped-def]  # noqa: ANN202
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    return QKeyEvent(QEvent.Type.KeyPress, which, Qt.KeyboardModifier.NoModifier)


def test_hidden_it_rests(qtbot: QtBot, view: ReplayView, two_sets: Path) -> None:
    opened(qtbot, view, two_sets)
    key(qtbot, view, Qt.Key.Key_Space)
    view.hide()
    assert not view._timer.isActive()
    assert not view.viewer.playhead.playing
    view.show()
    assert view._timer.isActive()


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (800, 450)])
@pytest.mark.parametrize("theme", list(ThemeName))
def test_every_page_at_every_size(
    qtbot: QtBot, view: ReplayView, two_sets: Path, size: tuple[int, int], theme: ThemeName
) -> None:  # fmt: skip
    opened(qtbot, view, two_sets, sets=2)
    view.set_settings(Settings(theme=theme, font_scale=1.25))
    view.resize(*size)
    for act in (Act.LEAVE, Act.OVERLAY, Act.COMPARE):
        view.act(act)
        assert view.grab().toImage().width() >= size[0]
        assert (view.width(), view.height()) == size, "nothing makes the window wider than it is"
        assert view.controls.minimumSizeHint().width() <= view.controls.width()


def test_signs_on_the_time_line_say_what_they_are(qtbot: QtBot, view: ReplayView, project: Path) -> None:
    opened(qtbot, view, project / "recordings" / "simulated_squat_falls_apart.mcap")
    line = view.set_page.time_line
    spread = line._spread(line._rows()[0])
    boxes = [box for _, box in spread]
    assert len(spread) == 19
    assert all(not a.intersects(b) for a, b in itertools.pairwise(boxes)), "side by side"
    first, box = spread[0]
    assert line.told_at(box.center()) == words.sign_line(first.sign)
    assert "fast descent 1.17 s (limit 1.37 s, first reps): Slow it down" in line.told_at(box.center())
    reps = view.set_page.table.reps
    assert "form fading" in reps.data(reps.index(5, len(words.REP_COLUMNS) - 1))
