"""The descent speed that the live tone follows: a peak, since that is what runs away."""

from __future__ import annotations

from dsp.features import RepFeatures
from dsp.limits import SignLimits
from dsp.results import Quality
from dsp.signs.finding import known, middle
from dsp.signs.reference import Held
from dsp.signs.table import CODES


def descent_target_ms(rom_m: float | None, held: Held) -> float | None:
    """The target peak speed of the next descent, m/s; None where nothing says.

    rom_m: the travel to expect; where None, that prescribed, else the lifter's own.
    Prescription: travel over the prescribed time, times the peak-to-mean ratio of the lifter's own reps.
    Else the baseline's peak, else that of the first reps; not for lifts that only a prescription holds to a speed.
    """
    tempo = held.context.tempo
    if tempo is not None:
        travel_m = rom_m if rom_m is not None else _own_travel_m(held)
        if tempo.eccentric_s is None or tempo.eccentric_s <= 0.0 or travel_m is None or travel_m <= 0.0:
            return None
        return travel_m / tempo.eccentric_s * peak_to_mean(held.earlier, held.limits)
    row = held.row
    if row is None or row.name in CODES["fast_descent"].prescribed_only:
        return None
    reference = held.reference("descent_peak_ms")
    return reference.value if reference is not None and reference.value > 0.0 else None


def peak_to_mean(reps: tuple[RepFeatures, ...], limits: SignLimits) -> float:
    """The median ratio of peak speed to travel over the tempo digit in the good reps, within the limits' bounds."""
    ratios = [r for r in (_ratio(rep) for rep in reps if rep.quality is Quality.GOOD) if r is not None]
    if not ratios:
        return limits.target_peak_to_mean
    return min(max(middle(ratios), limits.target_peak_to_mean_min), limits.target_peak_to_mean_max)


def _ratio(rep: RepFeatures) -> float | None:
    peak, time, travel = known(rep.descent_peak_ms), known(rep.tempo_eccentric_s), known(rep.rom_m)
    if peak is None or time is None or travel is None or travel.value <= 0.0 or time.value <= 0.0:
        return None
    return peak.value * time.value / travel.value


def _own_travel_m(held: Held) -> float | None:
    if held.context.prescribed_rom_m is not None:
        return held.context.prescribed_rom_m
    reference = held.reference("rom_m")
    return reference.value if reference is not None else None
