"""The pages of what is remembered, made when they are first wanted, and what the window asks of them.

`opened`, `lift`, `pain` and `over` ask about health where there is something to ask, and say when that is done;
`history`, `feeling` and `report` show a page. Pages ask to be shown, and to be left, by signals.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.diary.desk import DiaryDesk
from desktop_app.session.plan import LiftPlan
from desktop_app.session.settings import Settings

if TYPE_CHECKING:
    from desktop_app.diary.pages import Occasion
    from desktop_app.diary.recovering import OnKept, Recovery
    from desktop_app.views.health_pages import HealthPages
    from desktop_app.views.history_view import HistoryView
    from desktop_app.views.report_view import ReportView

LOOK_MS: Final = 200
"""How often it is looked whether a crash left something, until that is known."""


def local_now() -> datetime:
    """The time here, with its zone."""
    return datetime.now().astimezone()


class DiaryPages(QObject):
    """One for each window. now: the time with its zone. on_kept: told of sets a crash had left, once they are kept."""

    wanted = Signal(QWidget)
    """This page is to be shown."""
    offered = Signal(QWidget)
    """This page is to be shown where nobody lifts: what it offers can wait for the next start."""
    left = Signal(QWidget)
    """This page is done: back to where one came from."""
    to_lift = Signal(object)
    """Nothing more to ask before this `LiftPlan`."""
    pain_over = Signal()
    """Nothing more to ask after the key for pain."""
    changed = Signal(object)
    """The `Settings`, as a page changed them."""
    replay_wanted = Signal(Path, float)

    def __init__(
        self,
        desk: DiaryDesk,
        settings: Settings,
        now: Callable[[], datetime] = local_now,
        on_kept: OnKept | None = None,
    ) -> None:
        super().__init__()
        self._desk, self._settings, self._now, self._on_kept = desk, settings, now, on_kept
        self._health: HealthPages | None = None
        self._history: HistoryView | None = None
        self._report: ReportView | None = None
        self._recovery: Recovery | None = None
        self._looked = False
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_MS)
        self._looking.timeout.connect(self._look_for_lost)

    def set_settings(self, settings: Settings) -> None:
        """Those of the window, from now on; pages that are made are told by it."""
        self._settings = settings

    def begin(self) -> None:
        """The window is there: what a crash left is offered, then asked what is due."""
        from desktop_app.diary.recovering import Recovery

        self._recovery = Recovery(self._desk, on_kept=self._on_kept)
        self._recovery.start()
        self._looking.start()

    def close(self) -> None:
        """No more; before the desk is closed."""
        self._looking.stop()
        if self._recovery is not None:
            self._recovery.close()

    def opened(self) -> None:
        """Somebody is there, or somebody else."""
        if self._settings.athlete is not None:
            self._begin("OPENED")

    @property
    def closed(self) -> bool:
        """Whether a red flag is unread: no set begins."""
        return self._health is not None and self._health.closed

    def lift(self, plan: LiftPlan, session: str | None) -> None:
        """A set is planned; `to_lift` follows, unless a red flag is unread."""
        self._begin("LIFT", plan, session)

    def pain(self, plan: LiftPlan, session: str | None) -> None:
        """The lifter goes on after the key for pain; `pain_over` follows."""
        self._begin("PAIN", plan, session)

    def over(self, session: str | None) -> None:
        """The session is over."""
        self._begin("OVER", None, session)

    def feeling(self) -> None:
        """How the lifter is."""
        health = self._made_health()
        health.overview()
        self.wanted.emit(health)

    def history(self) -> None:
        """What was lifted over the years."""
        if self._history is None:
            from desktop_app.views.history_view import HistoryView

            view = self._history = HistoryView(self._desk, self._settings, self._now)
            view.closed.connect(lambda: self.left.emit(view))
            view.replay_wanted.connect(self.replay_wanted)
            view.report_wanted.connect(self.report)
            view.forgotten.connect(self._forget)
        if self._settings.athlete is not None:
            self._history.show_lifter(self._settings.athlete)
        self.wanted.emit(self._history)

    def report(self, session: str | None = None) -> None:
        """A report to save."""
        if self._report is None:
            from desktop_app.views.report_view import ReportView

            view = self._report = ReportView(self._desk, self._settings, self._now)
            view.closed.connect(lambda: self.left.emit(view))
        self._report.show_wish(self._settings.athlete, session)
        self.wanted.emit(self._report)

    def _forget(self, name: str) -> None:
        kept = self._settings.without(name)
        if kept != self._settings:
            self.changed.emit(kept)

    def _look_for_lost(self) -> None:
        recovery = self._recovery
        if recovery is None or recovery.state.looking:
            return
        state = recovery.state
        if not self._looked:
            self._looked = True
            if not state.worth_showing:
                self.opened()
        if state.over or state.worth_showing:
            self._looking.stop()
        if state.worth_showing:
            self._offer_lost(recovery)

    def _offer_lost(self, recovery: Recovery) -> None:
        from desktop_app.views.recovery_view import RecoveryView

        view = RecoveryView(recovery)
        view.done.connect(lambda: self._recovered(view))
        self.offered.emit(view)

    def _recovered(self, view: QWidget) -> None:
        self.left.emit(view)
        self.opened()

    def _begin(self, occasion: str, plan: LiftPlan | None = None, session: str | None = None) -> None:
        from desktop_app.diary.pages import Occasion

        self._made_health().begin(Occasion[occasion], plan=plan, session=session)

    def _made_health(self) -> HealthPages:
        if self._health is None:
            from desktop_app.views.health_pages import HealthPages

            health = self._health = HealthPages(self._desk, self._settings, self._now)
            health.wanted.connect(lambda: self.wanted.emit(health))
            health.over.connect(self._over)
            health.changed.connect(self.changed)
        return self._health

    def _over(self, occasion: Occasion) -> None:
        from desktop_app.diary.pages import Occasion

        health = self._made_health()
        if occasion is Occasion.LIFT and health.plan is not None:
            self.to_lift.emit(health.plan)
        elif occasion is Occasion.PAIN:
            self.pain_over.emit()
        else:
            self.left.emit(health)
