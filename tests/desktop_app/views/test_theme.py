"""States can be told apart by every kind of eye, and letters can be read."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from desktop_app.session.settings import ThemeName
from desktop_app.session.snapshot import Traffic
from desktop_app.views.theme import PALETTES, SHAPES, Look, Palette, style_sheet
from dsp.results import Severity

STATES = [Traffic.STEADY, Traffic.CAREFUL, Traffic.STOP, Traffic.UNCERTAIN]
# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
EYES = {
    "ordinary": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def _linear(name: str) -> np.ndarray:
    srgb = np.array([int(name[k : k + 2], 16) / 255.0 for k in (1, 3, 5)])
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def _contrast(one: str, other: str) -> float:
    """WCAG 2."""
    high, low = sorted((float(_linear(x) @ [0.2126, 0.7152, 0.0722]) for x in (one, other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _lab(linear: np.ndarray) -> np.ndarray:
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
    t = xyz / np.array([0.9505, 1.0, 1.089])
    f = np.where(t > (6 / 29) ** 3, np.cbrt(np.clip(t, 0, None)), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.fixture(params=list(ThemeName))
def palette(request: pytest.FixtureRequest) -> Palette:
    return PALETTES[request.param]


def test_letters_stand_out_from_what_is_behind_them(palette: Palette) -> None:
    pairs = [(ink, back) for ink in (palette.text, palette.dim) for back in (palette.pane, palette.ground)]
    pairs += [(palette.text, palette.trough), (palette.on_accent, palette.accent)]
    pairs += [(palette.of(state), palette.pane) for state in Traffic]
    pairs += [(palette.on_state, palette.of(state)) for state in STATES]
    assert {pair: round(_contrast(*pair), 2) for pair in pairs if _contrast(*pair) < 4.5} == {}


def test_what_a_gauge_holds_stands_out_from_its_trough(palette: Palette) -> None:
    # Graphics: 3 to 1.
    assert all(_contrast(palette.of(state), palette.trough) >= 3.0 for state in STATES)
    assert _contrast(palette.accent, palette.trough) >= 3.0


@pytest.mark.parametrize("eye", list(EYES))
def test_states_differ_to_every_eye(palette: Palette, eye: str) -> None:
    seen = {state: _lab(np.clip(EYES[eye] @ _linear(palette.of(state)), 0, 1)) for state in STATES}
    for one, other in itertools.combinations(STATES, 2):
        # Far more than the 2.3 that can just be told apart side by side.
        assert np.linalg.norm(seen[one] - seen[other]) > 20.0, (one, other)


def test_a_checked_box_has_a_tick(qtbot: QtBot, palette: Palette) -> None:
    box = QCheckBox()
    qtbot.addWidget(box)
    box.setStyleSheet(style_sheet(Look(palette, 768)))
    box.show()

    def inks() -> set[str]:
        drawn = box.grab().toImage()
        return {drawn.pixelColor(x, y).name() for x in range(drawn.width()) for y in range(drawn.height())}

    box.setChecked(True)
    assert {palette.text, palette.pane} <= inks()
    box.setStyleSheet(re.sub(r"image: url\(.*\);", "", style_sheet(Look(palette, 768))))
    assert palette.pane not in inks()


def test_each_state_has_a_shape_of_its_own() -> None:
    assert set(SHAPES) == set(Traffic)
    assert len(set(SHAPES.values())) == len(Traffic)
    assert set(Severity) == {Severity.NOTE, Severity.WARN, Severity.STOP}
