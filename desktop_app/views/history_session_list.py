"""The sessions of a lifter, the newest first: day, lifts, work, signs and pain, one row each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.session.plates import Units
from desktop_app.session.settings import ThemeName
from desktop_app.session.snapshot import Traffic
from desktop_app.views import words_history as words
from desktop_app.views.history_plot import one_line
from desktop_app.views.history_style import FINE, NAME, SESSION_ROW, TEXT
from desktop_app.views.key_list import ITS_OWN
from desktop_app.views.painting import RIGHT, draw_state, draw_text
from desktop_app.views.theme import PALETTES, Look, colour, faded

if TYPE_CHECKING:
    from datetime import tzinfo

    from desktop_app.store.history import SessionLine

Index = QModelIndex | QPersistentModelIndex
ROOT: Final = QModelIndex()
SESSION: Final = Qt.ItemDataRole.UserRole
SEVERE: Final = 4
"""More pain than this is no longer in the safe zone."""


class _Sessions(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.sessions: Sequence[SessionLine] = ()
        self.said: Callable[[SessionLine], str] = lambda _: ""

    def rowCount(self, parent: Index = ROOT) -> int:  # noqa: N802 (Qt's name)
        return 0 if parent.isValid() else len(self.sessions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self.sessions):
            return None
        if role == SESSION:
            return self.sessions[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.said(self.sessions[index.row()])
        return None


class _Row(QStyledItemDelegate):
    """Draws one session."""

    look = Look(PALETTES[ThemeName.DARK], 768)
    units = Units.KG
    zone: tzinfo | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802 (Qt's name)
        return QSize(100, round(self.look.px(SESSION_ROW * max(self.look.font_scale, 1.0))))

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        session: SessionLine = index.data(SESSION)
        look, palette = self.look, self.look.palette
        area = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, faded(palette.accent, 0.22))
            painter.fillRect(QRectF(area.left(), area.top(), look.px(0.005), area.height()), colour(palette.accent))
        painter.fillRect(QRectF(area.left(), area.bottom() - 1.0, area.width(), 1.0), colour(palette.trough))
        gap = look.px(0.014)
        inner = area.adjusted(gap, area.height() * 0.12, -gap, -area.height() * 0.12)
        half = inner.height() / 2.0
        top = QRectF(inner.left(), inner.top(), inner.width(), half)
        day = words.whole_day(words.day(session.started_unix_s, self.zone))
        left = self._marks(painter, session, top)
        name = top.adjusted(0.0, 0.0, left - top.right(), 0.0)
        draw_text(painter, name, day, palette.text, look, NAME, FINE, bold=True)
        self._done(painter, session, top.translated(0.0, half))
        painter.restore()

    def _done(self, painter: QPainter, session: SessionLine, line: QRectF) -> None:
        """The lifts, and at the right how much it was."""
        look, palette = self.look, self.look.palette
        facts = words.SETS_LINE.format(len(session.sets), words.tonnage(session.tonnage_kg, self.units))
        one_line(painter, line, facts, palette.dim, look, FINE, RIGHT)
        wide = painter.fontMetrics().horizontalAdvance(facts) + look.px(FINE) * 1.5
        lifts = words.lifts_line(session.sets, self.units)
        one_line(painter, line.adjusted(0.0, 0.0, -wide, 0.0), lifts, palette.text, look, TEXT)

    def _marks(self, painter: QPainter, session: SessionLine, line: QRectF) -> float:
        """Signs, and pain at their left: a shape and a word each; nothing where nothing is known. Where they begin."""
        palette, right = self.look.palette, line.right()
        if any(not one.by_hand for one in session.sets):
            state = Traffic.CAREFUL if session.signs else Traffic.STEADY
            ink = palette.text if session.signs else palette.dim
            right = self._mark(painter, line, right, state, words.signs(session.signs), ink)
        worst = max(session.pain_after, default=None)
        if worst:
            state = Traffic.STOP if worst > SEVERE else Traffic.CAREFUL
            right = self._mark(painter, line, right, state, words.PAIN.format(worst), palette.text)
        return right

    def _mark(self, painter: QPainter, line: QRectF, right: float, state: Traffic, text: str, ink: str) -> float:
        """A shape with a word before it, ending at the right; where the next one may end."""
        side = line.height() * 0.5
        shape = QRectF(right - side, line.center().y() - side / 2.0, side, side)
        draw_state(painter, shape, state, self.look)
        painter.setFont(self.look.font(FINE))
        wide = painter.fontMetrics().horizontalAdvance(text) + 2.0
        before = QRectF(shape.left() - side * 0.5 - wide, line.top(), wide, line.height())
        one_line(painter, before, text, ink, self.look, FINE, RIGHT)
        return before.left() - side


class SessionList(QListView):
    """`chosen`: the session's identity, as the cursor moves."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._model, self._row = _Sessions(), _Row(self)
        self.setModel(self._model)
        self.setItemDelegate(self._row)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(words.SESSIONS)

    def set_look(self, look: Look) -> None:
        self._row.look = look
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def set_units(self, units: Units) -> None:
        self._row.units = units
        self.viewport().update()

    def show_sessions(self, sessions: Sequence[SessionLine], zone: tzinfo | None) -> None:
        """sessions: the oldest first; the newest is shown first, and chosen."""
        self._row.zone = zone
        self._model.beginResetModel()
        self._model.sessions = tuple(reversed(sessions))
        self._model.said = lambda session: words.session_said(session, self._row.units, zone)
        self._model.endResetModel()
        if sessions:
            self.setCurrentIndex(self._model.index(0))

    @property
    def session(self) -> SessionLine | None:
        row = self.currentIndex().row()
        return self._model.sessions[row] if 0 <= row < len(self._model.sessions) else None

    def choose(self, session_id: str) -> None:
        """Go to a session."""
        for row, session in enumerate(self._model.sessions):
            if session.id == session_id:
                self.setCurrentIndex(self._model.index(row))
                self.scrollTo(self.currentIndex(), QListView.ScrollHint.PositionAtCenter)

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 (Qt's name)
        super().currentChanged(current, previous)
        if self.session is not None:
            self.chosen.emit(self.session.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Letters and digits belong to the page."""
        if Qt.Key(event.key()) in ITS_OWN:
            super().keyPressEvent(event)
        else:
            event.ignore()
