"""Options that the commands of the group share, and how they are read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desktop_app.cli.options import wrong
from desktop_app.errors import ScreenError

if TYPE_CHECKING:
    from desktop_app.group.place import BrokerPlace, Login
    from desktop_app.session.snapshot import Notice

BrokerOption = Annotated[
    str,
    typer.Option("--broker", metavar="URL", envvar="RACKSIDE_BROKER", help="mqtts://HOST or mqtts://HOST:PORT."),
]
CaOption = Annotated[
    Path | None,
    typer.Option(
        "--ca", metavar="FILE", help="Certificate of the broker's authority; else the system's.", show_default=False
    ),
]
PasswordOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="File with the password, only yours to read; else RACKSIDE_MQTT_PASSWORD is asked.",
        show_default=False,
    ),
]
PlainOption = Annotated[
    bool,
    typer.Option("--plain", help="Allow mqtt://, without encryption, to another computer. Everybody may read along."),
]
HeadlessOption = Annotated[bool, typer.Option("--headless", help="No window: lines in the terminal.")]


def read_group(
    broker: str, user: str, ca: Path | None, password_file: Path | None, *, plain: bool
) -> tuple[BrokerPlace, Login]:
    """Where the broker is, and who we are there. Raises BrokerPlaceError, LoginError."""
    from desktop_app.cli.sensors import say
    from desktop_app.group.place import PASSWORD_VARIABLE, Login, read_login, read_place

    place = read_place(broker, ca=ca, plain=plain)
    place.context()
    given = password_file is not None or os.environ.get(PASSWORD_VARIABLE)
    # A broker on this computer may ask for none; any other should.
    anonymous = not given and not place.tls
    login = Login() if anonymous else read_login(user, password_file, os.environ)
    if place.warning is not None:
        say(told(place.warning))
    return place, login


def read_station(name: str) -> str:
    """A station's name. Raises BadParameter."""
    from desktop_app.group.messages import is_station_name

    if not is_station_name(name):
        raise wrong("--name", name[:40], "Use at most 32 letters, digits, - and _, and not `coach`.")
    return name


@contextmanager
def headless_advised() -> Iterator[None]:
    """Where no window can be shown, say what does without one. Raises ScreenError."""
    try:
        yield
    except ScreenError as error:
        raise ScreenError(error.message, "Start it on a desktop, or say --headless.") from error


def told(notice: Notice) -> str:
    """A notice in one line."""
    if not notice.advice:
        return notice.text
    end = "" if notice.text.endswith((".", "?", "!")) else "."
    return f"{notice.text}{end} {notice.advice}"
