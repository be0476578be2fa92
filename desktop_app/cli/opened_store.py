"""The history opened for a command: the option that says where, and what is said when it cannot be reached."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from desktop_app.cli.exits import ExitCode, complain

if TYPE_CHECKING:
    from desktop_app.store.store import Store

DatabaseOption = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        envvar="RACKSIDE_DATABASE_URL",
        help="A server that a gym shares: postgresql://user@host/database. Without it, a file of your own.",
        show_default=False,
    ),
]


@contextmanager
def opened_store(url: str | None) -> Iterator[Store]:
    """The history; a server that cannot be reached ends the command with its own exit status."""
    from desktop_app.store.errors import StoreBusyError, StoreUnreachableError
    from desktop_app.store.place import URL_VARIABLE, own_place
    from desktop_app.store.store import Store

    environ = dict(os.environ) | ({} if url is None else {URL_VARIABLE: url})
    try:
        with Store.open(own_place(environ)) as store:
            if store.opened.put_aside is not None:
                complain(
                    f"the history was damaged, is now {store.opened.put_aside}, and begins anew",
                    "`rackside history recover` takes the recordings in again.",
                )
            yield store
    except (StoreUnreachableError, StoreBusyError) as error:
        complain(error.message, error.advice)
        raise typer.Exit(ExitCode.SOME_FAILED) from None
