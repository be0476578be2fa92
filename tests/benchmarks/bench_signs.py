"""Signs: how many of those injected are found, and how many are given in clean sets.

Each code (after a colon another measure of the same sign) is injected by three of its stated sigmas beyond its limit,
or just more, into sets with ordinary variation. Clean sets are judged as they are, and again with their own tempo
prescribed. `live` is the causal path fed packet by packet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import harness  # sets one thread a process: before numpy
import numpy as np
from injected import MEASURES, Injected, injected
from listening import listen
from rich.table import Table
from scoring import quantile

from dsp.context import Tempo
from dsp.engine import Engine
from dsp.events import RepSaid, SetSettled, SignSaid
from dsp.results import Severity, Sign
from dsp.signs import CODES
from sensor.simulator import Simulation, plan_set, simulate

FOUND_ASKED: Final = 95.0
FALSE_ASKED: Final = 2.0
SIGMAS_STATED: Final = 2.0
COVERED_ASKED: Final = (90.0, 99.0)
CLEAN: Final = "clean"


@dataclass(frozen=True, slots=True)
class Shown:
    """What came of one injected set; sigmas None where no dose reaches three sigmas."""

    code: str
    seed: int
    exercise: str
    sigmas: float | None
    found: bool = False
    warned: bool = False
    live: bool = False
    error_sigmas: float | None = None
    """Measured less true value, in stated sigmas."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Calm:
    """What was said of one clean set. Each is a way of judging it, with all signs it gave and its count of reps."""

    seed: int
    exercise: str
    reps: dict[str, int]
    signs: dict[str, list[Sign]]


def show(job: tuple[str, int]) -> Shown:
    code, seed = job
    made = injected(code, seed)
    if made is None:
        return Shown(code, seed, "", None)
    mine = _of(made, made.result.signs, made.numbers)
    said = [e.sign for e in listen(made.simulation, made.context).of(SignSaid)]
    live = _of(made, said, made.numbers)
    return Shown(
        code, seed, made.exercise, made.sigmas, bool(mine), any(s.severity is not Severity.NOTE for s in mine),
        bool(live), _error_sigmas(made), _note(made),
    )  # fmt: skip


def _error_sigmas(made: Injected) -> float | None:
    if made.measured is None or made.true_value is None or not made.measured.sigma:
        return None
    return (made.measured.value - made.true_value) / made.measured.sigma


def _of(made: Injected, signs: Iterable[Sign], numbers: tuple[int, ...]) -> list[Sign]:
    return [s for s in signs if s.code == made.sign and (s.rep is None or s.rep in numbers)]


def _note(made: Injected) -> str:
    """Of a set, what a reader who looks for the reason wants first."""
    others = Counter(f"{s.code}@{s.rep}" for s in made.result.signs)
    reps = f"{len(made.result.reps)} reps of {made.simulation.truth.count}, injected {made.numbers}"
    qualities = " ".join(str(rep.quality)[0] for rep in made.result.reps)
    m, true = made.measured, made.true_value
    value = "" if m is None or true is None else f"true {true:.3f}, measured {m.value:.3f} +- {m.sigma:.3f}, "
    return (
        f"{value}dose {made.dose:.3g}, {made.sigmas:.1f} sigmas, {reps} {qualities}, signs {' '.join(others) or 'none'}"
    )


def calm(seed: int) -> Calm:
    """A clean set: settled, live, and settled with its own tempo prescribed."""
    sim = simulate(*plan_set(CLEAN, seed), seed)
    heard = listen(sim)
    engine = Engine(replace(sim.context, tempo=own_tempo(sim)), provisional=False)
    events = [*engine.push(sim.samples), *engine.finish()]
    paced = [e.result for e in events if isinstance(e, SetSettled)][-1]
    return Calm(
        seed,
        str(sim.context.exercise),
        {"settled": len(heard.result.reps), "live": len(heard.of(RepSaid)), "own tempo": len(paced.reps)},
        {
            "settled": list(heard.result.signs),
            "live": [e.sign for e in heard.of(SignSaid)],
            "own tempo": list(paced.signs),
        },
    )


def own_tempo(sim: Simulation) -> Tempo:
    """The set's own median tempo, to a tenth of a second; the drive as fast as possible."""
    of = [rep.features for rep in sim.truth.reps if rep.is_rep]

    def median(name: str) -> float | None:
        values = [v for v in (getattr(f, name) for f in of) if v is not None]
        return round(float(np.median(values)), 1) if values else None

    return Tempo(median("tempo_eccentric_s"), median("tempo_bottom_s"), None, median("tempo_top_s"))


