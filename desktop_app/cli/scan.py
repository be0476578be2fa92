"""`rackside scan`: the motion sensors in range."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from desktop_app.cli.sensors import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from sensor.ble.found import Found

LONGEST_S: Final = 120.0
NARROW_COLUMNS: Final = 60
"""On less an address is folded rather than cut."""
STRANGERS_SHOWN: Final = 8
"""Of the devices that are no sensors we know, so many are named; a gym has dozens of phones."""


def scan(
    timeout: Annotated[float, typer.Option(metavar="S", min=1.0, max=LONGEST_S, help="Listen so long, seconds.")] = 6.0,
    as_json: Annotated[bool, typer.Option("--json", metavar="", help="Print JSON: an array, strongest first.")] = False,
) -> None:
    """List the sensors in range: name, kind, signal and, where it can be read, battery.

    Each sensor is connected to for a moment to read its battery. Devices that are
    near but no sensor we know are named as such.
    """
    from desktop_app.cli.stopping import Stop
    from sensor.ble.thread import RadioThread

    if sys.stderr.isatty():
        say(f"listening for {timeout:g} s ...")
    with Stop() as stop, RadioThread() as radio, stop.at_once():
        found = radio.scan(timeout, batteries=True)
    if as_json:
        json.dump([_plain(one) for one in found], sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    _print(found)


def _plain(one: Found) -> dict[str, Any]:
    return {
        "address": one.address,
        "name": one.name,
        "driver": one.driver,
        "kind": one.label,
        "rssi_dbm": one.rssi_dbm,
        "battery_percent": None if one.battery is None else round(100 * one.battery),
        "usable": one.driver is not None and one.unusable is None,
        "unusable": one.unusable,
        "caution": one.caution,
        "connected": one.connected,
    }


def _print(found: Sequence[Found]) -> None:
    from rich.text import Text

    from desktop_app.cli.tables import console_for
    from desktop_app.cli.terminal import one_line
    from sensor.ble.recognise import NOT_UNDERSTOOD

    console = console_for(sys.stdout)
    sensors = [one for one in found if one.label != NOT_UNDERSTOOD]
    strangers = [one for one in found if one not in sensors]
    if sensors:
        console.print(_table(sensors, narrow=console.width < NARROW_COLUMNS))
        for one in sensors:
            for note in filter(None, (one.unusable and f"cannot be used: {one.unusable}", one.caution)):
                console.print(Text(f"{one_line(one.title)}: {note}", style="magenta"), soft_wrap=True)
    else:
        console.print("No motion sensor in range. Wake it, bring it nearer, and close phones that hold it.")
    if strangers:
        named = [one_line(one.title) for one in strangers if one.name][:STRANGERS_SHOWN]
        more = len(strangers) - len(named)
        parts = [*named, *([f"{more} more" if named else f"{more} without a name"] if more else [])]
        console.print(Text(f"Near, but no sensor we know: {', '.join(parts)}", style="dim"), soft_wrap=True)


def _table(sensors: Sequence[Found], *, narrow: bool) -> Table:
    """Names and kinds give way to what a sensor is told apart by; where that has no room either, it is folded."""
    from rich.table import Table
    from rich.text import Text

    from desktop_app.cli.tables import DASH
    from desktop_app.cli.terminal import one_line

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for head in ("name", "kind", "address", "signal", "battery", ""):
        figures = head in ("signal", "battery")
        whole = figures or (head == "address" and not narrow)
        table.add_column(head, no_wrap=whole, overflow="fold", justify="right" if figures else "left")
    for one in sensors:
        usable = one.unusable is None
        table.add_row(
            Text(one_line(one.name or DASH), style="bold" if usable else "dim"),
            Text(one.label),
            Text(one.address),
            DASH if one.rssi_dbm is None else f"{one.rssi_dbm} dBm",
            DASH if one.battery is None else f"{100 * one.battery:.0f} %",
            "connected already" if one.connected else "" if usable else "not usable",
        )
    return table
