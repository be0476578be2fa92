"""A store in SQLite and one in PostgreSQL: what takes `store` or `place` is run on both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from desktop_app.store.place import StorePlace
from tests.desktop_app.store.postgres import MISSING, Server, binaries, server

if TYPE_CHECKING:
    from desktop_app.store.store import Store

NewPlace: TypeAlias = Callable[[], StorePlace]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A real server."""
    if binaries() is None:
        pytest.skip(MISSING)
    with server() as found:
        yield found


@pytest.fixture(scope="session")
def template(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with all tables and no row, to be copied."""
    from desktop_app.store.store import Store

    url = postgres.new_database()
    folder = tmp_path_factory.mktemp("template")
    Store.open(StorePlace(folder, folder, url)).close()
    return url.split("/")[3].split("?")[0]


@pytest.fixture(params=["sqlite", "postgresql"])
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> NewPlace:
    """Makes places for stores, each empty."""
    made = 0

    def make() -> StorePlace:
        nonlocal made
        made += 1
        folder = tmp_path / f"place{made}"
        url = None
        if request.param == "postgresql":
            found: Any = request.getfixturevalue("postgres")
            url = found.new_database(request.getfixturevalue("template"))
        return StorePlace(folder / "history", folder / "recordings", url)

    return make


@pytest.fixture
def place(new_place: NewPlace) -> StorePlace:
    return new_place()


@pytest.fixture
def sqlite_place(tmp_path: Path) -> StorePlace:
    return StorePlace(tmp_path / "history", tmp_path / "recordings")


@pytest.fixture
def store(place: StorePlace) -> Iterator[Store]:
    from desktop_app.store.store import Store

    with Store.open(place) as found:
        yield found
