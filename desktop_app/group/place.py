"""Where the broker is and who speaks to it: address, encryption, name and password, from what the user gave."""

from __future__ import annotations

import ipaddress
import os
import ssl
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from desktop_app.group import words
from desktop_app.group.errors import BrokerPlaceError, LoginError
from desktop_app.session.snapshot import Notice
from dsp.results import Severity

TLS_PORT: Final = 8883
PLAIN_PORT: Final = 1883
PASSWORD_VARIABLE: Final = "RACKSIDE_MQTT_PASSWORD"
PASSWORD_MAX_BYTES: Final = 1024


@dataclass(frozen=True, slots=True)
class BrokerPlace:
    """host, port: where. tls: None is without encryption. ca: certificates to trust; None: those of the system."""

    host: str
    port: int
    tls: bool = True
    ca: Path | None = None

    @property
    def url(self) -> str:
        """As the user would write it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'mqtts' if self.tls else 'mqtt'}://{host}:{self.port}"

    @property
    def warning(self) -> Notice | None:
        """What is to be said of a place that is used without encryption."""
        if self.tls or is_loopback(self.host):
            return None
        return Notice(words.PLAIN.format(self.url), words.PLAIN_ADVICE, Severity.WARN)

    def context(self) -> ssl.SSLContext | None:
        """What checks the broker's certificate and its name; None without encryption. Raises BrokerPlaceError."""
        if not self.tls:
            return None
        try:
            context = ssl.create_default_context(cafile=None if self.ca is None else str(self.ca))
        except (OSError, ssl.SSLError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise BrokerPlaceError(f"{self.ca}: is no certificate: {reason.lower()}", words.UNTRUSTED_ADVICE) from error
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.sslsocket_class = _Closed
        return context


@dataclass(frozen=True, slots=True)
class Login:
    """A user of the broker. password: None where it asks for none."""

    user: str | None = None
    password: str | None = field(default=None, repr=False)


class _Closed(ssl.SSLSocket):
    """A socket that is closed where the other side is not who it should be; the MQTT library leaves it open."""

    def do_handshake(self, block: bool = False) -> None:
        try:
            super().do_handshake(block)
        except OSError:
            self.close()
            raise


def read_place(text: str, *, ca: Path | None = None, plain: bool = False) -> BrokerPlace:
    """An address as it was typed: `mqtts://host:port`, or a bare host, which means the same.

    plain: the user says that it may be without encryption; to this computer itself that needs no saying.
    Raises BrokerPlaceError.
    """
    wrong = BrokerPlaceError(words.BAD_PLACE.format(text), words.BAD_PLACE_ADVICE)
    try:
        parts = urlsplit(text if "://" in text else f"mqtts://{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise wrong from None
    extra = parts.username or parts.password or parts.query or parts.fragment or parts.path not in {"", "/"}
    if parts.scheme not in {"mqtt", "mqtts"} or not host or extra:
        raise wrong
    tls = parts.scheme == "mqtts"
    place = BrokerPlace(host, port or (TLS_PORT if tls else PLAIN_PORT), tls, ca)
    if not tls and not plain and not is_loopback(host):
        raise BrokerPlaceError(words.NOT_PLAIN.format(place.url), words.NOT_PLAIN_ADVICE)
    return place


def is_loopback(host: str) -> bool:
    """Whether it is this computer itself, without asking anybody."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_login(user: str | None, password_file: Path | None, environ: Mapping[str, str]) -> Login:
    """A password comes from a file or from the environment, never from the command line, which others can see.

    Raises LoginError.
    """
    if user is None:
        return Login()
    if password_file is None:
        found = environ.get(PASSWORD_VARIABLE)
        if not found:
            raise LoginError(words.NO_PASSWORD.format(user), words.NO_PASSWORD_ADVICE)
        return Login(user, found)
    try:
        if os.name == "posix" and stat.S_IMODE(password_file.stat().st_mode) & 0o077:
            raise LoginError(
                words.PASSWORD_FILE.format(password_file, "others may read it"), f"Run: chmod 600 {password_file}"
            )
        with password_file.open("rb") as file:
            text = file.read(PASSWORD_MAX_BYTES + 1).decode("utf-8").strip()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise LoginError(words.PASSWORD_FILE.format(password_file, reason), words.PASSWORD_FILE_ADVICE) from error
    except UnicodeDecodeError as error:
        raise LoginError(words.PASSWORD_FILE.format(password_file, "is no text"), words.PASSWORD_FILE_ADVICE) from error
    if not text or "\n" in text or len(text) > PASSWORD_MAX_BYTES:
        raise LoginError(words.PASSWORD_FILE.format(password_file, "holds no password"), words.PASSWORD_FILE_ADVICE)
    return Login(user, text)
