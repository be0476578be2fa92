"""Found reps against true ones: which belong together, how far apart their figures are, how well that was foretold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar

import numpy as np
from plain_baseline import Plain

from dsp.results import Quality, Rep
from sensor.simulator import PhaseTruth, RepTruth

OVERLAP: Final = 0.5
"""Two stretches of time are the same movement where more than this share of the true one is in both."""
SIGMAS: Final = 2.0
COVERED: Final = ("mean", "peak", "rom", "forward")


class Span(Protocol):
    @property
    def start_s(self) -> float: ...

    @property
    def end_s(self) -> float: ...


Found = TypeVar("Found", bound=Span)


@dataclass(frozen=True, slots=True)
class RepErrors:
    """Measured minus true of one rep, by name; what either side does not know is left out.

    errors: `descent_mean`, `drive_mean`, `descent_peak`, `drive_peak` in m/s, `rom`, `forward` in m, `descent_start`,
    `descent_end`, `drive_start`, `drive_end`, `descent_time`, `pause` in s, `turn` in percent.
    in_sigmas: errors over the stated sigma, by `COVERED`.
    """

    good: bool
    errors: dict[str, float]
    in_sigmas: dict[str, list[float]] = field(default_factory=dict)


def overlap(found: Span, true: Span) -> float:
    """Share of the true stretch that lies in the found one."""
    common = min(found.end_s, true.end_s) - max(found.start_s, true.start_s)
    return max(common, 0.0) / max(true.end_s - true.start_s, 1e-9)


def matched(found: Sequence[Found], true: Sequence[RepTruth]) -> list[tuple[Found, RepTruth]]:
    """Pairs that belong together: each of the one with at most one of the other, the best first."""
    return [(found[i], true[k]) for i, k in pairs(found, true)]


def pairs(found: Sequence[Span], true: Sequence[Span]) -> list[tuple[int, int]]:
    shares = sorted(((overlap(f, t), i, k) for i, f in enumerate(found) for k, t in enumerate(true)), reverse=True)
    used_found: set[int] = set()
    used_true: set[int] = set()
    out = []
    for share, i, k in shares:
        if share > OVERLAP and i not in used_found and k not in used_true:
            used_found.add(i)
            used_true.add(k)
            out.append((i, k))
    return sorted(out)


def rep_errors(rep: Rep, true: RepTruth) -> RepErrors:
    """What the product says of a rep, against truth."""
    errors: dict[str, float] = {}
    if rep.descent and true.descent:
        errors |= _phase("descent", rep.descent, rep.descent.mean_speed_ms, rep.descent.peak_speed_ms, true.descent)
        errors["descent_time"] = rep.descent.duration_s - true.descent.duration_s
    if rep.drive and true.drive:
        errors |= _phase("drive", rep.drive, rep.drive.mean_speed_ms, rep.drive.peak_speed_ms, true.drive)
    if rep.rom_m is not None:
        errors["rom"] = rep.rom_m - true.rom_m
    if rep.path.max_forward_m is not None:
        errors["forward"] = rep.path.max_forward_m - _forward(rep, true)
    if rep.bottom and true.bottom:
        errors["pause"] = rep.bottom.pause_s - true.bottom.pause_s
        measured, really = rep.bottom.turnaround_acc_ms2, true.bottom.turnaround_acc_ms2
        if measured is not None and really is not None:
            errors["turn"] = 100.0 * (measured / really - 1.0)
    return RepErrors(rep.quality is Quality.GOOD, errors, _in_sigmas(rep, errors))


def _forward(rep: Rep, true: RepTruth) -> float:
    """The most forward point; where forward is not known, the farther one of forward and backward."""
    return true.forward_m if rep.path.signed else max(true.forward_m, true.backward_m)


def _phase(name: str, found: Span, mean_ms: float, peak_ms: float, true: PhaseTruth) -> dict[str, float]:
    return {
        f"{name}_mean": mean_ms - true.mean_speed_ms,
        f"{name}_peak": peak_ms - true.peak_speed_ms,
        f"{name}_start": found.start_s - true.start_s,
        f"{name}_end": found.end_s - true.end_s,
    }


def _in_sigmas(rep: Rep, errors: dict[str, float]) -> dict[str, list[float]]:
    sigma = rep.sigma
    stated = {
        "mean": (sigma.mean_speed_ms, ("descent_mean", "drive_mean")),
        "peak": (sigma.peak_speed_ms, ("descent_peak", "drive_peak")),
        "rom": (sigma.rom_m, ("rom",)),
        "forward": (sigma.forward_m, ("forward",)),
    }
    return {name: [errors[n] / value for n in names if n in errors] for name, (value, names) in stated.items() if value}


def plain_errors(plain: Plain, true: Sequence[RepTruth]) -> list[RepErrors]:
    """What the baseline says, against truth; it knows no order of phases, so each is held against the truth's own."""
    by_rep: list[dict[str, float]] = [{} for _ in true]
    for name, phases in (("descent", plain.descents), ("drive", plain.drives)):
        owners = [(k, p) for k, rep in enumerate(true) if (p := getattr(rep, name)) is not None]
        for i, j in pairs(phases, [p for _, p in owners]):
            k, real = owners[j]
            by_rep[k] |= _phase(name, phases[i], phases[i].mean_ms, phases[i].peak_ms, real)
            if name == "descent":
                by_rep[k]["rom"] = phases[i].travel_m - true[k].rom_m
                by_rep[k]["descent_time"] = (phases[i].end_s - phases[i].start_s) - real.duration_s
    return [RepErrors(True, errors) for errors in by_rep if errors]


def gathered(reps: Iterable[RepErrors], *names: str) -> list[float]:
    return [rep.errors[name] for rep in reps for name in names if name in rep.errors]


def rmse(values: Sequence[float]) -> float | None:
    return float(np.sqrt(np.mean(np.square(values)))) if len(values) else None


def covered(reps: Iterable[RepErrors], name: str) -> float | None:
    """Percent of errors within two of the stated sigmas."""
    values = [v for rep in reps for v in rep.in_sigmas.get(name, [])]
    return 100.0 * float(np.mean(np.abs(values) <= SIGMAS)) if values else None


def quantile(values: Sequence[float], share: float) -> float | None:
    return float(np.quantile(values, share)) if len(values) else None
