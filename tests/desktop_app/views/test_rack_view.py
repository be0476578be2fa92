"""The rack view as a lifter sees it: what is there in each mode, how large, and how often it is drawn."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFontMetricsF, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.live_set import Cue
from desktop_app.session.settings import FONT_SCALES, RackLayout, Settings, ThemeName
from desktop_app.session.snapshot import Mode, RackSnapshot, RepView, Traffic
from desktop_app.views import words
from desktop_app.views.painting import LINE_SHARE, Pane, fitted
from desktop_app.views.rack_layout import Part, places
from desktop_app.views.rack_view import RackView
from desktop_app.views.theme import BAND_FROM, BAND_TO, FAR, PALETTES, READING, font_of
from desktop_app.views.widgets.bar_path import widest_m
from desktop_app.views.widgets.cue import LARGEST, room_of
from desktop_app.views.widgets.gauge import filled, gauge_value, heading_boxes
from desktop_app.views.widgets.signal_strip import WINDOW_S, thinned
from dsp.results import Quality, Severity
from dsp.signs.table import CODES, TEMPO_CUES
from tests.desktop_app.views.pictures import snapshots

SIZES = [(1366, 768), (1920, 1080)]
ALL = snapshots()


@pytest.fixture
def view(qtbot: QtBot) -> RackView:
    made = RackView(Settings(theme=ThemeName.DARK))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made


def _pixels(widget: QWidget) -> np.ndarray:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    raw = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return raw[:, : image.width(), 2::-1].astype(int)


def _rows_of(widget: QWidget, ink: str) -> int:
    """Height in pixels from the first row to the last that has this colour."""
    wanted = np.array([int(ink[k : k + 2], 16) for k in (1, 3, 5)])
    rows = np.flatnonzero((np.abs(_pixels(widget) - wanted).max(axis=2) < 4).any(axis=1))
    return int(rows[-1] - rows[0] + 1) if len(rows) else 0


@pytest.mark.parametrize("layout", list(RackLayout))
@pytest.mark.parametrize("mode", list(Mode))
def test_widgets_fill_the_room_and_never_overlap(mode: Mode, layout: RackLayout) -> None:
    shown = places(mode, layout)
    area = sum(place.width * place.height for place in shown.values())
    assert area == pytest.approx(1.0)
    for one, other in itertools.combinations(shown.values(), 2):
        beside = one.x + one.width <= other.x + 1e-9 or other.x + other.width <= one.x + 1e-9
        below = one.y + one.height <= other.y + 1e-9 or other.y + other.height <= one.y + 1e-9
        assert beside or below


@pytest.mark.parametrize("name", list(ALL))
@pytest.mark.parametrize("theme", list(ThemeName))
def test_each_mode_shows_its_parts_and_no_others(qtbot: QtBot, name: str, theme: ThemeName) -> None:
    view = RackView(Settings(theme=theme))
    qtbot.addWidget(view)
    view.show()
    view.show_snapshot(ALL[name])
    view.grab()
    wanted = set(places(ALL[name].mode, RackLayout.FOCUS))
    assert {part for part, pane in view.parts.items() if not pane.isHidden()} == wanted
    assert view.notices.isHidden() == (not ALL[name].notices)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scale", FONT_SCALES)
def test_what_matters_in_a_set_can_be_read_from_afar(view: RackView, size: tuple[int, int], scale: float) -> None:
    """Letters of a twelfth of the window's height, measured in the picture, with all lines at the head there."""
    view.set_settings(Settings(theme=ThemeName.DARK, font_scale=scale))
    view.resize(*size)
    palette = PALETTES[ThemeName.DARK]
    # One pixel at either edge is blurred.
    least = size[1] / 12.0 - 2.0
    view.show_snapshot(
        replace(ALL["cue_long"], serial=50, cue=Cue("Hold", Severity.WARN, 1), reps=ALL["stop"].reps[:1])
    )
    assert _rows_of(view.number, palette.text) >= least
    assert _rows_of(view.cue, palette.on_state) >= least
    assert _rows_of(view.traffic, palette.of(Traffic.CAREFUL)) >= least
    view.show_snapshot(replace(ALL["alarm"], serial=51))
    assert _rows_of(view.gauge, palette.on_state) >= least
    assert _rows_of(view.gauge, palette.stop) >= size[1] * 0.2


