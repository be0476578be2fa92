from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.csv_cells import FORMULA, harmless
from desktop_app.store.person_csv import cell, table

FORMULAS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1", "\ufeff=1", "\u200b+1", "\x00=1",
    "\uff1d1", "\uff0d1", "\t", "=HYPERLINK(\"http://example.com\")",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_made_text(text: str) -> None:
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Ann", "a=b", "3-1-X-0", "1-2", "Zoë", "(=1", "'=1", "🏋 = strong"])
def test_other_text_is_left(text: str) -> None:
    assert harmless(text) == text


@given(st.text())
def test_nothing_begins_a_formula(text: str) -> None:
    made = harmless(text)
    assert not made.startswith(FORMULA)
    assert made in {text, "'" + text}


def test_numbers_stay_numbers_and_texts_that_look_so_do_not() -> None:
    assert cell(-1.5) == -1.5
    assert cell("-1.5") == "'-1.5"
    assert cell(["=1", "b"]) == "'=1 b"
    assert table([{"name": "=1", "change": -0.25, "none": None}]) == "name,change,none\r\n'=1,-0.25,\r\n"
