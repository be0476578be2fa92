"""The causal path, fed packet by packet: what it said and when, against truth and against the settled result.

The bottom is the moment at which the true vertical speed first comes to zero after the descent's peak. Delays are in
data time: from the true moment to the newest sample that the engine had when it spoke. How much later that sample's
packet arrives is told apart, as `packet`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import harness  # sets one thread a process: before numpy
import numpy as np
from injected import injected
from listening import Heard, Said, bottom_s, listen, said_of
from rich.table import Table
from rich.text import Text
from scoring import gathered, matched, overlap, pairs, quantile, rep_errors, rmse

from dsp.events import DescentSaid, RepSaid, SpeedAlarm
from sensor.simulator import RepTruth, Simulation, plan_set, simulate

FAMILIES: Final = (
    "rest", "bench", "hip_thrust", "touch_and_go", "slow", "rate50", "loss5", "loss5_burst", "deadlift45",
)  # fmt: skip
RUNAWAY: Final = "runaway"
SIGNS: Final = ("fast_descent", "late_rush", "bounce")
KNOWN_AFTER_S: Final = 0.050
PEAK_ASKED_MS: Final = 0.04
ALARM_FACTOR: Final = 1.33
ALARM_ASKED_S: Final = 0.080
FAST_SHARE: Final = 0.6
EARLY_TRAVEL: Final = 0.45
EARLY_ASKED: Final = 95.0
SIGN_ASKED_S: Final = 0.150
CALM_FACTOR: Final = 1.2
"""An alarm in a descent whose true peak stays below this many times the target is a false one."""
HALF_SAMPLE_S: Final = 0.005
FIRST_REPS: Final = 2


@dataclass
class Provisional:
    """One set: counts, and per true descent or rep what the causal path made of it."""

    seed: int
    exercise: str
    true: int
    settled: int
    live: int
    descents: int = 0
    ghosts: int = 0
    first_delay_s: list[float] = field(default_factory=list)
    at_50_ms: list[float] = field(default_factory=list)
    first_ms: list[float] = field(default_factory=list)
    settled_ms: list[float] = field(default_factory=list)
    drive_mean_ms: list[float] = field(default_factory=list)
    drive_peak_ms: list[float] = field(default_factory=list)
    to_settled_ms: list[float] = field(default_factory=list)
    rep_delay_s: list[float] = field(default_factory=list)


def provisional(job: tuple[str, int]) -> Provisional:
    family, seed = job
    sim = simulate(*plan_set(family, seed), seed)
    heard = listen(sim)
    true = [rep for rep in sim.truth.reps if rep.is_rep]
    reps = [e.rep for e in heard.of(RepSaid)]
    out = Provisional(seed, str(sim.context.exercise), len(true), len(heard.result.reps), len(reps))
    _descents(out, sim, heard, true)
    for rep, real in matched(reps, true):
        errors = rep_errors(rep, real)
        out.drive_mean_ms += gathered([errors], "drive_mean")
        out.drive_peak_ms += gathered([errors], "drive_peak")
        if rep.drive and real.drive:
            out.rep_delay_s.append(rep.said_at_s - real.end_s)
    for i, k in pairs(reps, heard.result.reps):
        ours, later = reps[i].drive, heard.result.reps[k].drive
        if ours and later:
            out.to_settled_ms.append(ours.peak_speed_ms - later.peak_speed_ms)
    for rep, real in matched(heard.result.reps, true):
        out.settled_ms += gathered([rep_errors(rep, real)], "descent_peak")
    return out


def _descents(out: Provisional, sim: Simulation, heard: Heard, true: Sequence[RepTruth]) -> None:
    """What was said of each true descent: the first time, and what stood 50 ms after the bottom."""
    said = heard.of(DescentSaid)
    claimed: set[int] = set()
    for rep in true:
        turn_s = bottom_s(sim, rep)
        if rep.descent is None or turn_s is None:
            continue
        out.descents += 1
        mine = [i for i, e in enumerate(said) if overlap(e.descent, rep.descent) > 0.5]
        claimed |= set(mine)
        if not mine:
            continue
        errors = [said[i].descent.peak_speed_ms - rep.descent.peak_speed_ms for i in mine]
        delays = [said[i].said_at_s - turn_s for i in mine]
        out.first_delay_s.append(delays[0])
        out.first_ms.append(errors[0])
        by_then = [e for e, d in zip(errors, delays, strict=True) if d <= KNOWN_AFTER_S + HALF_SAMPLE_S]
        out.at_50_ms += by_then[-1:]
    out.ghosts = len(said) - len(claimed)


@dataclass(frozen=True, slots=True)
class AlarmScore:
    """One true descent after the first two. ratio: of its time to the target time. crossing_s: when the bar passed
    1.33 x the target, None where it did not; all times from then on relative to that, in data time.
    """

    seed: int
    rep: int
    ratio: float
    peak_ratio: float
    crossing_s: float | None
    delay_s: float | None = None
    packet_s: float | None = None
    travel: float | None = None
    travel_arrived: float | None = None
    target_error: float | None = None


def alarms(seed: int) -> tuple[list[AlarmScore], Said]:
    """The alarm in every descent of a set that runs away now and then; and what was said of `fast_descent`."""
    plan, sensor, link = plan_set(RUNAWAY, seed)
    sim = simulate(plan, sensor, link, seed)
    heard = listen(sim)
    true = [rep for rep in sim.truth.reps if rep.is_rep and rep.descent]
    firsts = [rep.descent for rep in true[:FIRST_REPS] if rep.descent]
    target_ms = float(np.median([d.peak_speed_ms for d in firsts]))
    target_s = float(np.median([d.duration_s for d in firsts]))
    said = [(e, arrived) for e, arrived in heard.events if isinstance(e, SpeedAlarm)]
    scores = []
    for number, rep in enumerate(true[FIRST_REPS:], FIRST_REPS + 1):
        assert rep.descent is not None
        ratio, peak = rep.descent.duration_s / target_s, rep.descent.peak_speed_ms / target_ms
        crossing = _crossing_s(sim, rep, ALARM_FACTOR * target_ms)
        score = AlarmScore(seed, number, ratio, peak, crossing)
        mine = [(e, a) for e, a in said if rep.descent.start_s - 0.1 <= e.said_at_s <= rep.descent.end_s + 0.3]
        if mine:
            alarm, arrived = mine[0]
            # Arrivals are in true time, the samples' times by the sensor's own clock.
            here_s = arrived * (1.0 + sensor.clock_error)
            score = AlarmScore(
                seed, number, ratio, peak, crossing,
                alarm.said_at_s - crossing if crossing is not None else None,
                here_s - alarm.said_at_s, _travel(sim, rep, alarm.said_at_s), _travel(sim, rep, here_s),
                alarm.target_ms / target_ms - 1.0,
            )  # fmt: skip
        scores.append(score)
    fast = [rep for rep in true[FIRST_REPS:] if rep.descent and rep.descent.duration_s <= FAST_SHARE * target_s]
    return scores, said_of(sim, heard, "fast_descent", fast)


def _crossing_s(sim: Simulation, rep: RepTruth, limit_ms: float) -> float | None:
    """When the true downward speed first passes a limit in a descent."""
    assert rep.descent is not None
    first, last = np.searchsorted(sim.truth.time_s, [rep.descent.start_s, rep.descent.end_s])
    time_s, down = sim.truth.time_s[first:last], -sim.truth.velocity_ms[first:last, 2]
    over = np.flatnonzero(down > limit_ms)
    if not len(over):
        return None
    k = max(int(over[0]), 1)
    share = (limit_ms - down[k - 1]) / (down[k] - down[k - 1])
    return float(time_s[k - 1] + share * (time_s[k] - time_s[k - 1]))


def _travel(sim: Simulation, rep: RepTruth, at_s: float) -> float:
    """Share of the rep's true travel done at a moment."""
    assert rep.descent is not None
    height = np.interp([rep.descent.start_s, at_s], sim.truth.time_s, sim.truth.position_m[:, 2])
    return float(height[0] - height[1]) / rep.descent.travel_m


