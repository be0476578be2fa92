"""The files: one HTML that needs nothing and runs nothing, one PDF; whatever stands in names and notes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import UTC
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from desktop_app.report.composing import document_of
from desktop_app.report.content import Wish, make_report
from desktop_app.report.errors import ReportFileError
from desktop_app.report.html import html_page
from desktop_app.report.pages import (
    Beside,
    Card,
    Cell,
    Column,
    Document,
    Fact,
    Facts,
    Heading,
    Line,
    Lines,
    Paragraph,
    Picture,
    Pictures,
    Table,
    Tone,
)
from desktop_app.report.paper import Paper
from desktop_app.report.saving import checked_target, save_document, suggested_name
from desktop_app.report.svg import Canvas, Mark, Svg, escaped
from desktop_app.store.store import Store
from tests.desktop_app.report.making import NAMES, NOTE, NOVEMBER, fill
from tests.tools.pdf_pages import pages, text_of

XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
LINKS = {"src", "href", "action", "data", "poster", "srcset", "background", "formaction", "style"}
VOID = {"meta", "br", "hr", "img", "link", "input"}


def every_block(text: str, mark: Mark | None = Mark.WARN) -> Document:
    """A text in every place that a text can have."""
    blocks = (
        Heading(text, 1, text), Heading(text, 2), *(Paragraph(text, tone) for tone in Tone),
        Facts((Fact(text, text, text, mark), Fact("a", "b"))), Lines((Line(text, text, text, mark), Line(text))),
        Picture(_drawn(text), text), Pictures((Picture(_drawn(text), text),) * 3),
        Table(text, (Column(text, right=False), Column(text)), ((Cell(text, mark), Cell(text, faint=True)),) * 3),
    )  # fmt: skip
    whole = (*blocks, Card(blocks), Beside((Picture(_drawn(text)),), (Lines((Line(text),)),)))
    return Document(text, text, text, text, whole, text)


def _drawn(text: str) -> Svg:
    canvas = Canvas(200.0, 40.0)
    canvas.text((4.0, 20.0), text)
    return canvas.picture(text, text)


class Strict(HTMLParser):
    """Every tag closed in its turn; what the tags and attributes are."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def checked(page: str) -> ET.Element:
    """The page as XML; it runs nothing, names nothing outside, and says so itself."""
    parser = Strict()
    parser.feed(page)
    parser.close()
    assert parser.open == []
    assert {"script", "iframe", "object", "embed", "link", "img", "base", "form"}.isdisjoint(parser.tags)
    for name, _ in parser.attributes:
        assert name not in LINKS
        assert not name.startswith("on")
    root = ET.fromstring(page)  # noqa: S314 (our own page)
    assert root.tag == f"{XHTML}html"
    policy = next(m.get("content") for m in root.iter(f"{XHTML}meta") if m.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    style = next(root.iter(f"{XHTML}style")).text or ""
    assert "url(" not in style
    assert "@import" not in style
    return root


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_text_wherever_it_stands(name: str) -> None:
    root = checked(html_page(every_block(name)))
    assert next(root.iter(f"{XHTML}h1")).text == name
    assert [each.text for each in root.iter(f"{SVG}title")].count(name) >= 3
    assert next(root.iter(f"{SVG}text")).text == name
    assert "49" not in "".join(root.itertext()).replace(name, "")


@given(st.text())
def test_any_text_makes_a_page(text: str) -> None:
    checked(html_page(every_block(text)))
    ET.fromstring(f"<a b='{escaped(text)}'>{escaped(text)}</a>")  # noqa: S314 (ours)


@pytest.mark.parametrize("name", NAMES)
def test_a_lifters_report_is_safe_with_any_name(store: Store, name: str) -> None:
    fill(store, name)
    for month in (None, NOVEMBER):
        root = checked(html_page(document_of(make_report(store, Wish(name, month=month, symptoms=True, zone=UTC)))))
        assert name in "".join(root.itertext())


def test_pictures_have_names_of_their_own_and_words(ann: Store) -> None:
    report = make_report(ann, Wish("Ann", session=make_report(ann, Wish("Ann")).sessions[0].id, symptoms=True))
    root = checked(html_page(document_of(report)))
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    for svg in root.iter(f"{SVG}svg"):
        if svg.get("role") == "img":
            assert all(each in ids for each in (svg.get("aria-labelledby") or "?").split())
            assert all((svg.findtext(f"{SVG}{name}") or "").strip() for name in ("title", "desc"))
        else:
            assert svg.get("aria-hidden") == "true"


def test_no_state_is_told_by_colour_alone() -> None:
    page = html_page(every_block("x", Mark.STOP))
    assert page.count('<span class="unseen">stop: </span>') == page.count('class="shape"') > 0


def test_chromium_opens_it_and_asks_for_nothing_else(ann: Store, tmp_path: Path) -> None:
    """Qt WebEngine is Chromium: scripts off, every request but the file itself refused and noted."""
    path = tmp_path / "report.html"
    fill(ann, NAMES[0])
    report = make_report(ann, Wish(NAMES[0], month=NOVEMBER, symptoms=True))
    save_document(document_of(report), path)
    ended = subprocess.run(
        [sys.executable, "-m", "tests.tools.open_page", str(path)],
        capture_output=True, text=True, timeout=100, check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    told = json.loads(ended.stdout.splitlines()[-1])
    assert told["loaded"]
    assert told["asked"] == [path.as_uri()]
    assert NAMES[0] in told["text"]
    assert NOTE.strip() in re.sub(r"\s+", " ", told["text"])
    assert "Refused" not in ended.stderr, "the page's own policy allows the page"


@pytest.mark.parametrize("name", NAMES)
def test_a_pdf_shows_any_name_as_it_is(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    path = tmp_path / "report.pdf"
    save_document(every_block(name), path)
    told = re.sub(r"\s", "", text_of(path))
    if name.isascii():
        assert told.count(re.sub(r"\s", "", name)) >= 10
    assert "49" not in told.replace(re.sub(r"\s", "", name), "")


@pytest.mark.parametrize(
    "text", ["", "\x00\x1b[31m", "\ud800", "a\nb\r\nc", "\u202eabc", "e\u0301" * 50, "wide " * 900]
)
def test_a_pdf_of_any_text(qtbot: QtBot, tmp_path: Path, text: str) -> None:
    path = tmp_path / "report.pdf"
    save_document(every_block(text), path)
    assert pages(path, 100)


@pytest.mark.parametrize(("paper", "size"), [(Paper.A4, (595, 842)), (Paper.LETTER, (612, 792))])
def test_a_pdf_fits_its_paper(qtbot: QtBot, ann: Store, tmp_path: Path, paper: Paper, size: tuple[int, int]) -> None:
    from PySide6.QtPdf import QPdfDocument

    path = tmp_path / "report.pdf"
    save_document(document_of(make_report(ann, Wish("Ann", month=NOVEMBER, symptoms=True))), path, paper)
    document = QPdfDocument()
    document.load(str(path))
    assert document.pageCount() > 1
    found = document.pagePointSize(0)
    document.close()
    assert (found.width(), found.height()) == pytest.approx(size, abs=1.0)
    for page in pages(path, 600):
        edge = {page.pixel(x, y) for y in range(page.height()) for x in (2, page.width() - 3)}
        assert edge == {0xFFFFFFFF}, "nothing runs over the edge"
        assert len({page.pixel(x, y) for y in range(0, page.height(), 7) for x in range(0, 600, 3)}) > 1, (
            "none is empty"
        )


def test_a_long_table_goes_on_with_its_head(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    rows = tuple((Cell(f"row{k}"), Cell("x")) for k in range(150))
    table = Table("t", (Column("Headword"), Column("b")), rows)
    for block in (table, Card((Heading("in a card", 2), table))):
        save_document(Document("t", "w", "n", "m", (block,)), path)
        # A page of short cells is taken for one that is written downward.
        told = re.sub(r"\s", "", text_of(path))
        assert [f"row{k}x" in told for k in range(150)] == [True] * 150
        assert told.count("Headword") == len(pages(path, 50)) > 2


def test_a_report_is_its_owners_alone(qtbot: QtBot, ann: Store, tmp_path: Path) -> None:
    document = document_of(make_report(ann, Wish("Ann")))
    for name in ("report.html", "report.pdf"):
        save_document(document, tmp_path / name)
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.glob("*.part")] == []


def test_where_a_report_may_go(tmp_path: Path) -> None:
    there = tmp_path / "there.html"
    there.write_text("mine", encoding="utf-8")
    for path, said in (
        (there, "there already"),
        (tmp_path / "a.txt", r"\.html or \.pdf"),
        (tmp_path / "no" / "a.pdf", "no folder"),
    ):
        with pytest.raises(ReportFileError, match=said):
            checked_target(path, force=False)
    assert checked_target(there, force=True) == there


@pytest.mark.parametrize("name", [*NAMES, "../../etc/passwd", "CON", "a/b\\c:d"])
def test_a_suggested_name_is_one_of_a_file(name: str) -> None:
    made = suggested_name(name, "2026-11", ".html")
    assert Path(made).name == made
    assert re.fullmatch(r"report-[\w-]+-2026-11\.html", made)
    assert len(made.encode()) < 255
