"""The window's pages on one stack, and the trail that leads back."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.session.settings import Settings
from desktop_app.views.theme import Look


@runtime_checkable
class TakesLook(Protocol):
    """A page whose sizes and colours follow the window's."""

    def set_look(self, look: Look) -> None: ...


@runtime_checkable
class TakesSettings(Protocol):
    """A page that shows or follows what is chosen."""

    def set_settings(self, settings: Settings) -> None: ...


def column(*widgets: QWidget) -> QWidget:
    """Widgets below one another without a gap; the last takes what room there is."""
    whole = QWidget()
    rows = QVBoxLayout(whole)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(0)
    for widget in widgets:
        rows.addWidget(widget, int(widget is widgets[-1]))
    return whole


class Pages(QStackedWidget):
    """Pages put in as they are made; `open` shows one, `back` the one before it.

    Each page lies on the trail once: pages opened from one another never lead back to each other for ever.
    """

    def __init__(self) -> None:
        super().__init__()
        self._trail: list[QWidget] = []
        self._look: Look | None = None

    def put(self, page: QWidget, settings: Settings | None = None) -> None:
        """Take a page in; one that comes later is given the look, and these settings."""
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        for label in page.findChildren(QLabel):
            # Names of people and of files are shown as they are: what looks like markup is none.
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.addWidget(page)
        if settings is not None and isinstance(page, TakesSettings):
            page.set_settings(settings)
        if self._look is not None and isinstance(page, TakesLook):
            page.set_look(self._look)

    def open(self, page: QWidget) -> None:
        """Show a page; one that lies on the trail already is gone back to."""
        if page in self._trail:
            del self._trail[self._trail.index(page) + 1 :]
        else:
            self._trail.append(page)
        self.setCurrentWidget(page)

    def begin(self, *trail: QWidget) -> None:
        """Show the last of these; the others are what lies behind it."""
        self._trail = list(trail)
        self.setCurrentWidget(trail[-1])

    @property
    def before(self) -> QWidget | None:
        """Where `back` would lead."""
        return self._trail[-2] if len(self._trail) > 1 else None

    def set_look(self, look: Look) -> None:
        """Sizes and colours of every page."""
        self._look = look
        for page in self._each():
            if isinstance(page, TakesLook):
                page.set_look(look)

    def set_settings(self, settings: Settings) -> None:
        """What is chosen, to every page."""
        for page in self._each():
            if isinstance(page, TakesSettings):
                page.set_settings(settings)

    def _each(self) -> list[QWidget]:
        pages = (self.widget(k) for k in range(self.count()))
        return [page for page in pages if page is not None]
