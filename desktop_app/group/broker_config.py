"""A mosquitto configuration for a gym: TLS, one credential a station, and rules by which none can speak as another.

DIR/mosquitto.conf, access, passwords       the broker's; passwords are hashed
DIR/ca.crt, server.crt, server.key, ca.key  the private authority, the broker's certificate, and both keys
DIR/for-NAME/ca.crt, password               what the laptop NAME needs: copied there, then deleted here
DIR/README.txt                              what to do next
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop_app.group.certificates import make_certificates
from desktop_app.group.errors import BrokerConfigError
from desktop_app.group.messages import COACH, MOST_BYTES, ROOT, is_station_name
from desktop_app.group.place import TLS_PORT
from sensor.errors import OutputError
from sensor.files import PRIVATE_FOLDER, write_private

MOST_STATIONS: Final = 200
PASSWORD_BYTES: Final = 24
SALT_BYTES: Final = 12
"""What mosquitto 2.0 insists on."""
ITERATIONS: Final = 1000
"""Passwords are drawn at random, so that guessing is hopeless; the broker hashes anew for each connection."""
CONFIG, ACCESS, PASSWORDS, README = "mosquitto.conf", "access", "passwords", "README.txt"
CA, CA_KEY, SERVER, SERVER_KEY = "ca.crt", "ca.key", "server.crt", "server.key"

_CONFIG: Final = """# Rackside's broker: made by `rackside broker-config`. The paths are of this computer.
listener {port}
certfile {folder}/server.crt
keyfile {folder}/server.key
tls_version tlsv1.2
allow_anonymous false
password_file {folder}/passwords
acl_file {folder}/access
message_size_limit {most_bytes}
max_queued_messages 1000
# Nothing has to outlive the broker: stations send again what nobody has answered.
persistence false
"""
_ACCESS: Final = f"""# A station speaks under its own name alone. It hears what is said to it and hellos.
pattern write {ROOT}/%u/up/+
pattern read {ROOT}/%u/down/+
pattern read {ROOT}/%u/up/presence
pattern read {ROOT}/{COACH}/up/presence

# The coach hears everybody, and speaks to everybody.
user {COACH}
topic read {ROOT}/+/up/+
topic write {ROOT}/+/down/+
"""
_README: Final = """What `rackside broker-config` made, and what to do with it.

1. Start the broker on this computer (package mosquitto, 2.0 or newer):
       mosquitto -c "{folder}/mosquitto.conf"
   Run it as the user whom these files belong to. Started as root it becomes the user mosquitto, who may not read them
   ("Unable to open pwfile"): then add the line "user root" to mosquitto.conf, or do as for a service.
   As a service that runs as another user, copy mosquitto.conf, access, passwords, server.crt and server.key to a folder
   of its own, give them to that user (chown -R mosquitto: FOLDER), and correct the paths in mosquitto.conf.
2. Take each folder for-NAME to its laptop, by a stick or another way that nobody reads along, and delete it here:
   it holds that laptop's password. On the laptop, keep both files to yourself (chmod 600) and start:
       rackside station --broker mqtts://{host}:{port} --name NAME --ca ca.crt --password-file password
   and on the coach's:
       rackside coach --broker mqtts://{host}:{port} --ca ca.crt --password-file password
3. Keep ca.key where nobody gets at it, or delete it: who has it can pretend to be the broker. Without it, another
   certificate means new files for everybody.

