"""Pictures and tables of what is shown, under names that the user chooses; how it went is a line in the view."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop_app.replay.opened import Told
from desktop_app.replay.viewer import Viewer
from desktop_app.views import words_replay as words
from desktop_app.views.replay_dialogs import AskSave
from desktop_app.views.replay_pictures import save_picture
from sensor.errors import OutputError


class Saving:
    """view: what a picture is taken of."""

    def __init__(self, view: QWidget, viewer: Viewer, ask: AskSave) -> None:
        self._view, self._viewer, self._ask = view, viewer, ask

    def picture(self) -> None:
        """The view as it is, as PNG or SVG."""
        path = self._target(["replay"], ".png", words.PICTURE_FILTER)
        if path is None:
            return
        try:
            save_picture(self._view, path)
        except OutputError as error:
            self._viewer.tell(Told(error.message, error.advice, wrong=True))
        else:
            self._viewer.tell(Told(words.SAVED.format(path)))

    def reps(self) -> None:
        """The reps of all sets of the sensor that is shown."""
        path = self._target(["reps"], ".csv", words.CSV_FILTER)
        if path is not None:
            self._viewer.export_reps(path, words.SAVED_ROWS)

    def track(self) -> None:
        """The set that is shown, sample by sample."""
        found = self._viewer.showing().found
        number = found.measured.number if found is not None else 1
        path = self._target([f"set{number}", "track"], ".csv", words.CSV_FILTER)
        if path is not None:
            self._viewer.export_track(path, words.SAVED_SAMPLES)

    def _target(self, parts: list[str], suffix: str, kinds: str) -> Path | None:
        """Where to save; None where the user gave up, or there is nothing to save."""
        showing = self._viewer.showing()
        if showing.opened is None or showing.found is None:
            message, advice = words.NOTHING_TO_SAVE
            self._viewer.tell(Told(message, advice, wrong=True))
            return None
        path = showing.opened.path
        return self._ask(self._view, path.with_name(words.suggested(path, parts, suffix)), kinds)
