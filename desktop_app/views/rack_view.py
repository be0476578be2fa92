"""The rack view: one sensor's newest snapshot, laid out for what the session is about at the moment."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop_app.session.settings import Settings
from desktop_app.session.snapshot import Mode, RackSnapshot, Traffic
from desktop_app.views import words
from desktop_app.views.painting import Pane
from desktop_app.views.rack_layout import Part, places
from desktop_app.views.theme import FOOTER, HEADER, PALETTES, Look, colour
from desktop_app.views.widgets.bar_path import BarPath
from desktop_app.views.widgets.cue import CueLine
from desktop_app.views.widgets.gauge import Gauge
from desktop_app.views.widgets.lines import FootLine, HeadLine, NoticeLine, link_traffic
from desktop_app.views.widgets.message import Message
from desktop_app.views.widgets.rep_bars import RepBars
from desktop_app.views.widgets.rep_number import RepNumber
from desktop_app.views.widgets.rest import NextLine, RestTimer
from desktop_app.views.widgets.signal_strip import SignalStrip
from desktop_app.views.widgets.speed_loss import SpeedLoss
from desktop_app.views.widgets.traffic import TrafficSign


class RackView(QWidget):
    """Shows a snapshot and nothing else. All sizes are shares of its own height, so that it can be a tile of many."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._snapshot: RackSnapshot | None = None
        self._placed: tuple[object, ...] = ()
        self.head, self.notices, self.foot = HeadLine(), NoticeLine(), FootLine()
        self.number, self.gauge, self.traffic, self.cue = RepNumber(), Gauge(), TrafficSign(), CueLine()
        self.descents, self.drives, self.loss = RepBars(), RepBars(), SpeedLoss()
        self.path, self.signal = BarPath(), SignalStrip()
        self.rest, self.next, self.message = RestTimer(), NextLine(), Message()
        self.parts: dict[Part, Pane] = {
            Part.NUMBER: self.number,
            Part.GAUGE: self.gauge,
            Part.TRAFFIC: self.traffic,
            Part.CUE: self.cue,
            Part.DESCENTS: self.descents,
            Part.DRIVES: self.drives,
            Part.LOSS: self.loss,
            Part.PATH: self.path,
            Part.SIGNAL: self.signal,
            Part.REST: self.rest,
            Part.NEXT: self.next,
            Part.MESSAGE: self.message,
        }
        for pane in (self.head, self.notices, self.foot, *self.parts.values()):
            pane.setParent(self)
            pane.hide()
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_settings(settings)

    @property
    def snapshot(self) -> RackSnapshot | None:
        """What is shown."""
        return self._snapshot

    def set_settings(self, settings: Settings) -> None:
        """Looks, units and layout from now on."""
        self._settings = settings
        self._look()
        if self._snapshot is not None:
            self._show(self._snapshot)

    def show_snapshot(self, snapshot: RackSnapshot) -> bool:
        """Show it; False where it is the one that is shown already."""
        if self._snapshot is not None and snapshot.serial == self._snapshot.serial:
            return False
        self._snapshot = snapshot
        self._show(snapshot)
        return True

    def focusNextPrevChild(self, _forward: bool) -> bool:  # noqa: N802 (Qt's name)
        """Tab is a key like any other: there is nothing to move between."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        super().resizeEvent(event)
        self._placed = ()
        self._look()
        if self._snapshot is not None:
            self._place(self._snapshot)

    def _show(self, snapshot: RackSnapshot) -> None:
        plan, settings = snapshot.plan, self._settings
        self._place(snapshot)
        self.head.show_head(words.header_line(plan, settings.units, snapshot.sets), snapshot.banner)
        self.notices.show_notices(snapshot.notices)
        self.foot.show_foot(snapshot, settings.volume)
        shown = places(snapshot.mode, settings.layout)
        if Part.GAUGE in shown:
            self.number.show_number(snapshot.reps[-1].number if snapshot.reps else 0, plan.target_reps)
            self.gauge.show_speed(snapshot)
            self.traffic.show_traffic(snapshot.traffic)
            self.cue.show_cue(snapshot.cue, snapshot.descent_target_s)
        if Part.DESCENTS in shown:
            self.descents.show_descents(snapshot.reps, snapshot.descent_target_s)
            self.drives.show_drives(snapshot.reps, plan.loss_stop_percent)
            self.loss.show_loss(snapshot.loss_percent, plan.loss_stop_percent)
        if Part.PATH in shown:
            self.path.show_path(snapshot.path_m, signed=snapshot.path_signed)
        if Part.SIGNAL in shown:
            self.signal.show_signal(snapshot.signal_s, snapshot.signal_g)
        if Part.REST in shown:
            self.rest.show_rest(snapshot.rest_s)
            self.next.show_next(snapshot.next_line)
        if Part.MESSAGE in shown:
            self.message.show_message(*self._message(snapshot))

    def _message(self, snapshot: RackSnapshot) -> tuple[str, tuple[str, ...], Traffic]:
        plan, units = snapshot.plan, self._settings.units
        if snapshot.mode is Mode.PAIN:
            return words.PAIN_TITLE, words.PAIN_LINES, Traffic.STOP
        if snapshot.mode is Mode.OVER:
            return words.OVER_TITLE, words.OVER_LINES, Traffic.WAIT
        if snapshot.mode is Mode.NO_SENSOR:
            told = (snapshot.link.text,) if snapshot.link is not None and snapshot.link.text else ()
            return words.NO_SENSOR_TITLE, told + words.NO_SENSOR_LINES, Traffic.WAIT
        plates = () if plan.load_kg is None else (words.load_line(plan.load_kg, units),)
        change = () if snapshot.next_line is None else (snapshot.next_line,)
        return words.task_line(plan, units), change + plates + words.READY_LINES, link_traffic(snapshot.link)

    def _look(self) -> None:
        settings = self._settings
        look = Look(PALETTES[settings.theme], max(self.height(), 1), settings.font_scale)
        ground = self.palette()
        ground.setColor(QPalette.ColorRole.Window, colour(look.palette.ground))
        self.setPalette(ground)
        for pane in (self.head, self.notices, self.foot, *self.parts.values()):
            pane.set_look(look)

    def _place(self, snapshot: RackSnapshot) -> None:
        """Put each widget where it belongs in this mode; nothing where that has not changed."""
        key = (snapshot.mode, self._settings.layout, bool(snapshot.notices))
        if key == self._placed:
            return
        self._placed = key
        width, height = self.width(), self.height()
        line = round(HEADER * height)
        self.head.setGeometry(0, 0, width, line)
        self.notices.setGeometry(0, line, width, line)
        self.notices.setVisible(bool(snapshot.notices))
        top = line * (2 if snapshot.notices else 1)
        bottom = height - round(FOOTER * height)
        self.foot.setGeometry(0, bottom, width, height - bottom)
        self.head.show()
        self.foot.show()
        shown = places(snapshot.mode, self._settings.layout)
        for part, pane in self.parts.items():
            place = shown.get(part)
            if place is not None:
                pane.setGeometry(_rect(place, width, top, bottom - top))
            pane.setVisible(place is not None)


def _rect(place: tuple[float, float, float, float], width: int, top: int, room: int) -> QRect:
    """Edges are rounded, not sizes, so that neighbours meet."""
    left, upper = round(place[0] * width), top + round(place[1] * room)
    right, lower = round((place[0] + place[2]) * width), top + round((place[1] + place[3]) * room)
    return QRect(left, upper, right - left, lower - upper)