The laptops must reach this computer as one of: {hosts}.
Another station later: rackside broker-config --out "{folder}" --add --stations NAME, and start the broker anew.
The certificate is valid for five years.
"""


@dataclass(frozen=True, slots=True)
class Written:
    """What was made. folders: by name of the laptop."""

    folder: Path
    config: Path
    folders: dict[str, Path]


def write_broker_config(
    folder: Path, stations: Sequence[str], hosts: Sequence[str], *, port: int = TLS_PORT, replace: bool = False
) -> Written:
    """Everything anew. replace: what an earlier run made may go, and its passwords with it.

    Raises BrokerConfigError, OutputError (`sensor`).
    """
    names = [*_checked(stations), COACH]
    if not hosts:
        raise BrokerConfigError("the broker has no name", "Give the name or address that laptops reach it by.")
    folder = _place(folder)
    if (folder / CONFIG).exists() and not replace:
        raise BrokerConfigError(
            f"{folder}: holds a broker's configuration already",
            "Choose another folder, --add stations to it, or say --replace: every laptop then needs its new files.",
        )
    made = make_certificates(hosts)
    passwords = {name: new_password() for name in names}
    _make_folder(folder)
    written = {name: _bundle(folder, name, passwords[name], made.authority) for name in names}
    host, shown = hosts[0], ", ".join(hosts)
    for name, text in {
        CA: made.authority,
        CA_KEY: made.authority_key,
        SERVER: made.broker,
        SERVER_KEY: made.broker_key,
        PASSWORDS: "".join(password_line(name, password) for name, password in passwords.items()),
        ACCESS: _ACCESS,
        README: _README.format(folder=folder, host=host, port=port, hosts=shown),
        CONFIG: _CONFIG.format(folder=folder, port=port, most_bytes=MOST_BYTES),
    }.items():
        write_private(folder / name, text)
    return Written(folder, folder / CONFIG, written)


def add_stations(folder: Path, stations: Sequence[str]) -> Written:
    """More stations to what an earlier run made; nothing of it changes. Raises BrokerConfigError, OutputError."""
    names, folder = _checked(stations), _place(folder)
    try:
        kept, authority = (folder / PASSWORDS).read_text("utf-8"), (folder / CA).read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise BrokerConfigError(
            f"{folder}: holds no broker's configuration", "Name the folder that an earlier run made."
        ) from error
    known = {line.partition(":")[0] for line in kept.splitlines()}
    if again := [name for name in names if name in known]:
        raise BrokerConfigError(f"{', '.join(again)} has a password already", "Choose other names.")
    passwords = {name: new_password() for name in names}
    written = {name: _bundle(folder, name, passwords[name], authority) for name in names}
    write_private(folder / PASSWORDS, kept + "".join(password_line(*pair) for pair in passwords.items()))
    return Written(folder, folder / CONFIG, written)


def new_password() -> str:
    """Drawn at random; nobody need remember it."""
    return secrets.token_urlsafe(PASSWORD_BYTES)


def password_line(user: str, password: str, salt: bytes | None = None, iterations: int = ITERATIONS) -> str:
    """As in mosquitto's file of passwords: PBKDF2 with SHA-512, `$7$iterations$salt$hash`."""
    salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    found = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, iterations)
    return f"{user}:$7${iterations}${base64.b64encode(salt).decode()}${base64.b64encode(found).decode()}\n"


def _checked(stations: Sequence[str]) -> list[str]:
    names = [name.strip() for name in stations]
    bad = [name for name in names if not is_station_name(name)]
    if bad:
        raise BrokerConfigError(
            f"{bad[0][:40]!r} is no name of a station",
            f"Use at most 32 letters, digits, - and _, and not {COACH!r}.",
        )
    if len({name.lower() for name in names}) != len(names) or not 0 < len(names) <= MOST_STATIONS:
        raise BrokerConfigError("each station needs a name of its own", f"Name 1 to {MOST_STATIONS}, each once.")
    return names


def _place(folder: Path) -> Path:
    folder = folder.resolve()
    if not str(folder).isprintable() or '"' in str(folder):
        raise BrokerConfigError(f"{str(folder)!r} cannot stand in a configuration", "Choose a plainer name.")
    return folder


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError.of(folder, error) from error


def _bundle(folder: Path, name: str, password: str, authority: str) -> Path:
    """What one laptop needs."""
    own = folder / f"for-{name}"
    _make_folder(own)
    own.chmod(PRIVATE_FOLDER)
    write_private(own / CA, authority)
    write_private(own / "password", f"{password}\n")
    return own