def signs(job: tuple[str, int]) -> tuple[str, Said]:
    """An injected sign: whether it was said live in its rep, and how long after the bottom."""
    code, seed = job
    made = injected(code, seed)
    if made is None:
        return code, Said()
    return code, said_of(made.simulation, listen(made.simulation, made.context), code, [made.true_rep])


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{1e3 * value:.0f}"


def _percent(part: float, whole: float) -> float | None:
    return 100.0 * part / whole if whole else None


def _provisional_table(by_family: dict[str, list[Provisional]]) -> Table:
    table = harness.table(
        "Provisional: counts, the descent's peak as known 50 ms after the bottom, drives; RMSE m/s, delays ms",
        "family", "sets", "count=true %", "=settled %", "descents", "said %", "ghosts", "delay p50", "p95",
        "known at +50 %", "d.peak at +50", "asked", "bias", "d.peak first said", "d.peak settled", "u.mean", "u.peak",
        "u.peak to settled", "rep delay p50", "p95",
    )  # fmt: skip
    for family, sets in by_family.items():
        one = _joined(sets)
        table.add_row(
            family, f"{len(sets)}", _f(_percent(sum(s.live == s.true for s in sets), len(sets)), 1),
            _f(_percent(sum(s.live == s.settled for s in sets), len(sets)), 1), f"{one.descents}",
            _f(_percent(len(one.first_ms), one.descents), 1), f"{one.ghosts}",
            _ms(quantile(one.first_delay_s, 0.5)), _ms(quantile(one.first_delay_s, 0.95)),
            _f(_percent(len(one.at_50_ms), one.descents), 1), harness.against(rmse(one.at_50_ms), PEAK_ASKED_MS),
            f"{PEAK_ASKED_MS:g}", _f(float(np.mean(one.at_50_ms)) if one.at_50_ms else None, 3),
            _f(rmse(one.first_ms), 3), _f(rmse(one.settled_ms), 3), _f(rmse(one.drive_mean_ms), 3),
            _f(rmse(one.drive_peak_ms), 3), _f(rmse(one.to_settled_ms), 3),
            _ms(quantile(one.rep_delay_s, 0.5)), _ms(quantile(one.rep_delay_s, 0.95)),
        )  # fmt: skip
    return table