def _found_table(shown: dict[str, list[Shown]]) -> Table:
    table = harness.table(
        "Signs injected by three stated sigmas or just more", "code", "sets", "out of reach", "sigmas", "found %",
        "asked", "warn %", "live %", "value in 2 sigmas %", "its bias, sigmas",
    )  # fmt: skip
    for code, sets in shown.items():
        made = [s for s in sets if s.sigmas is not None]
        errors = [s.error_sigmas for s in made if s.error_sigmas is not None]
        table.add_row(
            code, f"{len(made)}", f"{len(sets) - len(made) or ''}",
            _figure(quantile([s.sigmas for s in made if s.sigmas is not None], 0.5)),
            harness.at_least(_share(s.found for s in made), FOUND_ASKED), f"{FOUND_ASKED:g}",
            _figure(_share(s.warned for s in made)),
            "at the end" if _at_end(code) else _figure(_share(s.live for s in made)),
            harness.within(_share(abs(e) <= SIGMAS_STATED for e in errors), *COVERED_ASKED),
            _figure(float(np.median(errors)) if errors else None),
        )  # fmt: skip
    return table


def _at_end(code: str) -> bool:
    """Whether the sign is one of the whole set, never said live."""
    return CODES[code.partition(":")[0]].set_end


def _share(values: Iterable[bool]) -> float | None:
    some = list(values)
    return 100.0 * float(np.mean(some)) if some else None


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _false_table(sets: list[Calm]) -> Table:
    ways = list(sets[0].signs)
    reps = {way: sum(s.reps[way] for s in sets) for way in ways}
    heads = [head for way in ways for head in (f"{way}: warn, stop", "note")]
    table = harness.table(
        f"Signs given in {len(sets)} clean sets, for each 100 reps (a note is none of what is asked)", "code", *heads
    )
    total: dict[str, float] = dict.fromkeys(ways, 0.0)
    for code in CODES:
        cells = []
        for way in ways:
            mine = [s for each in sets for s in each.signs[way] if s.code == code]
            loud = 100.0 * sum(s.severity is not Severity.NOTE for s in mine) / max(reps[way], 1)
            quiet = 100.0 * sum(s.severity is Severity.NOTE for s in mine) / max(reps[way], 1)
            total[way] += loud
            cells += [f"{loud:.2f}" if loud else "0", f"{quiet:.2f}" if quiet else "0"]
        table.add_row(code, *cells)
    table.add_section()
    table.add_row("all", *(c for way in ways for c in (harness.against(total[way], FALSE_ASKED, 2), "")))
    table.add_row("asked at most", *(c for _ in ways for c in (f"{FALSE_ASKED:g}", "")))
    table.add_row("reps", *(c for way in ways for c in (f"{reps[way]}", "")))
    return table


def _details(shown: dict[str, list[Shown]], sets: list[Calm]) -> str:
    lines = [
        f"{code} seed {s.seed} {s.exercise}: {'found' if s.found else 'MISSED'} settled, "
        f"{'found' if s.live else 'MISSED'} live; {s.note}"
        for code, some in shown.items()
        for s in some
        if s.sigmas is not None and not (s.found and (s.live or _at_end(code)))
    ]
    for each in sets:
        for way, signs in each.signs.items():
            lines += [
                f"clean seed {each.seed} {each.exercise} {way}: {s.severity} {s.code} rep {s.rep} {s.phase} "
                f"{s.value:.3g} {s.unit}, limit {s.limit:.3g} by {s.limit_source}"
                for s in signs
                if s.severity is not Severity.NOTE
            ]
    return "\n".join(lines)


def main() -> None:
    """Print the tables."""
    options = harness.options(__doc__, quick=2)
    codes = options.chosen(MEASURES)
    jobs = [(code, seed) for code in codes for seed in options.seed_range()]
    shown: dict[str, list[Shown]] = {code: [] for code in codes}
    for (code, _), result in zip(jobs, harness.answers(show, jobs, options.processes), strict=True):
        shown[code].append(result)
    clean = options.chosen([CLEAN])
    # Clean sets are cheap and their signs rare: several times as many in a quick run.
    seeds = list(range(options.first, options.first + options.seeds * (1 if options.full else 6)))
    sets = list(harness.answers(calm, seeds, options.processes)) if clean else []
    harness.show(*([_found_table(shown)] if shown else []), *([_false_table(sets)] if sets else []), harness.MARK)
    if options.details:
        harness.show(_details(shown, sets))


if __name__ == "__main__":
    main()
