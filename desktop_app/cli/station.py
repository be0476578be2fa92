"""`rackside station`: a laptop at a rack that a coach watches over the network."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Final

import typer

from desktop_app.cli.exits import ExitCode
from desktop_app.cli.group_options import (
    BrokerOption,
    CaOption,
    HeadlessOption,
    PasswordOption,
    PlainOption,
    headless_advised,
    read_group,
    read_station,
)
from desktop_app.cli.options import (
    ExerciseOption,
    LoadOption,
    TempoOption,
    read_athlete,
    read_exercise,
    read_load,
    read_tempo,
    wrong,
)
from desktop_app.cli.sensors import SensorOption, say, sensible

if TYPE_CHECKING:
    from desktop_app.cli.stopping import Stop
    from desktop_app.group.catching_up import CatchingUp
    from desktop_app.group.joining import Joining
    from desktop_app.session.plan import LiftPlan
    from desktop_app.session.thread import SessionThread

LOOK_S: Final = 0.1


def station(
    broker: BrokerOption,
    name: Annotated[str, typer.Option(metavar="NAME", help="This station's name, such as rack1.")],
    user: Annotated[
        str | None, typer.Option(metavar="NAME", help="Of the password; the station's name by default.")
    ] = None,
    ca: CaOption = None,
    password_file: PasswordOption = None,
    plain: PlainOption = False,
    headless: HeadlessOption = False,
    sensor: SensorOption = None,
    exercise: ExerciseOption = None,
    load_kg: LoadOption = None,
    athlete: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who lifts first; the coach may change it.", show_default=False)
    ] = None,
    tempo: TempoOption = None,
) -> int:
    """Lift at this laptop, and let a coach watch (`rackside coach`).

    Everything works and is recorded without a network too; sets are sent once
    there is one. Opens the window; with --headless, records the sensors named
    until Ctrl-C.
    """
    from desktop_app.group.joining import Joining
    from desktop_app.paths import group_folder
    from desktop_app.session.plan import LiftPlan

    if headless and not sensor:
        raise wrong("--headless", "--headless", "Name each sensor with --sensor; `rackside scan` finds them.")
    plan = LiftPlan(read_athlete(athlete), read_exercise(exercise), (), read_load(load_kg), read_tempo(tempo))
    named = read_station(name)
    place, login = read_group(broker, user or named, ca, password_file, plain=plain)
    joining = Joining(named, place, login, group_folder())
    try:
        if headless:
            return _headless(joining, sensor or [], plan)
        from desktop_app.app import open_window

        with headless_advised():
            return open_window(joining)
    finally:
        joining.close()


def _headless(joining: Joining, sensors: list[str], plan: LiftPlan) -> int:
    from desktop_app.app import new_session
    from desktop_app.cli.stopping import Stop
    from desktop_app.diary.desk import DiaryDesk
    from desktop_app.group.catching_up import CatchingUp
    from desktop_app.paths import calibrations_folder, recordings_folder
    from desktop_app.store.place import own_place

    desk = DiaryDesk(own_place(os.environ))
    desk.start()
    session = new_session(recordings_folder(), calibrations_folder(), desk, joining)
    try:
        with Stop() as stop:
            # Before anything is recorded: what lies there now was left by another run.
            catching = CatchingUp(desk, joining.keep, lambda name: say(f"{name}: was not finished; its sets are kept"))
            catching.tick(time.monotonic())
            session.start()
            joining.begin(session)
            _start_sensors(session, sensors, plan)
            return _watched(session, joining, catching, stop)
    finally:
        session.close()
        desk.close()


def _start_sensors(session: SessionThread, names: list[str], plan: LiftPlan) -> None:
    """A rack for each sensor; the plan is the first one's, and the others' exercise."""
    from sensor.ble.found import SensorWish

    for number, name in enumerate(sensible(names)):
        wish = SensorWish(name)
        if number == 0:
            session.set_plan(plan)
            session.start_sensor(wish)
        else:
            key = session.add_rack(wish)
            session.at(key).set_plan(replace(plan, athlete=None))


def _watched(session: SessionThread, joining: Joining, catching: CatchingUp, stop: Stop) -> int:
    from desktop_app.cli.group_lines import StationLines
    from desktop_app.cli.tables import console_for

    lines = StationLines(console_for(sys.stdout))
    while not stop.asked:
        catching.tick(time.monotonic())
        lines.show(joining.net, joining.notice, session.snapshots, joining.waiting)
        time.sleep(LOOK_S)
    return ExitCode.STOPPED
