"""Calibrations kept by sensor: a JSON file each, in a folder that the caller names."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final, cast

from dsp.calibration import Calibration, Vector
from dsp.calibration_fit import FIT, CalibrationFit
from sensor.calibration_json import calibration_from_plain, calibration_to_plain, vector_from_plain
from sensor.drivers.settings import Settings
from sensor.errors import FileAccessError, FormatError, InputError, OutputError
from sensor.files import PRIVATE_FOLDER, write_private
from sensor.loaded import SensorIdentity

SCHEMA: Final = "rackside.calibration/1"
FILE_MAX_BYTES: Final = 64 << 10
FILES_MAX: Final = 10_000
TEXT_MAX_CHARS: Final = 500
_AGAIN: Final = "Delete the file and calibrate the sensor again."


@dataclass(frozen=True, slots=True)
class StoredCalibration:
    """One sensor's calibration.

    driver, identity: whose it is; identity is the sensor's serial, or its address where it tells none.
    made_unix_s: wall time at which it was made. fit: the calibration, and how good it is. name: what to show.
    """

    driver: str
    identity: str
    made_unix_s: float
    fit: CalibrationFit
    name: str | None = None

    @property
    def calibration(self) -> Calibration:
        return self.fit.calibration


class CalibrationStore:
    """The calibrations of a folder, which is made when the first one is saved."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save(self, stored: StoredCalibration) -> Path:
        """Keep a calibration in place of the one before, whole or not at all. Raises OutputError."""
        path = self.path_of(stored.driver, stored.identity)
        try:
            self.folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError.of(self.folder, error) from error
        text = json.dumps(to_plain(stored), indent=2, allow_nan=False) + "\n"
        write_private(path, text)
        return path

    def find(self, driver: str, *identities: str | None) -> StoredCalibration | None:
        """The newest calibration kept under one of the identities, which are a sensor's serial and address.

        A sensor that once did not tell its serial has one under its address too. Raises InputError for a file that
        cannot be read, or is no calibration of this sensor.
        """
        kept = [self._kept(driver, identity) for identity in identities if identity]
        return max(filter(None, kept), key=lambda stored: stored.made_unix_s, default=None)

    def of(self, identity: SensorIdentity, settings: Settings) -> Calibration | None:
        """What a sensor that was set up is to be corrected by, as a `RecordingSession` asks. Raises InputError."""
        stored = self.find(identity.driver, settings.serial, identity.address)
        return None if stored is None else stored.calibration

    def _kept(self, driver: str, identity: str) -> StoredCalibration | None:
        path = self.path_of(driver, identity)
        try:
            if not path.exists():
                return None
        except OSError as error:
            raise FileAccessError.of(path, error) from error
        stored = read_calibration(path)
        if (stored.driver, stored.identity) != (driver, identity):
            raise FormatError(path, f"is the calibration of another sensor, {stored.identity[:60]}", _AGAIN)
        return stored

    def all(self) -> tuple[list[StoredCalibration], list[InputError]]:
        """Every calibration that can be read, by name of file, and what is wrong with the others."""
        good: list[StoredCalibration] = []
        bad: list[InputError] = []
        for path in sorted(self.folder.glob("*.json"))[:FILES_MAX]:
            try:
                good.append(read_calibration(path))
            except InputError as error:
                bad.append(error)
        return good, bad

    def delete(self, driver: str, identity: str) -> bool:
        """Take a calibration away, also one that cannot be read; False where there is none. Raises OutputError."""
        path = self.path_of(driver, identity)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise OutputError.of(path, error) from error
        return True

    def path_of(self, driver: str, identity: str) -> Path:
        """The file of one sensor. What a sensor calls itself never leads out of the folder, nor to another's file."""
        shown = re.sub(r"[^A-Za-z0-9]+", "-", f"{driver}-{identity}").strip("-")[:60]
        mark = hashlib.sha256(f"{driver}\0{identity}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
        return self.folder / f"{shown}-{mark}.json"


def read_calibration(path: Path) -> StoredCalibration:
    """Read one file. Raises InputError for whatever is not a calibration that a sound sensor may have."""
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_MAX_BYTES + 1)
    except OSError as error:
        raise FileAccessError.of(path, error) from error
    try:
        found = json.loads(raw) if len(raw) <= FILE_MAX_BYTES else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise FormatError(path, "is no calibration", _AGAIN)
    stored = _from_plain(found)
    if stored is None or not _plausible(stored.calibration):
        raise FormatError(path, "is a calibration whose values make no sense", _AGAIN)
    return stored


def to_plain(stored: StoredCalibration) -> dict[str, Any]:
    """What its file holds."""
    fit = asdict(stored.fit)
    del fit["calibration"]
    return {
        "schema": SCHEMA,
        "driver": stored.driver,
        "identity": stored.identity,
        "name": stored.name,
        "made_unix_s": stored.made_unix_s,
        "calibration": calibration_to_plain(stored.calibration),
        "fit": fit,
    }


def _from_plain(found: Mapping[str, object]) -> StoredCalibration | None:
    driver, identity, name = (_text(found.get(key)) for key in ("driver", "identity", "name"))
    made_unix_s = _number(found.get("made_unix_s"))
    fit = _fit(found)
    if driver is None or identity is None or made_unix_s is None or fit is None:
        return None
    return StoredCalibration(driver, identity, made_unix_s, fit, name)


def _fit(found: Mapping[str, object]) -> CalibrationFit | None:
    calibration = calibration_from_plain(found.get("calibration"))
    numbers = found.get("fit")
    if calibration is None or not isinstance(numbers, dict):
        return None
    values: dict[str, float | int | Vector] = {}
    for field in fields(CalibrationFit):
        if field.name == "calibration":
            continue
        value = numbers.get(field.name)
        known = vector_from_plain(value) if field.type == "Vector" else _number(value)
        if known is None or (field.type == "int" and not isinstance(value, int)):
            return None
        values[field.name] = int(cast("float", known)) if field.type == "int" else known
    return CalibrationFit(calibration=calibration, **values)  # type: ignore[arg-type]


def _plausible(calibration: Calibration) -> bool:
    """Whether a fit could have given it; an edited file must not bend every later recording."""
    gain = calibration.acc_gain
    square = all(abs(gain[i][j] - gain[j][i]) < 1e-9 and abs(gain[i][j]) < 0.1 for i in range(3) for j in range(i))
    return (
        square
        and max(map(abs, calibration.acc_bias_ms2)) <= FIT.bias_max_ms2
        and max(abs(gain[k][k] - 1.0) for k in range(3)) <= FIT.scale_max_share
        and max(map(abs, calibration.gyro_bias_rads)) <= FIT.gyro_bias_max_rads
    )


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 1e12:
        return None
    return float(value)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= TEXT_MAX_CHARS else None
