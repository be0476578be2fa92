"""The recorded cues: short files in `cues/`, listed by their words in `words.txt`, read when they are first needed."""

from __future__ import annotations

import io
import wave
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt

FOLDER: Final = files("desktop_app.sound") / "cues"
INDEX: Final = "words.txt"
MOST_NUMBER: Final = 30
"""Rep numbers are recorded up to this."""

Clip = npt.NDArray[np.float32]


class CueShelf:
    """Clips by their words, at the rate they are asked for. A file that is missing or damaged is silence."""

    def __init__(self) -> None:
        self._names: dict[str, str] | None = None
        self._clips: dict[tuple[str, float], Clip | None] = {}

    @property
    def words(self) -> list[str]:
        """All that is recorded."""
        return list(self._listed())

    def clip(self, words: str, rate_hz: float) -> Clip | None:
        """Samples within -1 to 1; None where the words are not recorded."""
        key = (words, rate_hz)
        if key not in self._clips:
            name = self._listed().get(words)
            self._clips[key] = None if name is None else _read(name, rate_hz)
        return self._clips[key]

    def _listed(self) -> dict[str, str]:
        if self._names is None:
            try:
                lines = (FOLDER / INDEX).read_text(encoding="utf-8").splitlines()
            except (OSError, UnicodeDecodeError):
                lines = []
            pairs = [line.split("\t", 1) for line in lines if "\t" in line]
            self._names = {words: name for name, words in pairs}
        return self._names


def _read(name: str, rate_hz: float) -> Clip | None:
    try:
        with wave.open(io.BytesIO((FOLDER / name).read_bytes())) as file:
            if file.getnchannels() != 1 or file.getsampwidth() != 2:
                return None
            own_hz = file.getframerate()
            raw = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float64) / 32768.0
    except (OSError, wave.Error, EOFError, ValueError):
        return None
    if not len(raw):
        return None
    count = max(round(len(raw) * rate_hz / own_hz), 1)
    # By the spectrum: exact for what a recording holds, and clips are short.
    return np.asarray(np.fft.irfft(np.fft.rfft(raw), count) * count / len(raw), dtype=np.float32)
