"""Packets pushed whole, cut, or damaged: what must hold for the decoder of any driver."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from sensor.drivers.base import Decoded, Decoder
from sensor.packets import Packet


def decoded_cut(decoder: Decoder, packets: Sequence[Packet], cuts: Sequence[int] = ()) -> list[Decoded]:
    """What each piece gives, the packets cut at these places."""
    edges = sorted({0, len(packets), *(cut % (len(packets) + 1) for cut in cuts)})
    return [decoder.push(packets[a:b]) for a, b in pairwise(edges)]


def assert_cut_makes_no_difference(new: Callable[[], Decoder], packets: Sequence[Packet], cuts: Sequence[int]) -> None:
    whole = new().push(packets)
    pieces = decoded_cut(new(), packets, cuts)
    np.testing.assert_array_equal(np.concatenate([p.counts for p in pieces]), whole.counts)
    assert sum(p.refused for p in pieces) == whole.refused
    assert sum(p.lost for p in pieces) == whole.lost
    if not pieces or whole.time_s is None:
        return
    for name in ("time_s", "acc_ms2", "gyro_rads"):
        parts = [getattr(p, name) for p in pieces if getattr(p, name) is not None]
        np.testing.assert_array_equal(np.concatenate(parts), getattr(whole, name))


def assert_sane(decoded: Decoded, packets: Sequence[Packet], samples_max: int) -> None:
    """Whatever the bytes: numbers, times in order, no more of them than packets can hold, and no complaint."""
    assert len(decoded.counts) == len(packets)
    assert len(decoded.acc_ms2) <= samples_max * len(packets)
    assert decoded.lost >= 0
    assert 0 <= decoded.refused <= len(packets)
    if decoded.time_s is not None:
        assert len(decoded.time_s) == len(decoded.acc_ms2)
        assert np.isfinite(decoded.time_s).all()


cut_places = st.lists(st.integers(0, 1000), max_size=12)


def damaged(payload: bytes, rng: random.Random) -> bytes:
    """A payload that was cut, changed in some bytes, made longer, or replaced."""
    way = rng.randrange(5)
    if way == 0:
        return payload[: rng.randrange(len(payload) + 1)]
    if way == 1:
        return payload + rng.randbytes(rng.randrange(1, 300))
    if way == 2:
        return rng.randbytes(rng.randrange(300))
    changed = bytearray(payload)
    for _ in range(rng.randrange(1, 6) if changed else 0):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)
