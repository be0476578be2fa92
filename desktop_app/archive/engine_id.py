"""Which engine measured: results of the same engine are never measured twice, those of another never mixed in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final

SCHEMA: Final = "rackside.archive/1"
"""Of the tables. Another one means that everything is measured anew."""
PACKAGES: Final = ("dsp", "sensor")
NOT_MEASURING: Final = frozenset({"ble", "simulator"})
"""Parts of `sensor` that no recording goes through when it is measured."""
SHOWN: Final = 16
"""Hexadecimal digits of a fingerprint: 64 bits, more than any history of one program needs."""


@dataclass(frozen=True, slots=True)
class EngineId:
    """version: of the program. parameters, code: fingerprints of the engine's parameters and of its source.

    The source counts too, since an engine changes more often than its version does.
    """

    version: str
    parameters: str
    code: str

    @property
    def fingerprint(self) -> str:
        """All of it, and the tables' schema, in one word."""
        return _hashed(f"{SCHEMA}|{self.version}|{self.parameters}|{self.code}".encode())


def present_engine() -> EngineId:
    """The engine of this installation, with its ordinary parameters."""
    from desktop_app import __version__
    from dsp.engine_params import EngineParams

    return EngineId(__version__, _hashed("\n".join(_said("", EngineParams())).encode()), _code())


def _code() -> str:
    root = Path(__file__).resolve().parent.parent.parent
    files = [root / "desktop_app" / "analysis.py"]
    for package in PACKAGES:
        inside = root / package
        files += (p for p in inside.rglob("*.py") if not NOT_MEASURING.intersection(p.relative_to(inside).parts))
    digest = hashlib.sha256()
    for file in sorted(files):
        # An installation may come without sources; its version tells it apart then.
        if file.is_file():
            digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:SHOWN]


def _said(name: str, value: Any) -> Iterator[str]:
    """Every figure of nested parameters, one a line, the same in every process."""
    if is_dataclass(value):
        for field in fields(value):
            yield from _said(f"{name}.{field.name}", getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key in sorted(value, key=str):
            yield from _said(f"{name}[{key}]", value[key])
    elif isinstance(value, (tuple, list)):
        for number, one in enumerate(value):
            yield from _said(f"{name}[{number}]", one)
    elif isinstance(value, (set, frozenset)):
        yield f"{name} {sorted(map(str, value))}"
    else:
        yield f"{name} {value.value if isinstance(value, Enum) else value!r}"


def _hashed(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:SHOWN]
