"""Physical constants and unit factors, the only place they are written."""

from __future__ import annotations

import math
from typing import Final

STANDARD_GRAVITY_MS2: Final = 9.80665
"""Standard gravity, m/s^2 (3rd CGPM, 1901)."""
RAD_PER_DEG: Final = math.pi / 180.0
DEG_PER_RAD: Final = 180.0 / math.pi
