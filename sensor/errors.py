"""The errors of `sensor`: one small tree, each with one sentence of advice for the user."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class SensorError(Exception):
    """Base of every error that `sensor` raises on purpose.

    `message` is one line; `advice` is one sentence that the command line and the window show as it is.
    """

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice


class InputError(SensorError):
    """A file that cannot be used as it is. `line` counts from 1, None where no line is to blame."""

    def __init__(self, path: Path, message: str, advice: str, line: int | None = None) -> None:
        place = f"{path}, line {line}" if line is not None else str(path)
        super().__init__(f"{place}: {message}", advice)
        self.path = path
        self.line = line


class FileAccessError(InputError):
    """The file is not there, is a directory, or may not be read."""

    @staticmethod
    def of(path: Path, error: OSError) -> FileAccessError:
        """The error of a system call, in the user's words."""
        if isinstance(error, FileNotFoundError):
            return FileAccessError(path, "there is no such file", "Check the name and the folder.")
        if isinstance(error, IsADirectoryError):
            return FileAccessError(path, "is a directory", "Name the recordings in it instead.")
        if isinstance(error, PermissionError):
            return FileAccessError(path, "may not be read", "Give yourself read permission, or copy the file.")
        message = f"could not be read: {reason(error)}"
        return FileAccessError(path, message, "Copy the file to another disk and try again.")


class FormatError(InputError):
    """The file is not what it should be: empty, binary junk, or another program's."""


class ColumnError(InputError):
    """A column is missing, or its unit cannot be told."""


class ValuesError(InputError):
    """The rows hold too few usable numbers, or times no clock can be made of."""


class LimitError(InputError):
    """The file is larger than this program will take."""


class BaselineValueError(SensorError):
    """A value of a baseline that makes no sense. The message names its place."""


class OutputError(SensorError):
    """A file could not be written; nothing half-written is left under its name unless the message says so."""

    def __init__(self, path: Path, message: str, advice: str) -> None:
        super().__init__(f"{path}: {message}", advice)
        self.path = path

    @staticmethod
    def of(path: Path, error: OSError) -> OutputError:
        """The error of a system call, in the user's words."""
        if error.errno in _NO_ROOM:
            return DiskFullError(path, "there is no room left to write", "Free some space, or choose another disk.")
        if isinstance(error, FileNotFoundError):
            return OutputError(path, "there is no such folder", "Make the folder first, or choose another.")
        if isinstance(error, PermissionError):
            return OutputError(path, "may not be written", "Choose a folder that is yours.")
        if isinstance(error, FileExistsError):
            return OutputError(path, "exists already", "Choose another name: it is not written over.")
        return OutputError(path, f"could not be written: {reason(error)}", "Choose another name or disk.")


class DiskFullError(OutputError):
    """No room left on the disk, or the file reached the largest size allowed."""


class PacketError(SensorError):
    """Bytes that a driver cannot decode."""


class DeviceError(SensorError):
    """A sensor, or Bluetooth itself, could not be reached or used."""


class SetupError(DeviceError):
    """A sensor was reached but cannot be used: another protocol than its name says, or settings that it refuses."""


class RadioError(DeviceError):
    """Bluetooth itself cannot be used: no adapter, switched off, no permission, no service."""


class NotFoundError(DeviceError):
    """No such sensor is in range, or the name given fits several."""


class GattError(DeviceError):
    """A connected sensor did not do one step: not there, refused, or out of reach."""


class UnknownDriverError(SensorError):
    """No driver of that name."""


class ParameterError(SensorError):
    """A setting outside what can be done."""


def reason(error: OSError) -> str:
    """The system's own words for an error, without the path, which the message already names."""
    return os.strerror(error.errno).lower() if error.errno is not None else str(error)
