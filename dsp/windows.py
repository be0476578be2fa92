"""Running means and the like over uniform samples, by cumulative sums: no loop, no scipy."""

from __future__ import annotations

import numpy as np

from dsp.samples import FloatArray


def running_mean(values: FloatArray, width: int) -> FloatArray:
    """Centred mean over `width` samples (n,) or (n, k), the ends by repetition of the edge value."""
    width = max(int(width), 1)
    if width == 1:
        return values
    before, after = width // 2, width - 1 - width // 2
    padded = np.concatenate([np.repeat(values[:1], before + 1, axis=0), values, np.repeat(values[-1:], after, axis=0)])
    total = np.cumsum(padded, axis=0)
    mean = np.asarray(total[width:] - total[:-width])
    mean /= width
    return mean


def mean_row(values: FloatArray) -> FloatArray:
    """Mean over the rows: (n, k) -> (k,). As a product: numpy's own mean is slow over few columns."""
    return np.asarray(np.full(len(values), 1.0 / len(values)) @ values)


def block_sums(values: FloatArray, size: int) -> FloatArray:
    """Sum over each `size` rows that follow one another: (n, k) -> (n // size, k); rows left over are left out."""
    count = len(values) // size
    return np.asarray(np.ones(size) @ values[: count * size].reshape(count, size, -1))


def running_spread(values: FloatArray, width: int) -> FloatArray:
    """Standard deviation within a centred window, all axes together: (n, k) -> (n,)."""
    centred = values - mean_row(values)
    mean = running_mean(centred, width)
    return np.sqrt(np.maximum(running_mean(squared(centred), width) - squared(mean), 0.0))


def squared(vectors: FloatArray) -> FloatArray:
    """Squared length of each row: (n, k) -> (n,)."""
    return np.asarray(np.einsum("ij,ij->i", vectors, vectors))


def running_max(values: FloatArray, width: int) -> FloatArray:
    """Centred maximum over an odd `width`: (n,) -> (n,)."""
    half = max(int(width) // 2, 0)
    out = values.copy()
    for k in range(1, half + 1):
        np.maximum(out[k:], values[:-k], out=out[k:])
        np.maximum(out[:-k], values[k:], out=out[:-k])
    return out


def runs_of(mask: np.ndarray) -> list[tuple[int, int]]:
    """The stretches where a mask is True, as [first, past-the-last)."""
    if not len(mask):
        return []
    edges = (np.flatnonzero(mask[1:] != mask[:-1]) + 1).tolist()
    if mask[0]:
        edges.insert(0, 0)
    if mask[-1]:
        edges.append(len(mask))
    return list(zip(edges[::2], edges[1::2], strict=True))


def cumulative_trapezoid(values: FloatArray, step_s: float) -> FloatArray:
    """Integral from the first sample on, trapezoidal: (n,) or (n, k), starting at 0."""
    total = np.cumsum(values, axis=0)
    total -= 0.5 * (values + values[:1])
    total *= step_s
    return total
