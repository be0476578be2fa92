"""What a recording says of itself in its last bytes, read at once, long before its packets are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mcap.exceptions import McapError
from mcap.reader import SeekingReader

from sensor.recording.framing import MALFORMED

_NO_SUMMARY: Final = (*MALFORMED, McapError, OSError, EOFError, MemoryError)


@dataclass(frozen=True, slots=True)
class Glance:
    """duration_s: from the first packet to the last. packets: of all sensors, viewers' samples too."""

    duration_s: float
    packets: int


def glance(path: Path) -> Glance | None:
    """Read the closing part of an MCAP; None where there is none, as after a crash, or it cannot be used."""
    try:
        with path.open("rb") as file:
            summary = SeekingReader(file).get_summary()
    except _NO_SUMMARY:
        return None
    if summary is None or summary.statistics is None:
        return None
    found = summary.statistics
    return Glance((found.message_end_time - found.message_start_time) * 1e-9, found.message_count)
