"""`rackside calibrate`: six positions and a still minute for one sensor."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from desktop_app.cli.exits import ExitCode
from desktop_app.cli.sensors import say, wished

if TYPE_CHECKING:
    from pathlib import Path
    from queue import SimpleQueue

    from desktop_app.calibrating import CalibrationWalk, WalkParams
    from desktop_app.cli.calibrate_view import WalkView
    from desktop_app.cli.stopping import Stop
    from sensor.ble.status import LinkStatus
    from sensor.ble.thread import RadioThread
    from sensor.calibrations import StoredCalibration
    from sensor.drivers.settings import Settings
    from sensor.session import Item

SHORTEST_REST_S: Final = 20.0
LONGEST_REST_S: Final = 600.0
WAIT_S: Final = 0.05
"""How soon Ctrl-C is seen while nothing comes."""


def calibrate(
    sensor: Annotated[
        str | None,
        typer.Option(
            "--sensor",
            metavar="NAME_OR_ADDRESS",
            help="The sensor's name, a part of it, or its address. Without it, the only sensor in range.",
            show_default=False,
        ),
    ] = None,
    rest: Annotated[
        float,
        typer.Option(
            metavar="S", min=SHORTEST_REST_S, max=LONGEST_REST_S, help="How long to leave the sensor alone at the end."
        ),
    ] = 60.0,
    as_json: Annotated[bool, typer.Option("--json", metavar="", help="Print the result as JSON.")] = False,
) -> int:
    """Measure a sensor's errors, once, and keep them for every later recording.

    Lay the sensor on each of its six sides, in any order and roughly flat, on
    something solid; it tells by itself when it is still and which side is up. On
    the last side it is left alone for a minute. Ctrl-C ends without a change.
    """
    from desktop_app.calibrating import WalkParams
    from desktop_app.cli.stopping import Stop

    with Stop() as stop:
        return Calibrating(stop, WalkParams(rest_s=rest), as_json=as_json).run(sensor)


class Calibrating:
    """One run of the command."""

    def __init__(self, stop: Stop, params: WalkParams, *, as_json: bool) -> None:
        from queue import SimpleQueue

        from desktop_app.calibrating import CalibrationWalk

        self._stop, self._as_json = stop, as_json
        self._walk: CalibrationWalk = CalibrationWalk(params)
        self._items: SimpleQueue[Item] = SimpleQueue()
        self._settings: Settings | None = None
        self._status: LinkStatus | None = None

    def run(self, name: str | None) -> int:
        """Connect, walk, fit, keep; the exit status."""
        from desktop_app.cli.calibrate_view import view_for
        from desktop_app.paths import calibrations_folder
        from sensor.ble.thread import RadioThread

        _check_folder(calibrations_folder())
        with RadioThread() as radio:
            with self._stop.at_once():
                (found,) = radio.start(wished(radio, [name] if name else None), self._items.put)
            with view_for(sys.stderr, found.title) as view:
                self._walked(radio, view, found.driver or "")
        if self._stop.asked:
            say("stopped; nothing was changed")
            return ExitCode.STOPPED
        stored = self._stored(found.driver or "", found.address, found.name)
        self._show(stored)
        return ExitCode.DONE

    def _walked(self, radio: RadioThread, view: WalkView, driver_name: str) -> None:
        """Feed the walk until it is done or the user ends it. Raises GattError where the link has ended."""
        from desktop_app.calibrating import Stage
        from sensor.ble.status import LinkState, LinkStatus
        from sensor.drivers.registry import driver
        from sensor.errors import GattError
        from sensor.packets import Packet
        from sensor.recorder import drained
        from sensor.stream import SensorStream

        stream = SensorStream(driver(driver_name), radio.clock.now_ns())
        while not self._stop.asked:
            batch = drained(self._items, WAIT_S)
            packets = [item for item in batch if isinstance(item, Packet)]
            for item in batch:
                if isinstance(item, LinkStatus):
                    self._status = item
                    view.link(item)
            if packets:
                self._walk.push(stream.push(packets).samples)
                self._settings = stream.settings
            progress = self._walk.progress
            view.show(progress)
            if progress.stage is Stage.DONE:
                return
            if self._status is not None and self._status.state is LinkState.GONE:
                raise GattError(f"the sensor is gone: {self._status.text}", "Bring it near, and calibrate again.")

    def _stored(self, driver_name: str, address: str, name: str | None) -> StoredCalibration:
        import time

        from desktop_app.paths import calibrations_folder
        from dsp.constants import STANDARD_GRAVITY_MS2
        from sensor.calibrations import CalibrationStore, StoredCalibration

        settings = self._settings
        range_g = settings.acc_range_g if settings is not None else None
        fit = self._walk.fit(None if range_g is None else range_g * STANDARD_GRAVITY_MS2)
        identity = (settings.serial if settings is not None else None) or address
        stored = StoredCalibration(driver_name, identity, time.time(), fit, name)
        CalibrationStore(calibrations_folder()).save(stored)
        return stored

    def _show(self, stored: StoredCalibration) -> None:
        if self._as_json:
            json.dump(plain_of(stored), sys.stdout, indent=2, allow_nan=False)
            sys.stdout.write("\n")
            return
        from desktop_app.cli.calibrate_view import show_fit
        from desktop_app.cli.tables import console_for

        show_fit(console_for(sys.stdout), stored)


def _check_folder(folder: Path) -> None:
    """Told before the sensor is turned over for ten minutes. Raises OutputError where nothing can be kept."""
    import tempfile

    from sensor.errors import OutputError
    from sensor.files import PRIVATE_FOLDER

    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OutputError.of(folder, error) from error


def plain_of(stored: StoredCalibration) -> dict[str, Any]:
    """What `--json` prints: SI, as the store keeps it, with the path."""
    from desktop_app.paths import calibrations_folder
    from sensor.calibrations import CalibrationStore, to_plain

    path = CalibrationStore(calibrations_folder()).path_of(stored.driver, stored.identity)
    return {**to_plain(stored), "path": str(path)}
