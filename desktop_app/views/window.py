"""The main window: start, rack, replay, settings and keys on one stack; every key works without a mouse.

    window = MainWindow(commands, source=core.newest, settings=settings, keep=store.save)

`source` gives the newest snapshot, or one a sensor, or None before there is any. It is asked by one timer, at most
`frames.FRAMES_HZ` times a second; what has been shown already is not drawn again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from desktop_app.session.commands import Commands, SetEdits, SimulatedSensor
from desktop_app.session.plan import LiftPlan
from desktop_app.session.settings import SIMULATED, VOLUME_STEP, RackLayout, Settings, ThemeName
from desktop_app.session.setup import SetupDesk
from desktop_app.session.snapshot import Mode, Notice, RackSnapshot
from desktop_app.views import words
from desktop_app.views.diary_pages import DiaryPages, local_now
from desktop_app.views.frames import Frames
from desktop_app.views.group_pages import GroupPages
from desktop_app.views.keys import KEYS, RACK_ONLY, Action, KeysView
from desktop_app.views.pages import Pages, column
from desktop_app.views.place import place_of, put
from desktop_app.views.rack_view import RackView
from desktop_app.views.reminder_line import ReminderLine
from desktop_app.views.sets_view import SetsView
from desktop_app.views.settings_view import SettingsView
from desktop_app.views.setup_view import SetupView
from desktop_app.views.start_view import StartView
from desktop_app.views.theme import PALETTES, Look
from sensor.ble.found import SensorWish

if TYPE_CHECKING:
    from desktop_app.views.replay_view import ReplayView

Source = Callable[[], "RackSnapshot | Sequence[RackSnapshot] | None"]
Keep = Callable[[Settings], "Notice | None"]

DIARY_MS: Final = 300
KEEP_MS: Final = 400
"""Settings go to the disk when nothing was changed for so long: not at each key, and never in a frame."""


class MainWindow(QMainWindow):
    """Shows the newest snapshot, turns keys into commands, and keeps what is chosen.

    keep: stores settings; what it returns is shown. sets: where sets that are over are corrected. setup: help with
    the sensor on the bar.
    replay: makes the replay view when it is first asked for. diary: the pages of what is remembered. group: the
    coach's page, where several lift at this laptop.
    at_rack: begin at the rack, as a demo does. notice: what went wrong before there was a window.
    """

    def __init__(
        self,
        commands: Commands,
        source: Source,
        settings: Settings,
        keep: Keep,
        *,
        sets: SetEdits | None = None,
        setup: SetupDesk | None = None,
        replay: Callable[[], ReplayView] | None = None,
        diary: DiaryPages | None = None,
        group: GroupPages | None = None,
        at_rack: bool = False,
        notice: Notice | None = None,
    ) -> None:
        super().__init__()
        self._commands, self._source, self._keep, self._make_replay = commands, source, keep, replay
        self.settings = settings
        self._started: str | None = None
        self._notice = notice
        self.rack, self.start = RackView(settings), StartView(commands, settings)
        self.settings_view, self.keys = SettingsView(settings), KeysView()
        self.replay: ReplayView | None = None
        self.sets = None if sets is None else SetsView(sets, settings)
        self.setup = None if setup is None else SetupView(setup, settings)
        self.stack = Pages()
        for page in (self.rack, self.start, self.settings_view, self.keys, self.sets, self.setup):
            if page is not None:
                self.stack.put(page)
        self.reminder = ReminderLine(settings, lambda: self._started is not None, local_now)
        self.setCentralWidget(column(self.reminder, self.stack))
        self.setWindowTitle(words.APP)
        put(self, settings.window)
        self.start.identified.connect(self._change)
        self.start.chosen.connect(self._lift)
        self.start.elsewhere.connect(self.act)
        self.settings_view.changed.connect(self._change)
        if self.setup is not None:
            self.setup.changed.connect(self._change)
        self._diary = diary
        if diary is not None:
            self._connect_diary(diary)
        self._group = group
        if group is not None:
            self._connect_group(group)
        commands.set_limits(settings.limits)
        commands.set_volume(settings.volume)
        commands.set_sounds(settings.sounds)
        commands.mute(settings.muted)
        self._tell(notice)
        self.go(self.rack if at_rack else self.start)
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(KEEP_MS)
        self._keeping.timeout.connect(lambda: self._tell(self._keep(self.settings)))
        self._frames = Frames(self, self._frame)
        self._frames.start()

    def _connect_diary(self, diary: DiaryPages) -> None:
        diary.wanted.connect(self._show_made)
        diary.offered.connect(self._offer)
        diary.left.connect(self._leave_page)
        diary.to_lift.connect(self._begin_lift)
        diary.pain_over.connect(self._pain_over)
        diary.changed.connect(self._change)
        diary.replay_wanted.connect(self._replay_of)
        # What is remembered takes its time to load: the window is there first.
        QTimer.singleShot(DIARY_MS, diary, diary.begin)

    def _connect_group(self, group: GroupPages) -> None:
        group.wanted.connect(self._show_made)
        group.left.connect(self._leave_page)
        group.opened.connect(self._open_rack)
        group.changed.connect(self._change)
        self.stack.currentChanged.connect(lambda _: group.shown(self.stack.currentWidget()))

    def go(self, page: QWidget) -> None:
        """Show a page, with the keyboard in it."""
        if page is self.start:
            self.stack.begin(self.start)
        elif page is self.rack:
            self.stack.begin(self.start, self.rack)
        else:
            self.stack.open(page)
        if page is self.start:
            self.start.show_who(shown=self.settings.first_run)
        else:
            page.setFocus()

    def show_played(self) -> None:
        """The rack, where something is played now: the sensor of before is connected anew when it is asked for."""
        self._started = None
        self.go(self.rack)

    def show_newest(self) -> bool:
        """Show the newest snapshot at the rack; False where there is none that is not shown yet."""
        newest = self._source()
        if isinstance(newest, Sequence):
            newest = newest[0] if newest else None
        if newest is None:
            return False
        if self._notice is not None:
            newest = replace(newest, notices=(*newest.notices, self._notice))
        return self.rack.show_snapshot(newest)

    def act(self, action: Action) -> None:
        """Do what a key asks for."""
        doing: dict[Action, Callable[[], None]] = {
            Action.CONFIRM: self._confirm,
            Action.PAIN: self._commands.pain,
            Action.MARK: self._commands.mark,
            Action.MUTE: lambda: self._change(replace(self.settings, muted=not self.settings.muted)),
            Action.LOUDER: lambda: self._louder(VOLUME_STEP),
            Action.SOFTER: lambda: self._louder(-VOLUME_STEP),
            Action.NEXT_VIEW: self._next_view,
            Action.THEME: self._next_theme,
            Action.REPLAY: self._show_replay,
            Action.SETS: self._show_sets,
            Action.HISTORY: lambda: self._remembered(DiaryPages.history),
            Action.FEELING: lambda: self._remembered(DiaryPages.feeling),
            Action.GROUP: lambda: None if self._group is None else self._group.show(self.settings),
            Action.END: self._end_session,
            Action.SETTINGS: lambda: self.go(self.settings_view),
            Action.SENSOR: self._choose_sensor,
            Action.SET_UP: self._show_setup,
            Action.FULL_SCREEN: self._full_screen,
            Action.BACK: self._go_back,
            Action.HELP: lambda: self.go(self.keys),
        }
        doing[action]()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        page = self.stack.currentWidget()
        action = KEYS.get(Qt.Key(event.key()))
        if page is self.keys:
            self._leave()
        elif action is None or event.isAutoRepeat() or (action in RACK_ONLY and page is not self.rack):
            super().keyPressEvent(event)
        else:
            self.act(action)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        super().resizeEvent(event)
        self._look()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 (Qt's name)
        self._frames.stop()
        self._keeping.stop()
        if self._diary is not None:
            self._diary.close()
        self._keep(replace(self.settings, window=place_of(self)))
        self._commands.stop()
        super().closeEvent(event)

    def _frame(self) -> None:
        page = self.stack.currentWidget()
        if page is self.rack:
            self.show_newest()
        elif self.setup is not None and page is self.setup:
            self.setup.show_newest()

    def _change(self, settings: Settings) -> None:
        """Hold these settings from now on, and keep them."""
        before, self.settings = self.settings, settings
        self.stack.set_settings(settings)
        self.reminder.set_settings(settings)
        if self._diary is not None:
            self._diary.set_settings(settings)
            if settings.athlete != before.athlete:
                self._diary.opened()
        self._look()
        if settings.limits != before.limits:
            self._commands.set_limits(settings.limits)
        if settings.volume != before.volume:
            self._commands.set_volume(settings.volume)
        if settings.sounds != before.sounds:
            self._commands.set_sounds(settings.sounds)
        if settings.muted != before.muted:
            self._commands.mute(settings.muted)
        snapshot = self.rack.snapshot
        if settings.loss_stop_percent != before.loss_stop_percent and snapshot is not None:
            self._commands.set_plan(replace(snapshot.plan, loss_stop_percent=settings.loss_stop_percent))
        self._keeping.start()

    def _lift(self, plan: LiftPlan) -> None:
        """What was chosen is lifted next, once nothing is to be asked any more."""
        self._change(self.settings.remembering(plan))
        if self._diary is None:
            self._begin_lift(plan)
        else:
            self._diary.lift(plan, self._session)

    def _begin_lift(self, plan: LiftPlan) -> None:
        self._commands.set_plan(plan)
        if self._started != self.settings.sensor or (self.setup is not None and self.setup.holds_later):
            self._start_sensor()
        self.go(self.rack)

    def _start_sensor(self) -> None:
        """Not while a red flag is unread."""
        if self._held_by_red_flag():
            return
        sensor = self.settings.sensor
        if sensor is None:
            self._choose_sensor()
            return
        self._started = sensor
        if self.setup is not None:
            self.setup.holds_later = False
        self._commands.set_mounting(self.settings.mounting)
        self._commands.start_sensor(SimulatedSensor() if sensor == SIMULATED else SensorWish(sensor))

    def _confirm(self) -> None:
        """Enter at the rack goes on from whatever waits."""
        mode = self.rack.snapshot.mode if self.rack.snapshot is not None else Mode.NO_SENSOR
        going_on: dict[Mode, Callable[[], None]] = {
            Mode.NO_SENSOR: self._start_sensor,
            Mode.RESTING: self._next_set,
            Mode.PAIN: self._after_pain,
            Mode.OVER: lambda: self.go(self.start),
        }
        if mode in going_on:
            going_on[mode]()

    @property
    def _session(self) -> str | None:
        """The identity in the history of the session that goes on."""
        return None if self.rack.snapshot is None else self.rack.snapshot.session_id

    def _next_set(self) -> None:
        """Not while a red flag is unread."""
        if not self._held_by_red_flag():
            self._commands.next_set()

    def _held_by_red_flag(self) -> bool:
        """Shows one that is unread."""
        if self._diary is None or not self._diary.closed:
            return False
        self._diary.opened()
        return True

    def _after_pain(self) -> None:
        snapshot = self.rack.snapshot
        if self._diary is None or snapshot is None or snapshot.banner is not None:
            self._commands.pain_over()
        else:
            self._diary.pain(snapshot.plan, self._session)

    def _pain_over(self) -> None:
        self._commands.pain_over()
        self.go(self.rack)

    def _end_session(self) -> None:
        """The sensor is stopped, and how it was is asked."""
        session, snapshot = self._session, self.rack.snapshot
        self._commands.stop()
        self._started = None
        self.go(self.start)
        if self._diary is not None and session is not None and snapshot is not None and snapshot.sets:
            self._diary.over(session)

    def _remembered(self, show: Callable[[DiaryPages], None]) -> None:
        if self._diary is not None:
            show(self._diary)

    def _show_made(self, page: QWidget) -> None:
        if self.stack.indexOf(page) < 0:
            self.stack.put(page, self.settings)
        self.go(page)

    def _offer(self, page: QWidget) -> None:
        if self.stack.currentWidget() is self.start:
            self._show_made(page)

    def _open_rack(self) -> None:
        """One of several lifters: the sensor at that rack is connected already."""
        if self._held_by_red_flag():
            return
        self._started = self.settings.sensor
        self.go(self.rack)

    def _leave_page(self, page: QWidget) -> None:
        if self.stack.currentWidget() is page:
            self._leave()

    def _replay_of(self, path: Path, start_s: float) -> None:
        self._show_replay()
        if self.replay is not None:
            self.replay.open(path, start_s)

    def _louder(self, step: float) -> None:
        volume = round(min(max(self.settings.volume + step, 0.0), 1.0), 2)
        self._change(replace(self.settings, volume=volume, muted=False))

    def _next_view(self) -> None:
        layouts = list(RackLayout)
        following = layouts[(layouts.index(self.settings.layout) + 1) % len(layouts)]
        self._change(replace(self.settings, layout=following))

    def _next_theme(self) -> None:
        other = ThemeName.LIGHT if self.settings.theme is ThemeName.DARK else ThemeName.DARK
        self._change(replace(self.settings, theme=other))

    def _show_replay(self) -> None:
        if self.replay is None and self._make_replay is not None:
            self.replay = self._make_replay()
            self.stack.put(self.replay, self.settings)
        if self.replay is not None:
            self.go(self.replay)

    def _show_sets(self) -> None:
        if self.sets is not None:
            self.go(self.sets)

    def _show_setup(self) -> None:
        """The sensor on the bar; one that is known but not connected yet is connected."""
        if self.setup is None:
            return
        at_start = self.stack.currentWidget() is self.start
        if at_start and self.settings.sensor is not None and self._started != self.settings.sensor:
            self._start_sensor()
        self.go(self.setup)

    def _leave_setup(self, setup: SetupView) -> None:
        """What was changed holds from the next connection on: at once at the rack, where no set is lost from view."""
        if setup.leave_task():
            return
        snapshot = self.rack.snapshot
        fresh = snapshot is None or not snapshot.sets
        if setup.holds_later and self._started is not None and self.stack.before is self.rack and fresh:
            self._start_sensor()
        self._leave()

    def _choose_sensor(self) -> None:
        self.go(self.start)
        self.start.show_who(shown=True)

    def _full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def _go_back(self) -> None:
        page = self.stack.currentWidget()
        if self.reminder.dismiss():
            return
        if page is self.rack:
            self.go(self.start)
        elif (page is self.start and self.start.leave_who()) or (
            self.sets is not None and page is self.sets and self.sets.leave_change()
        ):
            return
        elif self.setup is not None and page is self.setup:
            self._leave_setup(self.setup)
        elif page is not self.start and not (self._group is not None and self._group.leave_page(page)):
            self._leave()

    def _leave(self) -> None:
        self.go(self.stack.before or self.start)

    def _look(self) -> None:
        look = Look(PALETTES[self.settings.theme], max(self.height(), 1), self.settings.font_scale)
        self.stack.set_look(look)
        self.reminder.set_look(look)

    def _tell(self, notice: Notice | None) -> None:
        self._notice = notice
        self.start.show_notice("" if notice is None else words.notice_line((notice,)))
