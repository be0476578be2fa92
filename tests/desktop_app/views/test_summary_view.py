"""The page of the group's summary: its sets, the board of those who want one, and files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.session.sets import SetEntry
from desktop_app.session.settings import Settings, ThemeName
from desktop_app.views.summary_view import SummaryView
from desktop_app.views.theme import PALETTES, Look
from tests.desktop_app.group.group_sets import entries

MADE = datetime(2026, 7, 1, 18, 30, tzinfo=UTC)


class Page:
    """The view in a window, and where it saves."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.sets: tuple[SetEntry, ...] = entries()
        self.target: Path | None = folder / "group.pdf"
        self.asked: list[Path] = []
        self.frame = QWidget()
        qtbot.addWidget(self.frame)
        self.view = SummaryView(lambda: self.sets, Settings(board=("ben",)), lambda: MADE, self._ask)
        self.view.setParent(self.frame)
        self.view.set_look(Look(PALETTES[ThemeName.LIGHT], 768))
        for widget in (self.frame, self.view):
            widget.resize(1366, 768)
        self.frame.show()
        self.frame.activateWindow()
        qtbot.waitUntil(self.frame.isActiveWindow)

    def _ask(self, _: QWidget, suggested: Path, __: str) -> Path | None:
        self.asked.append(suggested)
        return self.target


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Page:
    return Page(qtbot, tmp_path)


def test_every_lifter_is_shown_and_new_sets_appear(page: Page) -> None:
    assert [pane.accessibleName().split(";")[0] for pane in page.view.panes] == ["Ann", "ben", "Lifter not named"]
    page.sets = page.sets[4:5]
    page.view.refresh()
    assert len(page.view.panes) == 1
    page.sets = ()
    page.view.refresh()
    assert page.view.nothing.isVisible()
    assert not page.view.grab().isNull()


def test_who_wants_to_stands_on_the_board(page: Page, qtbot: QtBot) -> None:
    view = page.view
    assert view.places.text().startswith("1.  ben")
    with qtbot.waitSignal(view.changed) as kept:
        view.wanting.item(0).setCheckState(Qt.CheckState.Checked)
    assert kept.args[0].board == ("ben", "Ann")
    assert view.places.text().splitlines()[0].startswith("1.  Ann")
    with qtbot.waitSignal(view.changed) as kept:
        view.wanting.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert kept.args[0].board == ("Ann",)
    view.set_settings(Settings())
    assert "Nobody" in view.places.text()


def test_it_is_saved_as_pdf_html_and_csv(page: Page, qtbot: QtBot, tmp_path: Path) -> None:
    view = page.view
    qtbot.mouseClick(view.pdf, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Saved" in view.said.text(), timeout=20_000)
    assert (tmp_path / "group.pdf").read_bytes().startswith(b"%PDF")
    assert page.asked == [Path("group-2026-07-01.pdf")]
    for name, button, begins in (("g.html", view.pdf, b"<!"), ("g.csv", view.csv, b"lifter,")):
        page.target = tmp_path / name
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda name=name: name in view.said.text(), timeout=20_000)  # type: ignore[misc]
        assert (tmp_path / name).read_bytes().lower().startswith(begins)
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_saved_is_told(page: Page, qtbot: QtBot, tmp_path: Path) -> None:
    page.target = None
    qtbot.mouseClick(page.view.csv, Qt.MouseButton.LeftButton)
    assert page.view.said.text() == ""
    page.target = tmp_path / "no" / "where.csv"
    qtbot.mouseClick(page.view.csv, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "where.csv" in page.view.said.text())
    assert "Saved" not in page.view.said.text()
    page.sets = ()
    page.view.refresh()
    qtbot.mouseClick(page.view.pdf, Qt.MouseButton.LeftButton)
    assert "No set" in page.view.said.text()


def test_escape_closes_it(page: Page, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.view.closed):
        qtbot.keyClick(page.view, Qt.Key.Key_Escape)
