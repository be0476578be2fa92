"""Every colour and size that carries meaning: two palettes, shapes of states, and sizes as shares of the window.

No state is told by colour alone: each has a shape (`SHAPES`), and the words beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from PySide6.QtGui import QColor, QFont

from desktop_app.session.settings import ThemeName
from desktop_app.session.snapshot import Traffic
from dsp.results import Severity


class Shape(StrEnum):
    """What a state looks like to somebody who sees no colours."""

    CIRCLE = "circle"
    TRIANGLE = "triangle"
    OCTAGON = "octagon"
    DASHED_RING = "dashed_ring"
    DOTS = "dots"


SHAPES: Final = MappingProxyType(
    {
        Traffic.WAIT: Shape.DOTS,
        Traffic.STEADY: Shape.CIRCLE,
        Traffic.CAREFUL: Shape.TRIANGLE,
        Traffic.STOP: Shape.OCTAGON,
        Traffic.UNCERTAIN: Shape.DASHED_RING,
    }
)
SEVERITY_TRAFFIC: Final = MappingProxyType(
    {Severity.NOTE: Traffic.WAIT, Severity.WARN: Traffic.CAREFUL, Severity.STOP: Traffic.STOP}
)
"""How grave a sign is, in the states' colours and shapes."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as #rrggbb.

    ground: behind everything. pane: behind each widget. text, dim: letters. line: edges and scales. accent: focus,
    banner and target. trough: empty part of a gauge. wait ... uncertain: the states, as letters or filled shapes on the
    pane. on_state: letters upon a filled state; on_accent: letters upon the accent.
    """

    ground: str
    pane: str
    text: str
    dim: str
    line: str
    accent: str
    trough: str
    wait: str
    steady: str
    careful: str
    stop: str
    uncertain: str
    on_state: str
    on_accent: str

    def of(self, traffic: Traffic) -> str:
        """The colour of a state."""
        return {
            Traffic.WAIT: self.wait,
            Traffic.STEADY: self.steady,
            Traffic.CAREFUL: self.careful,
            Traffic.STOP: self.stop,
            Traffic.UNCERTAIN: self.uncertain,
        }[traffic]


PALETTES: Final = MappingProxyType(
    {
        # Blue-green, amber and vermilion differ in lightness too, so that they differ to every kind of eye.
        ThemeName.DARK: Palette(
            ground="#0b0f14", pane="#141a21", text="#f4f7fa", dim="#a9b6c3", line="#46525f", accent="#5cb8ff",
            trough="#26303a", wait="#a9b6c3", steady="#2fc6a0", careful="#ffd24a", stop="#ff6b3d", uncertain="#c9b3ff",
            on_state="#0b0f14", on_accent="#0b0f14",
        ),
        ThemeName.LIGHT: Palette(
            ground="#e6eaee", pane="#ffffff", text="#0e141a", dim="#47535f", line="#9aa6b2", accent="#0059a8",
            trough="#dde3e9", wait="#56626e", steady="#00725c", careful="#956300", stop="#8c0a1e", uncertain="#5b3fb0",
            on_state="#ffffff", on_accent="#ffffff",
        ),
    }
)  # fmt: skip

BAR_COLOURS: Final = ("#e03131", "#f6c500", "#1f9d3a", "#2f6bff", "#ff7a1a", "#9b3fd1", "#f4f4f4", "#12b5c9")
"""Tapes that are stuck on sensors to tell bars apart: in both themes, for a tape has the colour that it has. Upon
each stands its bar's number."""
ON_TAPE: Final = ("#ffffff", "#000000", "#ffffff", "#ffffff", "#000000", "#ffffff", "#000000", "#000000")
"""Letters upon them."""

TICKS: Final = Path(__file__).parent / "ticks"
"""By theme the tick in a checked box, in the colour of panes: the box is filled with that of letters."""

# Heights of capital letters and figures, as shares of the window's height.
FAR: Final = 1.0 / 12.0
"""What matters during a set is never lower: read from 3 m."""
HUGE: Final = 0.22
HEADLINE: Final = 0.075
READING: Final = 0.034
"""What is read between sets, standing."""
SMALL: Final = 0.020
"""What is read with a hand on the keyboard."""
TINY: Final = 0.0165

HEADER: Final = 0.06
"""Heights of banner, notices and the line at the foot, as shares of the window's height."""
FOOTER: Final = 0.05
TABLE: Final = 0.4
"""A table is at least so high; what does not fit scrolls."""
GAP: Final = 0.006
CORNER: Final = 0.012
STROKE: Final = 0.005
HAIR: Final = 0.002

