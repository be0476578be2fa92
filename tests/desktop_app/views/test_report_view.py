"""The page that saves a report: chosen by keys, written by another thread, never over a file unasked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.diary.desk import DiaryDesk
from desktop_app.session.plates import Units
from desktop_app.session.settings import Settings, ThemeName
from desktop_app.store.place import StorePlace
from desktop_app.store.store import Store
from desktop_app.views import words_report as words
from desktop_app.views.report_view import ReportView
from desktop_app.views.theme import PALETTES, Look
from tests.desktop_app.report.making import NOW_UNIX_S, SESSIONS, fill

Made = Callable[..., ReportView]


@pytest.fixture
def place(tmp_path: Path) -> StorePlace:
    return StorePlace(tmp_path / "history", tmp_path / "recordings")


@pytest.fixture
def made(qtbot: QtBot, place: StorePlace, tmp_path: Path) -> Iterator[Made]:
    """A page on a history of these lifters, asked for the first one's last session."""
    desks: list[DiaryDesk] = []
    windows: list[QWidget] = []

    def make(*names: str, session: str | None = None, opens: Callable[[Path], bool] = lambda _: True) -> ReportView:
        with Store.open(place, now_unix_s=lambda: NOW_UNIX_S) as store:
            for name in names:
                fill(store, name)
        desk = DiaryDesk(place)
        desk.start()
        desks.append(desk)
        view = ReportView(
            desk, Settings(athlete="Ann", units=Units.LB), lambda: datetime.fromtimestamp(NOW_UNIX_S, UTC),
            ask=lambda *_: tmp_path / "chosen.html", opens=opens,
        )  # fmt: skip
        # In a window, as it will be: the platform without a screen complains of least sizes.
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        view.setParent(window)
        view.resize(window.size())
        view.set_look(Look(PALETTES[ThemeName.DARK], 768))
        window.show()
        view.show_wish("Ann", session)
        settled(qtbot, view)
        view.where.setText(str(tmp_path / "report.html"))
        return view

    yield make
    for desk in desks:
        desk.close()


def settled(qtbot: QtBot, view: ReportView) -> None:
    """Whatever was asked for is answered."""
    qtbot.waitUntil(lambda: not view.busy, timeout=20_000)


def saved(qtbot: QtBot, view: ReportView) -> str:
    qtbot.keyClick(view, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, view)
    return view.line.text()


def test_nobody_yet(made: Made, qtbot: QtBot) -> None:
    view = made()
    assert view.line.text() == words.NOBODY
    assert not view.save.isEnabled()
    qtbot.keyClick(view, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert not view.busy


def test_sessions_and_months_to_choose_from(made: Made, qtbot: QtBot) -> None:
    view = made("Ann", "Bob")
    assert [view.who.itemText(k) for k in range(view.who.count())] == ["Ann", "Bob"]
    assert view.what.count() == SESSIONS + 1
    assert "Deadlift · 1 set" in view.what.item(0).text()
    view.by_month.click()
    assert [view.what.item(k).text().split(" ·")[0] for k in range(view.what.count())] == [
        "December 2026", "November 2026"
    ]  # fmt: skip
    assert view.wish is not None
    assert view.wish.units is Units.LB
    assert Path(view.where.text()).name == "report-Ann-2026-12.html"
    view.format.setCurrentIndex(1)
    assert Path(view.where.text()).name == "report-Ann-2026-12.pdf"


def test_somebody_elses_session_is_found(made: Made) -> None:
    from tests.desktop_app.store.making import session

    view = made("Ann", "Bob", session=session("Bob3", 0).id)
    assert view.who.currentText() == "Bob"
    assert view.wish is not None
    assert view.wish.session == session("Bob3", 0).id


def test_the_first_page_is_shown(made: Made) -> None:
    view = made("Ann")
    page = view.page.pixmap()
    assert page.height() == round(view.page.height() * page.devicePixelRatio())
    assert page.width() < page.height()


@pytest.mark.parametrize("kind", [0, 1, 2])
def test_saved_as_html_and_pdf(made: Made, qtbot: QtBot, tmp_path: Path, kind: int) -> None:
    shown: list[Path] = []
    view = made("Ann", opens=lambda path: shown.append(path) is None)
    view.format.setCurrentIndex(kind)
    view.symptoms.setChecked(True)
    settled(qtbot, view)
    path = tmp_path / Path(view.where.text()).name
    assert saved(qtbot, view) == words.SAVED.format(path)
    assert path.read_bytes().startswith(b"<!DOCTYPE" if kind == 0 else b"%PDF-")
    assert path.stat().st_mode & 0o777 == 0o600
    qtbot.mouseClick(view.show_it, Qt.MouseButton.LeftButton)
    assert shown == [path]


def test_a_file_is_replaced_only_at_the_second_asking(made: Made, qtbot: QtBot, tmp_path: Path) -> None:
    view = made("Ann")
    (tmp_path / "report.html").write_text("mine", encoding="utf-8")
    assert saved(qtbot, view) == words.THERE.format("report.html")
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == "mine"
    view.symptoms.click()
    assert view.save.text() == words.SAVE, "something else was chosen meanwhile"
    settled(qtbot, view)
    saved(qtbot, view)
    assert saved(qtbot, view).startswith("Saved")
    (tmp_path / "chosen.html").write_text("mine", encoding="utf-8")
    view.browse.click()
    settled(qtbot, view)
    assert saved(qtbot, view).startswith("Saved"), "the system's dialog has asked"


def test_what_cannot_be_written_is_told(made: Made, qtbot: QtBot, tmp_path: Path) -> None:
    view = made("Ann")
    for name, said in (("a.txt", ".html or .pdf"), ("none/a.html", "no folder")):
        view.where.setText(str(tmp_path / name))
        assert said in saved(qtbot, view)
    (tmp_path / "folder.html").mkdir()
    view.where.setText(str(tmp_path / "folder.html"))
    saved(qtbot, view)
    assert "is a directory" in saved(qtbot, view)


def test_a_history_that_cannot_be_opened_is_told(made: Made, qtbot: QtBot, place: StorePlace) -> None:
    place.folder.write_text("no folder", encoding="utf-8")
    with pytest.raises(Exception, match=r"."):
        Store.open(place).close()
    desk = DiaryDesk(place)
    desk.start()
    view = ReportView(desk, Settings(), lambda: datetime.fromtimestamp(NOW_UNIX_S, UTC))
    qtbot.addWidget(view)
    view.show_wish(None)
    settled(qtbot, view)
    assert view.line.objectName() == "wrong"
    assert view.line.text()
    desk.close()


def test_escape_leads_back(made: Made, qtbot: QtBot) -> None:
    view = made("Ann")
    with qtbot.waitSignal(view.closed):
        qtbot.keyClick(view.where, Qt.Key.Key_Escape)
