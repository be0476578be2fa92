"""Histories to report of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.store.place import StorePlace
from desktop_app.store.store import Store
from tests.desktop_app.report.making import NOW_UNIX_S, fill


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    place = StorePlace(tmp_path / "history", tmp_path / "recordings")
    with Store.open(place, now_unix_s=lambda: NOW_UNIX_S) as found:
        yield found


@pytest.fixture
def ann(store: Store) -> Store:
    """Ten sessions of Ann's, the last one with signs, an uncertain rep and an unknown descent, ended for pain."""
    fill(store, "Ann")
    return store
