"""A private authority and a broker's certificate, made by the `openssl` command.

No Python package that makes certificates is needed for anything else here.
"""

from __future__ import annotations

import ipaddress
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from desktop_app.group.errors import BrokerConfigError

AUTHORITY_DAYS: Final = 3650
BROKER_DAYS: Final = 1825
"""Some systems refuse longer ones, and a gym renews its laptops sooner."""
PATIENCE_S: Final = 60.0
HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,62})(\.[A-Za-z0-9]([A-Za-z0-9-]{0,62}))*\.?")
MISSING: Final = "there is no command openssl"
MISSING_ADVICE: Final = "Install it (Debian: apt-get install openssl), or run this on a computer that has it."
_CONFIG: Final = """
[req]
distinguished_name = name
prompt = no
[name]
CN = {name}
[authority]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[broker]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = {alternatives}
"""
_KEY: Final = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-sha256")


@dataclass(frozen=True, slots=True)
class Certificates:
    """Texts in PEM. The keys are secret; the authority's is needed again only for another broker's certificate."""

    authority: str
    authority_key: str = field(repr=False)
    broker: str
    broker_key: str = field(repr=False)


def make_certificates(hosts: Sequence[str]) -> Certificates:
    """For a broker that is reached under these names and addresses. Raises BrokerConfigError."""
    program = shutil.which("openssl")
    if program is None:
        raise BrokerConfigError(MISSING, MISSING_ADVICE)
    with tempfile.TemporaryDirectory(prefix="rackside-") as made:
        folder = Path(made)
        (folder / "ca.conf").write_text(_CONFIG.format(name="Rackside group authority", alternatives="DNS:none"))
        (folder / "broker.conf").write_text(_CONFIG.format(name=hosts[0][:64], alternatives=alternatives(hosts)))
        _run(
            folder, program, "req", "-x509", "-config", "ca.conf", "-extensions", "authority", *_KEY,
            "-days", str(AUTHORITY_DAYS), "-keyout", "ca.key", "-out", "ca.crt",
        )  # fmt: skip
        _run(folder, program, "req", "-new", "-config", "broker.conf", *_KEY, "-keyout", "b.key", "-out", "b.csr")
        _run(
            folder, program, "x509", "-req", "-in", "b.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
            "-sha256", "-days", str(BROKER_DAYS), "-extfile", "broker.conf", "-extensions", "broker", "-out", "b.crt",
        )  # fmt: skip
        ca, ca_key, broker, key = (
            (folder / name).read_text("ascii") for name in ("ca.crt", "ca.key", "b.crt", "b.key")
        )
    return Certificates(ca, ca_key, broker, key)


def alternatives(hosts: Sequence[str]) -> str:
    """Names and addresses as a certificate says them. Raises BrokerConfigError for what is neither."""
    found = []
    for host in hosts:
        try:
            found.append(f"IP:{ipaddress.ip_address(host)}")
        except ValueError:
            if len(host) > 253 or HOST.fullmatch(host) is None:
                raise BrokerConfigError(
                    f"{host[:80]!r} is no name of a computer", "Give the name or address that laptops reach it by."
                ) from None
            found.append(f"DNS:{host}")
    return ", ".join(dict.fromkeys(found))


def _run(folder: Path, *command: str) -> None:
    try:
        subprocess.run(  # noqa: S603 (the system's own openssl, and names that were checked)
            command, cwd=folder, check=True, capture_output=True, timeout=PATIENCE_S, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or b""
        line = said.decode("utf-8", "replace").strip().splitlines()[-1:] or [type(error).__name__]
        raise BrokerConfigError(f"openssl could not make a certificate: {line[0]}", MISSING_ADVICE) from error
