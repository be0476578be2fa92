"""`rackside coach`: all stations of a group, at one laptop."""

from __future__ import annotations

import os
import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Final

import typer

from desktop_app.cli.exits import ExitCode, complain
from desktop_app.cli.group_options import (
    BrokerOption,
    CaOption,
    HeadlessOption,
    PasswordOption,
    PlainOption,
    headless_advised,
    read_group,
)
from desktop_app.cli.options import wrong

if TYPE_CHECKING:
    from desktop_app.group.coach import Coach, Keep

LOOK_S: Final = 0.1


def coach(
    broker: BrokerOption,
    user: Annotated[str, typer.Option(metavar="NAME", help="Of the password.")] = "coach",
    ca: CaOption = None,
    password_file: PasswordOption = None,
    plain: PlainOption = False,
    headless: HeadlessOption = False,
    keep: Annotated[
        bool,
        typer.Option("--keep", help="Keep the sets in this laptop's history; not where a server holds the gym's."),
    ] = False,
) -> int:
    """Watch the stations of a group (`rackside station`).

    Sets arrive once each, those lifted while a network was gone too; clocks
    that differ are measured and shown.
    """
    from desktop_app.group.coach import Coach
    from desktop_app.group.ledger import Ledger
    from desktop_app.paths import group_folder

    place, login = read_group(broker, user, ca, password_file, plain=plain)
    with ExitStack() as stack:
        keeping = _keeping(stack) if keep else None
        made = Coach(place, login, Ledger(group_folder() / "coach.sqlite3"), keep=keeping)
        stack.callback(made.close)
        made.start()
        return _lines(made) if headless else _window(made)


def _keeping(stack: ExitStack) -> Keep:
    from desktop_app.diary.desk import DiaryDesk
    from desktop_app.group.own_history import keeper
    from desktop_app.store.place import own_place

    own = own_place(os.environ)
    if own.url is not None:
        raise wrong("--keep", "--keep", "The stations keep their sets in that history themselves.")
    desk = DiaryDesk(own)
    desk.start()
    stack.callback(desk.close)
    return keeper(desk)


def _window(made: Coach) -> int:
    from desktop_app.app import open_coach

    with headless_advised():
        return open_coach(made)


def _lines(made: Coach) -> int:
    from desktop_app.cli.group_lines import CoachLines
    from desktop_app.cli.stopping import Stop
    from desktop_app.cli.tables import console_for

    lines = CoachLines(console_for(sys.stdout))
    with Stop() as stop:
        while not stop.asked:
            net = made.net
            if net.refused and not net.times and net.notice is not None:
                complain(net.notice.text, net.notice.advice)
                return ExitCode.SOME_FAILED
            lines.show(net, made.notice, made.view, made.sets)
            time.sleep(LOOK_S)
    lines.show_dropped(made.view)
    return ExitCode.STOPPED
