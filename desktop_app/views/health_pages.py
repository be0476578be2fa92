"""Everything about health in one page of the window: asked, answered, read, before a set, the way back, the overview.

    pages = HealthPages(desk, settings)
    pages.wanted.connect(lambda: window.go(pages))   # there is something to show
    pages.over.connect(...)                          # an Occasion: nothing more to ask, go on
    pages.begin(Occasion.LIFT, plan=plan, session=session_id)

`begin` returns at once; `wanted` or `over` follows, `over` at once where nothing is to be asked and nothing is waited
for. After `over(Occasion.LIFT)` the set to lift is `pages.plan`: the way back's step may have been taken.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget

from desktop_app.diary.desk import DiaryDesk
from desktop_app.diary.flow import HealthFlow
from desktop_app.diary.pages import Occasion
from desktop_app.session.plan import LiftPlan
from desktop_app.session.settings import Settings
from desktop_app.session.snapshot import Notice
from desktop_app.views.theme import Look

POLL_MS: Final = 40
"""So often is looked whether the history has answered, while it is waited for."""
PATIENCE_MS: Final = 600
"""So long nothing is shown of the waiting."""


def local_now() -> datetime:
    """The time here, with its zone."""
    return datetime.now().astimezone()


class HealthPages(QStackedWidget):
    """The flow's pages, one at a time. now: the time with its zone."""

    wanted = Signal()
    """There is a page to show."""
    over = Signal(object)
    """An `Occasion` whose pages are done."""
    changed = Signal(object)
    """The `Settings`, with the reminder in them."""

    def __init__(self, desk: DiaryDesk, settings: Settings, now: Callable[[], datetime] = local_now) -> None:
        super().__init__()
        self.flow = HealthFlow(desk)
        self._settings, self._now = settings, now
        self._polling = QTimer(self)
        self._polling.setInterval(POLL_MS)
        self._polling.timeout.connect(self._go_on)

    @property
    def plan(self) -> LiftPlan | None:
        """The set to lift after `over(Occasion.LIFT)`."""
        return self.flow.plan

    @property
    def closed(self) -> bool:
        """Whether a red flag is unread: no set begins."""
        return self.flow.closed

    @property
    def notice(self) -> Notice | None:
        """What is wrong with the history."""
        return self.flow.notice

    def begin(self, occasion: Occasion, *, plan: LiftPlan | None = None, session: str | None = None) -> None:
        """Ask what is to be asked. session: the identity of the one going on, or over; None before there is one."""
        self.flow.begin(occasion, self._settings.athlete, self._now(), plan=plan, session=session)
        self._go_on()

    def overview(self) -> None:
        """Show how the lifter is: normal or a problem, past answers, ways back, profile, reminder."""

    def set_look(self, look: Look) -> None: ...

    def set_settings(self, settings: Settings) -> None:
        self._settings = settings

    def _go_on(self) -> None:
        if self.flow.waiting:
            self._polling.start()
            return
        self._polling.stop()
        occasion = self.flow.occasion
        if self.flow.next(self._now()) is None and occasion is not None:
            self.over.emit(occasion)
