"""Records the spoken cues that are shipped for machines without a voice: `python -m tests.tools.record_cues`.

Needs espeak-ng. Writes `desktop_app/sound/cues/*.wav` (mono, 16 bit, 16 kHz, silence trimmed, all equally loud) and
`words.txt`, a line `FILE<TAB>WORDS` each. Words are all cues of the signs, what the sound itself says, and numbers.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import wave
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from desktop_app.sound.decisions import OWN_WORDS
from desktop_app.sound.shelf import FOLDER, INDEX, MOST_NUMBER
from dsp.signs.table import CODES, TEMPO_CUES

RATE_HZ: Final = 16_000
VOICE: Final = ("-v", "en-us+f3", "-s", "185", "-p", "42", "-g", "0", "-k", "0")
"""A female variant is heard better over gym noise than the default; quick enough for a short pause at the top."""
LOUDNESS: Final = 0.16
PEAK: Final = 0.95
QUIET: Final = 0.015
FADE_S: Final = 0.008


def all_words() -> list[str]:
    """Everything that may be said, numbers last."""
    cues = [row.cue for row in CODES.values() if row.cue] + list(TEMPO_CUES.values()) + list(OWN_WORDS)
    return list(dict.fromkeys(cues)) + [str(n) for n in range(1, MOST_NUMBER + 1)]


def record(words: str) -> npt.NDArray[np.int16]:
    """Say words and bring them to one loudness and rate."""
    program = shutil.which("espeak-ng") or "espeak-ng"
    said = subprocess.run([program, *VOICE, "--stdout", words], capture_output=True, check=True).stdout
    with wave.open(io.BytesIO(said)) as file:
        rate_hz = file.getframerate()
        raw = np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(float) / 32768.0
    return finished(resampled(raw, rate_hz))


def resampled(samples: npt.NDArray[np.float64], rate_hz: int) -> npt.NDArray[np.float64]:
    """To RATE_HZ, by cutting the spectrum."""
    count = round(len(samples) * RATE_HZ / rate_hz)
    return np.fft.irfft(np.fft.rfft(samples), count) * count / len(samples)


def finished(samples: npt.NDArray[np.float64]) -> npt.NDArray[np.int16]:
    """Trimmed, equally loud, faded at both ends."""
    heard = np.flatnonzero(np.abs(samples) > QUIET * np.abs(samples).max())
    out = samples[heard[0] : heard[-1] + 1] - samples.mean()
    out *= LOUDNESS / np.sqrt(np.mean(out**2))
    # A soft knee rather than a scale: peaks of one consonant must not make the whole word soft.
    out = PEAK * np.tanh(out / PEAK)
    fade = int(FADE_S * RATE_HZ)
    ramp = np.linspace(0.0, 1.0, fade)
    out[:fade] *= ramp
    out[-fade:] *= ramp[::-1]
    return np.round(out * 32767.0).astype(np.int16)


def main() -> int:
    """Write all files anew."""
    if shutil.which("espeak-ng") is None:
        print("espeak-ng is missing: install it (apt install espeak-ng)", file=sys.stderr)  # noqa: T201
        return 1
    folder = Path(str(FOLDER))
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.wav"):
        old.unlink()
    lines = []
    for words in all_words():
        name = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_") + ".wav"
        with wave.open(str(folder / name), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            file.writeframes(record(words).astype("<i2").tobytes())
        lines.append(f"{name}\t{words}\n")
    (folder / INDEX).write_text("".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
