"""The recorded cues: everything that may be said is there, sounds decent, and is small."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from desktop_app.sound.decisions import OWN_WORDS
from desktop_app.sound.shelf import FOLDER, INDEX, MOST_NUMBER, CueShelf
from dsp.signs.table import CODES, TEMPO_CUES

MOST_BYTES = 1_500_000
SHELF = CueShelf()


def test_whatever_may_be_said_is_recorded() -> None:
    cues = {row.cue for row in CODES.values() if row.cue} | set(TEMPO_CUES.values()) | set(OWN_WORDS)
    numbers = {str(n) for n in range(1, MOST_NUMBER + 1)}
    assert set(SHELF.words) == cues | numbers


def test_files_and_list_are_the_same_and_small() -> None:
    folder = Path(str(FOLDER))
    listed = {line.split("\t")[0] for line in (folder / INDEX).read_text(encoding="utf-8").splitlines()}
    found = {path.name for path in folder.glob("*.wav")}
    assert listed == found
    assert sum(path.stat().st_size for path in folder.iterdir()) < MOST_BYTES
    for name in found:
        with wave.open(str(folder / name)) as file:
            assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 16_000)


@pytest.mark.parametrize("words", SHELF.words)
def test_each_is_short_trimmed_and_as_loud_as_the_others(words: str) -> None:
    clip = SHELF.clip(words, 16_000.0)
    assert clip is not None
    assert 0.15 < len(clip) / 16_000.0 < 1.8
    assert 0.12 < np.sqrt(np.mean(clip**2)) < 0.2
    assert np.abs(clip).max() <= 1.0
    loud = np.flatnonzero(np.abs(clip) > 0.05)
    assert loud[0] / 16_000.0 < 0.12
    assert (len(clip) - loud[-1]) / 16_000.0 < 0.25


def test_at_another_rate_it_lasts_as_long_and_sounds_the_same() -> None:
    low, high = SHELF.clip("Rack it", 16_000.0), SHELF.clip("Rack it", 48_000.0)
    assert low is not None
    assert high is not None
    assert len(high) == 3 * len(low)
    np.testing.assert_allclose(high[::3], low, atol=1e-4)


def test_words_that_are_not_recorded_are_none() -> None:
    assert SHELF.clip("Bend the knee", 48_000.0) is None
    assert SHELF.clip(str(MOST_NUMBER + 1), 48_000.0) is None
