"""`rackside broker-config`: a mosquitto configuration for a gym."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

PORT: Final = 8883
"""As MQTT with TLS has it everywhere."""


def broker_config(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to make.")],
    stations: Annotated[str, typer.Option(metavar="NAME,…", help="Names of the stations: rack1,rack2.")],
    host: Annotated[
        list[str] | None,
        typer.Option(
            "--host",
            metavar="NAME",
            help="Name or address that laptops reach this computer by; once for each. Without it, its own name.",
            show_default=False,
        ),
    ] = None,
    port: Annotated[int, typer.Option(metavar="PORT", min=1, max=65535, help="Port of the broker.")] = PORT,
    add: Annotated[bool, typer.Option("--add", help="Add stations to what an earlier run made.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Make all anew: every laptop needs its new files.")
    ] = False,
) -> None:
    """Write a mosquitto configuration: TLS, one credential a station, access rules.

    A station can speak only under its own name; the coach hears all of them and
    sends orders. Nothing is written over unless you say so.
    """
    import socket

    from desktop_app.group.broker_config import README, add_stations, write_broker_config

    names = [name for name in (part.strip() for part in stations.split(",")) if name]
    if add:
        written = add_stations(out, names)
    else:
        own = socket.gethostname()
        hosts = host or [own, *([] if "." in own else [f"{own}.local"]), "localhost", "127.0.0.1"]
        written = write_broker_config(out, names, hosts, port=port, replace=replace)
    typer.echo(f"{written.config}: the broker's configuration")
    for name, folder in written.folders.items():
        typer.echo(f"{folder}: for {name}: its password, and the certificate that it trusts")
    typer.echo(f"{written.folder / README}: what to do next")