@pytest.mark.parametrize("layout", list(RackLayout))
@pytest.mark.parametrize("text", sorted({*(code.cue for code in CODES.values() if code.cue), *TEMPO_CUES.values()}))
def test_every_cue_fits_its_place(view: RackView, text: str, layout: RackLayout) -> None:
    view.set_settings(Settings(layout=layout))
    cue = Cue(text, Severity.WARN, 12)
    view.show_snapshot(replace(ALL["cue_long"], serial=60, cue=cue))
    room = room_of(view.cue.content(), cue)
    look = view.cue.look
    size_px, lines = fitted(text, room.width(), room.height(), look.px(LARGEST), look.px(FAR), bold=True)
    assert size_px >= 768 / 12.0
    if layout is RackLayout.FOCUS:
        assert len(lines) * size_px * LINE_SHARE <= room.height() + 1.0


@pytest.mark.parametrize("layout", list(RackLayout))
@pytest.mark.parametrize("size", [*SIZES, (800, 480)])
@pytest.mark.parametrize("scale", FONT_SCALES)
def test_words_at_the_gauge_and_the_sign_are_whole_and_apart(
    view: RackView, layout: RackLayout, size: tuple[int, int], scale: float
) -> None:
    view.set_settings(Settings(layout=layout, font_scale=scale))
    view.resize(*size)
    view.show_snapshot(replace(ALL["alarm"], serial=70))

    def width_of(text: str, far: float, *, bold: bool) -> float:
        return QFontMetricsF(font_of(view.gauge.look.px(far), bold=bold)).horizontalAdvance(text)

    head = view.gauge.content()
    assert width_of(words.TOO_FAST, FAR, bold=True) <= head.width()
    for phase in words.PHASES.values():
        assert width_of(phase, FAR, bold=True) <= heading_boxes(head, beside=False)[0].width()
    left, right = heading_boxes(head, beside=True)
    assert not left.intersects(right)
    assert width_of(words.PHASES["descent"], FAR, bold=True) <= left.width()
    assert width_of(words.NOT_SURE, READING, bold=True) <= right.width()
    assert width_of(words.speed(0.88), READING, bold=False) <= right.width()
    for word in words.TRAFFIC.values():
        assert width_of(word, FAR, bold=True) <= view.traffic.content().width()


class _Paints(QObject):
    """Counts how often each widget is drawn."""

    def __init__(self, view: RackView) -> None:
        super().__init__()
        self.drawn: list[Pane] = []
        for pane in view.findChildren(Pane):
            pane.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        if event.type() == QEvent.Type.Paint and isinstance(watched, Pane):
            self.drawn.append(watched)
        return False


def test_only_what_changed_is_drawn_again(view: RackView, qtbot: QtBot) -> None:
    first = ALL["lifting"]
    view.show_snapshot(first)
    qtbot.wait(30)
    paints = _Paints(view)
    assert not view.show_snapshot(replace(first, speed_ms=9.0))
    qtbot.wait(30)
    assert paints.drawn == []
    assert view.show_snapshot(replace(first, serial=first.serial + 1, speed_ms=0.35))
    qtbot.waitUntil(lambda: paints.drawn != [])
    assert set(paints.drawn) == {view.gauge}


@given(st.floats(0.05, 2.0), st.floats(1.05, 2.0), st.floats(0.0, 5.0))
def test_the_band_is_always_at_the_same_place(low_ms: float, ratio: float, speed_ms: float) -> None:
    band_ms = (low_ms, low_ms * ratio)
    assert filled(band_ms[0], band_ms) == pytest.approx(BAND_FROM)
    assert filled(band_ms[1], band_ms) == pytest.approx(BAND_TO)
    share = filled(speed_ms, band_ms)
    assert 0.0 <= share <= 1.0
    assert (share > BAND_TO + 1e-9) == (speed_ms > band_ms[1] * (1 + 1e-9)) or speed_ms == pytest.approx(band_ms[1])
    assert filled(speed_ms, band_ms) <= filled(speed_ms + 0.1, band_ms)