BAND_FROM: Final = 0.42
BAND_TO: Final = 0.58
"""Where on the gauge the target band always is."""
SCALE_MS: Final = 1.0
"""Full gauge where there is no target to compare with, m/s."""
PROVISIONAL: Final = 0.45
"""Opacity of what may still change."""
CAPITAL_SHARE: Final = 0.7
"""Height of capitals over the font's size, where a font does not say."""
MOST_REPS: Final = 12
"""As many bars can be told apart from afar; the last ones of a longer set are shown."""
LOSS_SCALE_PERCENT: Final = 40.0
"""Full scale of the loss where the lifter chose no stop."""


@dataclass(frozen=True, slots=True)
class Look:
    """How to draw now: colours, the window's height in pixels, and how much larger than usual letters are."""

    palette: Palette
    height_px: int
    font_scale: float = 1.0

    def px(self, share: float) -> float:
        """A share of the window's height in pixels, one at least."""
        return max(share * self.height_px, 1.0)

    def font(self, capital_share: float, *, bold: bool = False) -> QFont:
        """A font whose capitals have this share of the window's height, times the lifter's own scale."""
        return font_of(self.px(capital_share * self.font_scale), bold=bold)


@lru_cache(maxsize=512)
def font_of(capital_px: float, *, bold: bool) -> QFont:
    """The system's own sans, with capitals of this height in pixels."""
    font = QFont()
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setBold(bold)
    font.setPixelSize(max(round(capital_px / CAPITAL_SHARE), 1))
    return font


@lru_cache(maxsize=64)
def colour(name: str) -> QColor:
    """A palette's colour; not to be changed."""
    return QColor(name)


def faded(name: str, opacity: float) -> QColor:
    """A palette's colour, see-through."""
    made = QColor(name)
    made.setAlphaF(opacity)
    return made


def tick_file(palette: Palette) -> Path:
    """The tick of a box that is filled with the letters' colour, as a picture: style sheets draw no other."""
    theme = next((name for name, known in PALETTES.items() if known == palette), ThemeName.DARK)
    return TICKS / f"{theme}.svg"


def style_sheet(look: Look) -> str:
    """For forms, lists and tables: everything that the widgets here do not draw themselves."""
    p = look.palette
    size, small, pad = (round(look.px(x * look.font_scale)) for x in (0.036, 0.026, 0.008))
    edge = max(round(look.px(HAIR)), 1)
    return f"""
    QWidget {{ background: {p.ground}; color: {p.text}; font-size: {small}px; }}
    QLabel#title {{ font-size: {round(size * 1.5)}px; font-weight: bold; }}
    QLabel#field {{ font-size: {size}px; color: {p.text}; }}
    QLabel#hint {{ color: {p.dim}; }}
    QLabel#wrong {{ color: {p.stop}; font-weight: bold; }}
    QLineEdit, QComboBox, QListWidget, QDoubleSpinBox, QTableWidget {{
        background: {p.pane}; border: {edge}px solid {p.line}; border-radius: {pad}px; padding: {pad}px;
        selection-background-color: {p.accent}; selection-color: {p.on_accent};
    }}
    QLineEdit, QListWidget#large, QComboBox {{ font-size: {size}px; }}
    QLineEdit:focus, QComboBox:focus, QListWidget:focus, QDoubleSpinBox:focus, QTableWidget:focus,
    QPushButton:focus, QCheckBox:focus {{ border: {edge * 2}px solid {p.accent}; }}
    QListWidget::indicator, QCheckBox::indicator {{
        width: {small}px; height: {small}px; border: {edge * 2}px solid {p.text}; background: {p.pane};
    }}
    QListWidget::indicator:checked, QCheckBox::indicator:checked {{
        background: {p.text}; image: url("{tick_file(p).as_posix()}");
    }}
    QListWidget::item:disabled {{ color: {p.dim}; }}
    QListWidget::item {{ padding: {pad // 2}px; }}
    QListWidget::item:selected {{ background: {p.accent}; color: {p.on_accent}; }}
    QComboBox QAbstractItemView {{ background: {p.pane}; color: {p.text}; }}
    QPushButton {{
        background: {p.accent}; color: {p.on_accent}; border: {edge * 2}px solid {p.accent};
        border-radius: {pad}px; padding: {pad}px {pad * 3}px; font-size: {size}px; font-weight: bold;
    }}
    QPushButton#quiet {{
        background: {p.ground}; color: {p.text}; border: {edge}px solid {p.line}; font-size: {small}px;
        font-weight: normal; padding: {pad // 2}px {pad * 2}px;
    }}
    QPushButton:focus {{ border-color: {p.text}; }}
    QPushButton:disabled {{ background: {p.trough}; color: {p.dim}; border-color: {p.line}; }}
    QCheckBox {{ border: {edge * 2}px solid transparent; padding: {pad // 2}px; }}
    QHeaderView::section {{ background: {p.trough}; color: {p.text}; border: none; padding: {pad // 2}px; }}
    QScrollBar:vertical {{ background: {p.trough}; width: {small // 2}px; margin: 0; }}
    QScrollBar::handle {{ background: {p.dim}; border-radius: {pad // 2}px; min-height: {small}px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
    """
