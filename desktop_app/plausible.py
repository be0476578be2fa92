"""What a person can mean: a figure beyond these is a slip."""

from __future__ import annotations

from typing import Final

LONGEST_SHAFT_M: Final = 1.3
"""Half the longest barbell there is, rounded up: nothing is clipped farther out."""
WIDEST_CLIP_M: Final = 0.3
"""No clip stands farther off the shaft's axis."""