def test_the_gauge_judges_the_descent_alone() -> None:
    for phase in ("bottom", "drive", "top", "rest", None):
        assert gauge_value(replace(ALL["lifting"], phase=phase)).filled == 0.0
    assert gauge_value(replace(ALL["lifting"], speed_ms=None)).speed_ms is None


def test_what_is_uncertain_is_never_drawn_as_steady(view: RackView) -> None:
    steady, uncertain = PALETTES[ThemeName.DARK].steady, PALETTES[ThemeName.DARK].uncertain
    view.show_snapshot(ALL["lifting"])
    assert _rows_of(view.gauge, steady) > 0
    view.show_snapshot(ALL["uncertain"])
    assert _rows_of(view.gauge, steady) == 0
    assert _rows_of(view.traffic, steady) == 0
    assert _rows_of(view.gauge, uncertain) > 0


def test_an_uncertain_rep_has_no_solid_bar(view: RackView) -> None:
    accent = PALETTES[ThemeName.DARK].accent
    sure = RepView(1, Quality.GOOD, 2.0, 0.5, None, settled=True)
    for serial, (rep, solid) in enumerate(
        [(sure, True), (replace(sure, quality=Quality.UNCERTAIN), False), (replace(sure, settled=False), False)], 70
    ):
        view.show_snapshot(replace(ALL["lifting"], serial=serial, reps=(rep,)))
        assert (_rows_of(view.descents, accent) > 0) == solid


def test_long_sets_show_their_last_reps(view: RackView) -> None:
    reps = tuple(RepView(k, Quality.GOOD, 2.0, 0.5, None) for k in range(1, 31))
    view.show_snapshot(replace(ALL["lifting"], serial=80, reps=reps))
    view.grab()
    assert view.number.accessibleName() == f"{words.REP} 30 {words.REPS_OF.format(8)}"


def test_pain_shows_nothing_but_to_stop_and_breathe(view: RackView) -> None:
    view.show_snapshot(ALL["pain"])
    assert [part for part, pane in view.parts.items() if not pane.isHidden()] == [Part.MESSAGE]
    said = view.message.accessibleName()
    assert "Stop and take a breath" in said
    assert "90/90" in said
    assert "no medical device" in said


def test_which_side_is_forward_is_said_only_where_it_is_known() -> None:
    path_m = np.array([[0.0, 0.0], [-0.05, -0.3], [0.02, 0.0]])
    assert widest_m(path_m, signed=True) == pytest.approx(0.02)
    assert widest_m(path_m, signed=False) == pytest.approx(0.05)


def test_a_thinned_signal_keeps_every_peak_and_is_bounded() -> None:
    t = np.arange(0.0, 60.0, 0.0005)
    g = np.ones(len(t))
    g[-777] = 16.0
    share, values = thinned(t, g, 300)
    assert len(values) <= 2 * 301
    assert values.max() == 16.0
    assert share.min() >= 0.0
    assert share.max() <= 1.0
    assert np.all(np.diff(share) >= 0.0)


def test_a_signal_that_is_older_than_the_strip_leaves_its_room_empty() -> None:
    share, _ = thinned(np.array([0.0, 1.0, 2.0]), np.ones(3), 100)
    assert share == pytest.approx([1.0 - 2.0 / WINDOW_S, 1.0 - 1.0 / WINDOW_S, 1.0])


@pytest.mark.parametrize("size", [(800, 450), (320, 200), (40, 30), (3840, 2160)])
def test_any_size_can_be_drawn(view: RackView, size: tuple[int, int]) -> None:
    for name, snapshot in ALL.items():
        view.resize(*size)
        view.show_snapshot(snapshot)
        assert not view.grab().isNull(), name


def test_an_empty_snapshot_can_be_drawn(view: RackView) -> None:
    for mode in Mode:
        view.show_snapshot(RackSnapshot(serial=200 + list(Mode).index(mode), mode=mode, plan=ALL["pain"].plan))
        view.grab()
