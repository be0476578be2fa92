"""How much of a CSV is taken, and how much damage is put up with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class CsvLimits:
    """Limits of an import, and the shares that decide between a warning and an error.

    block_bytes: read and parsed at a time. line_bytes: longest line; a longer one is no table of numbers.
    header_lines: lines looked at for the header, since some programs write a few lines before it.
    rows_max: 50 million are 70 hours at 200 Hz. unpacked_max_bytes: of a .gz, against archives made to fill memory.
    rows_min: fewer give no rate. bad_share_max: unreadable rows beyond which the file is not what its header says.
    behind_share_max: rows earlier than one before them, beyond which the order is not an accident of transport.
    reorder_max_s: disorder up to this is late delivery, and sorted; a row further back is a wrong stamp, left out.
    time_max_s: seconds since 1970 in the year 5138; a larger time is in another unit.
    acc_max_ms2, rate_max_rads: no sensor measures more; such cells count as unreadable.
    repeat_share: repeated times beyond which they are those of packets.
    burst_share, burst_step: the same for stamps that advance within a packet by less than that share of the mean step.
    ordinary_share: steps that the mean is taken over, the shortest ones: one long silence says nothing of packets.
    """

    block_bytes: int = 4 << 20
    line_bytes: int = 64 << 10
    header_lines: int = 40
    rows_max: int = 50_000_000
    unpacked_max_bytes: int = 4 << 30
    rows_min: int = 3
    bad_share_max: float = 0.2
    behind_share_max: float = 0.05
    reorder_max_s: float = 0.5
    time_max_s: float = 1e11
    acc_max_ms2: float = 1e6
    rate_max_rads: float = 1e6
    repeat_share: float = 0.2
    burst_share: float = 0.4
    burst_step: float = 0.1
    ordinary_share: float = 0.98


CSV_LIMITS: Final = CsvLimits()
