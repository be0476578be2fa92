"""Where the app keeps what is the user's, by the rules of each operating system."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from platformdirs import user_config_path, user_data_path

APP: Final = "rackside"


def calibrations_folder() -> Path:
    """The folder of sensors' calibrations; it need not exist yet."""
    return user_data_path(APP, appauthor=False) / "calibrations"


def recordings_folder() -> Path:
    """The folder of recorded sessions; it need not exist yet."""
    return user_data_path(APP, appauthor=False) / "recordings"


def settings_file() -> Path:
    """The file of the app's settings; it need not exist yet."""
    return user_config_path(APP, appauthor=False) / "settings.json"


def group_folder() -> Path:
    """The folder of what is put by for the coach, or came to them; it need not exist yet."""
    return user_data_path(APP, appauthor=False) / "group"


def history_folder() -> Path:
    """The folder of the database of what was lifted; it need not exist yet."""
    return user_data_path(APP, appauthor=False) / "history"
