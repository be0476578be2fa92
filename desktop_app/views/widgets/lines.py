"""The thin lines at the head and the foot: banner, who lifts what, notices, sensor and sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from desktop_app.session.snapshot import LinkView, Notice, RackSnapshot, Traffic
from desktop_app.views import words
from desktop_app.views.painting import CENTRE, LEFT, RIGHT, Pane, draw_state, draw_text
from desktop_app.views.theme import SEVERITY_TRAFFIC, SMALL, TINY, Palette, colour
from sensor.ble.status import LinkState

LINK_TRAFFIC = {
    LinkState.STREAMING: Traffic.STEADY,
    LinkState.SEARCHING: Traffic.WAIT,
    LinkState.CONNECTING: Traffic.WAIT,
    LinkState.SETTING_UP: Traffic.WAIT,
    LinkState.STALLED: Traffic.CAREFUL,
    LinkState.LOST: Traffic.STOP,
    LinkState.GONE: Traffic.STOP,
}
"""How a link's state looks."""


@dataclass(frozen=True, slots=True)
class HeadValue:
    """banner: that this is no live session."""

    text: str
    banner: bool


class HeadLine(Pane):
    """Who lifts what; filled with the banner's colour where it is a demo or a replay."""

    inset = 0.5

    def show_head(self, text: str, banner: str | None) -> None:
        joined = text if banner is None else f"{banner}   ·   {text}"
        self.take(HeadValue(joined, banner is not None), joined)

    def draw(self, painter: QPainter, area: QRectF) -> None:
        value = self._value
        if not isinstance(value, HeadValue):
            return
        palette = self.look.palette
        if value.banner:
            painter.fillRect(QRectF(self.rect()), colour(palette.accent))
        ink = palette.on_accent if value.banner else palette.text
        draw_text(painter, area, value.text, ink, self.look, SMALL, TINY * 0.8, bold=value.banner)


class NoticeLine(Pane):
    """What is wrong and what to do, with the shape of how grave it is. Never a dialog."""

    inset = 0.5

    def show_notices(self, notices: tuple[Notice, ...]) -> None:
        self.take(notices, words.notice_line(notices))

    def draw(self, painter: QPainter, area: QRectF) -> None:
        notices = self._value
        if not isinstance(notices, tuple) or not notices:
            return
        traffic = SEVERITY_TRAFFIC[notices[0].severity]
        side = area.height() * 0.8
        draw_state(painter, QRectF(area.left(), area.center().y() - side / 2, side, side), traffic, self.look)
        text = area.adjusted(side * 1.4, 0.0, 0.0, 0.0)
        draw_text(painter, text, words.notice_line(notices), self.look.palette.text, self.look, SMALL, TINY * 0.8)


@dataclass(frozen=True, slots=True)
class FootValue:
    """The texts at the foot, and how the link stands."""

    link: str
    traffic: Traffic
    recording: str
    not_recorded: bool
    sound: str


class FootLine(Pane):
    """Sensor, link, battery, rate, recording, sound and the keys."""

    inset = 0.5

    def show_foot(self, snapshot: RackSnapshot, volume: float) -> None:
        recording = snapshot.recording
        value = FootValue(
            words.link_line(snapshot.link),
            link_traffic(snapshot.link),
            words.recording_line(recording),
            recording is not None and recording.failed is not None,
            words.sound_line(volume, muted=snapshot.muted),
        )
        self.take(value, f"{value.link}. {value.recording}. {value.sound}")

    def draw(self, painter: QPainter, area: QRectF) -> None:
        value = self._value
        if not isinstance(value, FootValue):
            return
        palette, look = self.look.palette, self.look
        side = area.height() * 0.6
        draw_state(painter, QRectF(area.left(), area.center().y() - side / 2, side, side), value.traffic, look)
        left = area.left() + side * 1.5
        for text, share, ink, align in self._parts(value, palette):
            width = (area.right() - area.left() - side * 1.5) * share
            box = QRectF(left, area.top(), width, area.height())
            draw_text(painter, box, text, ink, look, TINY, TINY * 0.7, align=align)
            left += width

    @staticmethod
    def _parts(value: FootValue, palette: Palette) -> Iterator[tuple[str, float, str, Qt.AlignmentFlag]]:
        yield value.link, 0.42, palette.text, LEFT
        yield value.recording, 0.18, palette.stop if value.not_recorded else palette.dim, CENTRE
        yield value.sound, 0.12, palette.dim, CENTRE
        yield words.FOOT_KEYS, 0.28, palette.dim, RIGHT


def link_traffic(link: LinkView | None) -> Traffic:
    return Traffic.WAIT if link is None else LINK_TRAFFIC[link.state]
