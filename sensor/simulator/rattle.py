"""A clip with play: between its stops it flies, at a stop it bounces. What such a sensor feels instead of the bar.

One direction across the shaft, a stop at either end of the play, each a stiff spring with damping. Simulated alone: no
loose clip on a real bar was at hand to compare it with.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from dsp.samples import FloatArray
from sensor.simulator.profile import DT_S

CONTACT_HZ: Final = 100.0
"""How a clip of some tens of grams rings against its stop, Hz (ours)."""
CONTACT_DAMPING: Final = 0.25
"""Share of critical: a bounce keeps about 40 % of its speed, as plastic on steel does (ours)."""
ACROSS: Final = (0.0, 0.8, 0.6)
"""Direction of the play, bar axes: across the shaft, aslant, so that gravity holds it to a stop at rest."""


def rattling(force_ms2: FloatArray, play_m: float) -> FloatArray:
    """Specific force (3, n) that the sensor feels, bar axes. force_ms2: (3, n) of the bar at its place."""
    direction = np.array(ACROSS)
    driven = direction @ force_ms2
    felt = np.empty_like(driven)
    stiffness = (2.0 * np.pi * CONTACT_HZ) ** 2
    damping = 2.0 * CONTACT_DAMPING * 2.0 * np.pi * CONTACT_HZ
    half = 0.5 * play_m
    # Resting on the stop on which gravity holds it: pressed in as far as gives its weight.
    place = -half - float(driven[0]) / stiffness if driven[0] > 0.0 else half - float(driven[0]) / stiffness
    speed = 0.0
    for k, drive in enumerate(driven.tolist()):
        deep = place + half if place < -half else max(place - half, 0.0)
        contact = 0.0
        if deep != 0.0:
            contact = -stiffness * deep - damping * speed
            # A stop pushes; it does not pull.
            contact = max(contact, 0.0) if deep < 0.0 else min(contact, 0.0)
        felt[k] = contact
        speed += (contact - drive) * DT_S
        place += speed * DT_S
    return np.asarray(force_ms2 + direction[:, None] * (felt - driven))
