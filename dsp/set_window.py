"""Where one set ends and the next begins, told causally from quiet: a minute of it, or a limit on length."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dsp.constants import RAD_PER_DEG
from dsp.samples import FloatArray, Samples


@dataclass(frozen=True, slots=True)
class WindowParams:
    """block_s: stretch judged at once.
    quiet_acc_ms2, quiet_rate_rads: ranges within a block of a bar that nobody holds.
    close_s: quiet that ends a set (the contract's 60 s). lead_s: rest kept in front of the next set; lead_max_s: once
    there is so much of it, and of the rest that ended a set, as it is settled.
    longest_s: a set is closed here at the latest, which bounds memory. pause_s: quiet after which the set so far
    is settled for the first time.
    """

    block_s: float = 1.0
    quiet_acc_ms2: float = 0.8
    quiet_rate_rads: float = 8.0 * RAD_PER_DEG
    close_s: float = 60.0
    lead_s: float = 5.0
    lead_max_s: float = 15.0
    longest_s: float = 900.0
    pause_s: float = 4.0


@dataclass
class SetWindow:
    """Quiet of the set at hand, fed block by block of data time."""

    params: WindowParams
    quiet_s: float = 0.0
    busy: bool = False

    def judge(self, block: Samples) -> None:
        """Take in one block."""
        quiet = len(block) == 0 or (
            _widest(block.acc_ms2) < self.params.quiet_acc_ms2
            and _widest(block.gyro_rads) < self.params.quiet_rate_rads
        )
        if quiet:
            self.quiet_s += self.params.block_s
        else:
            self.quiet_s, self.busy = 0.0, True

    def restart(self) -> None:
        """Begin the next set, still quiet."""
        self.quiet_s, self.busy = 0.0, False


def _widest(values: FloatArray) -> float:
    """The widest range of any axis, (n, 3), NaN where that is none: along rows of a copy, which numpy does quicker."""
    with np.errstate(invalid="ignore"):
        return float(np.ptp(values.T.copy(), axis=1).max())