def _f(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _joined(sets: list[Provisional]) -> Provisional:
    out = Provisional(-1, "", 0, 0, 0)
    for s in sets:
        out.descents += s.descents
        out.ghosts += s.ghosts
        for name in (
            "first_delay_s", "at_50_ms", "first_ms", "settled_ms", "drive_mean_ms", "drive_peak_ms", "to_settled_ms",
            "rep_delay_s",
        ):  # fmt: skip
            getattr(out, name).extend(getattr(s, name))
    return out


def _alarm_table(scores: list[AlarmScore]) -> Table:
    passed = [s for s in scores if s.crossing_s is not None]
    timely = [s.delay_s for s in passed if s.delay_s is not None]
    fast = [s for s in passed if s.ratio <= FAST_SHARE]
    calm = [s for s in scores if s.peak_ratio < CALM_FACTOR]
    packet = [s.packet_s for s in scores if s.packet_s is not None]
    table = harness.table(
        f"Speed alarm on {RUNAWAY}: reps whose bar truly passes {ALARM_FACTOR:g} x the target (first reps' peak speed)",
        "what", "reps", "figure", "asked",
    )  # fmt: skip

    def row(what: str, reps: int, figure: str | Text, asked: str = "") -> None:
        table.add_row(what, f"{reps}", figure, asked)

    row("alarm given %", len(passed), _f(_percent(len(timely), len(passed)), 1))
    row(
        "within 80 ms of passing %", len(passed),
        _f(_percent(sum(d <= ALARM_ASKED_S for d in timely), len(passed)), 1), "all",
    )  # fmt: skip
    for share in (0.5, 0.95, 1.0):
        value = quantile(timely, share)
        asked = 1e3 * ALARM_ASKED_S if share == 0.95 else None
        row(
            f"delay after passing, p{100 * share:.0f}, ms", len(timely),
            harness.against(None if value is None else 1e3 * value, asked, 0), "80" if asked else "",
        )  # fmt: skip
    row("packet on top, p50, ms", len(packet), _ms(quantile(packet, 0.5)))
    row("packet on top, p95, ms", len(packet), _ms(quantile(packet, 0.95)))
    for name in ("travel", "travel_arrived"):
        what = "" if name == "travel" else ", with the packet's delay"
        done = [v for s in fast if (v := getattr(s, name)) is not None]
        early = _percent(sum(v < EARLY_TRAVEL for v in done), len(fast))
        row(
            f"in 0.6 x the target time or less: alarm before 45 % of the travel %{what}", len(fast),
            harness.at_least(early, EARLY_ASKED if not what else None), "95" if not what else "",
        )  # fmt: skip
        row(f"  travel done at the alarm, p50 and p95, %{what}", len(done), " ".join(
            _f(None if (v := quantile(done, share)) is None else 100.0 * v, 0) for share in (0.5, 0.95)))  # fmt: skip
    row(
        f"false: alarm though the peak stays under {CALM_FACTOR:g} x the target, of 100 reps", len(calm),
        _f(_percent(sum(s.packet_s is not None for s in calm), len(calm)), 1),
    )  # fmt: skip
    errors = [abs(s.target_error) for s in scores if s.target_error is not None]
    row("engine's target off by, p50, %", len(errors), _f(100.0 * (quantile(errors, 0.5) or 0.0), 1))
    return table


def _signs_table(by_code: dict[str, Said]) -> Table:
    table = harness.table(
        "Signs of the descent said live: delay after the true bottom, ms", "sign", "shown", "said %", "p50", "p95",
        "max", "within 150 ms %", "asked", "said beside",
    )  # fmt: skip
    for name, said in by_code.items():
        timely = _percent(sum(d <= SIGN_ASKED_S for d in said.delays_s), said.shown)
        table.add_row(
            name, f"{said.shown}", _f(_percent(len(said.delays_s), said.shown), 1),
            _ms(quantile(said.delays_s, 0.5)), _ms(quantile(said.delays_s, 0.95)),
            _ms(max(said.delays_s, default=None)), _f(timely, 1), "all", f"{said.extra}",
        )  # fmt: skip
    return table


def _details(by_family: dict[str, list[Provisional]], scores: list[AlarmScore]) -> str:
    lines = []
    for family, sets in by_family.items():
        wrong = [f"{s.seed} {s.exercise} {s.live} of {s.true}" for s in sets if s.live != s.true]
        worst = sorted(sets, key=lambda s: -max(map(abs, s.at_50_ms), default=0.0))[:5]
        lines.append(f"{family}: miscounted live: {', '.join(wrong) or 'none'}")
        lines.append(
            f"{family}: worst peak at +50 ms: "
            + ", ".join(f"{s.seed} {s.exercise} {max(map(abs, s.at_50_ms), default=0.0):.3f}" for s in worst)
        )
        few = [f"{s.seed} {s.exercise} {len(s.first_ms)} of {s.descents}" for s in sets if len(s.first_ms) < s.descents]
        lines.append(f"{family}: descents not said: {', '.join(few) or 'none'}; ghosts: {_ghosts(sets)}")
    for s in scores:
        late = s.delay_s is None or s.delay_s > ALARM_ASKED_S
        if s.crossing_s is not None and late:
            lines.append(f"{RUNAWAY} seed {s.seed} rep {s.rep}: {s.ratio:.2f} x the time, delay {s.delay_s}")
        if s.peak_ratio < CALM_FACTOR and s.packet_s is not None:
            lines.append(f"{RUNAWAY} seed {s.seed} rep {s.rep}: false alarm at {s.peak_ratio:.2f} x the target")
    return "\n".join(lines)


def _ghosts(sets: list[Provisional]) -> str:
    return ", ".join(f"{s.seed} {s.exercise} {s.ghosts}" for s in sets if s.ghosts) or "none"


def main() -> None:
    """Print the tables."""
    options = harness.options(__doc__, quick=4)
    families, seeds = options.chosen(FAMILIES), options.seed_range()
    jobs = [(family, seed) for family in families for seed in seeds]
    by_family: dict[str, list[Provisional]] = {family: [] for family in families}
    for (family, _), result in zip(jobs, harness.answers(provisional, jobs, options.processes), strict=True):
        by_family[family].append(result)
    if by_family:
        harness.show(_provisional_table(by_family))
    scores: list[AlarmScore] = []
    by_code: dict[str, Said] = {}
    if options.chosen([RUNAWAY]):
        fast = Said()
        for some, said in harness.answers(alarms, list(seeds), options.processes):
            scores += some
            fast += said
        harness.show(_alarm_table(scores))
        by_code[f"fast_descent in 0.6 x the time or less, {RUNAWAY}"] = fast
    chosen = options.chosen(SIGNS)
    for code, said in harness.answers(signs, [(c, s) for c in chosen for s in seeds], options.processes):
        name = f"{code}, injected"
        by_code[name] = by_code.get(name, Said()) + said
    if by_code:
        harness.show(_signs_table(by_code))
    harness.show(harness.MARK)
    if options.details:
        harness.show(_details(by_family, scores))


if __name__ == "__main__":
    main()
