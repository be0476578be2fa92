"""`rackside archive analyze`: everything that is in some folders, measured by the present engine, once."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from desktop_app.archive.engine_id import EngineId, present_engine
from desktop_app.archive.errors import ArchiveFolderError, NothingFoundError
from desktop_app.archive.finding import ENDS, Found, Unreadable, find_recordings, job_of
from desktop_app.archive.fleet import Done, Fleet, Workforce, hired
from desktop_app.archive.jobs import Job, Problem, WorkLimits, broken
from desktop_app.archive.locking import LOCK_NAME, only_run
from desktop_app.archive.parts import FOLDER, PASSING, Parts
from desktop_app.archive.tables import BROKEN, SUMMARY, Counts, Line, write_tables
from sensor.errors import OutputError
from sensor.files import PRIVATE_FOLDER

OURS: Final = frozenset({FOLDER, LOCK_NAME, BROKEN, SUMMARY, "files.parquet", "sets.parquet", "reps.parquet",
                         "signs.parquet"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pace:
    """portion: recordings that a worker is given at a time, at most. portion_bytes: of their files, about.

    shares: into so many portions a worker the work is cut where there is little of it, so that all end together.
    part_answers, part_s: what was measured is kept after so many recordings, or so many seconds.
    """

    portion: int = 8
    portion_bytes: int = 16 << 20
    shares: int = 4
    part_answers: int = 64
    part_s: float = 5.0


PACE: Final = Pace()


@dataclass(frozen=True, slots=True)
class Heard:
    """How far it is: files found so far while `total` is None; then so many of total answered, some of them broken."""

    answered: int
    total: int | None
    broken: int = 0


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run ended. fresh: recordings measured by it. known: measured before. others: files that are none.

    stopped: it was asked to end, and the tables are still those of the run before.
    """

    counts: Counts | None
    fresh: int
    known: int
    duplicates: int
    others: int
    took_s: float
    engine: EngineId
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Orders:
    """What to run. again: also recordings that were broken before."""

    places: tuple[Path, ...]
    out: Path
    force: Workforce
    limits: WorkLimits = field(default_factory=WorkLimits)
    again: bool = False
    pace: Pace = PACE


def analyze_archive(
    orders: Orders, heard: Callable[[Heard], None] = lambda _: None, stop: Callable[[], bool] = lambda: False
) -> Ran:
    """Measure what is new, then make the tables. heard: told how far it is. stop: asked often whether to end.

    What was measured is kept however this ends: the next run goes on from there.
    Raises NothingFoundError, ArchiveFolderError, ClusterError, OutputError (`sensor`).
    """
    began_s = time.monotonic()
    found = find_recordings(orders.places, lambda count: heard(Heard(count, None)), apart=orders.out)
    if not found.recordings and not found.unreadable:
        places = ", ".join(str(place) for place in orders.places)
        raise NothingFoundError(f"{places}: there is no recording", f"Recordings end in {', '.join(ENDS)}.")
    _prepare(orders.out)
    with only_run(orders.out):
        engine = present_engine()
        parts = Parts(orders.out, engine.fingerprint)
        run = _Run(orders, found, engine, parts, heard, stop)
        run.measure()
        counts = None
        if not run.stopped:
            heard(Heard(run.answered, run.total, run.broken))
            counts = write_tables(orders.out, parts, run.lines(), run.unreadable, engine)
            parts.remove_other_engines()
    return Ran(counts, run.fresh, run.known_before, run.duplicates, found.others, time.monotonic() - began_s, engine,
               run.stopped)  # fmt: skip


def _prepare(out: Path) -> None:
    """Make the folder of results; one that holds other things is left alone."""
    try:
        out.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        strange = [p.name for p in out.iterdir() if p.name not in OURS and not p.name.startswith(".")]
    except OSError as error:
        raise OutputError.of(out, error) from error
    if strange and not (out / SUMMARY).exists() and not (out / FOLDER).exists():
        raise ArchiveFolderError(
            f"{out} holds other things, as {min(strange)}", "Name a new folder for the results with --out."
        )


class _Run:
    """One run's state: what is asked for, what is in work, what is waiting to be kept."""

    def __init__(
        self,
        orders: Orders,
        found: Found,
        engine: EngineId,
        parts: Parts,
        heard: Callable[[Heard], None],
        stop: Callable[[], bool],
    ) -> None:
        self._orders, self._found, self._engine, self._parts = orders, found, engine, parts
        self._heard, self._stop = heard, stop
        self._known = parts.read()
        self._before = {c for c, m in self._known.items() if not (m.broken and orders.again)}
        self._jobs: list[Job] = []
        self._asked: set[str] = set()
        self._passing: dict[str, dict[str, Any]] = {}
        self._alone: deque[Job] = deque()
        self._waiting: list[dict[str, Any]] = []
        self._kept_s = time.monotonic()
        self.unreadable = list(found.unreadable)
        self.total = len(found.recordings) + len(found.unreadable)
        self.answered = self.broken = len(found.unreadable)
        self.fresh = self.known_before = self.duplicates = 0
        self.stopped = False

    def measure(self) -> None:
        """Have all that is new measured, and kept; workers are hired only where something is."""
        fresh = self._new()
        first = next(fresh, None)
        if first is None or self.stopped:
            return
        with hired(self._orders.force, self._engine.fingerprint, self._orders.limits) as fleet:
            try:
                self._drive(fleet, self._portions(first, fresh, fleet))
            finally:
                # However it ends: what came back is kept.
                self._keep()

    def lines(self) -> list[Line]:
        """Every recording as it lies now, and where its rows are."""
        return [Line(job, self._known.get(job.content), self._passing.get(job.content)) for job in self._jobs]

    def _new(self) -> Iterator[Job]:
        """The recordings that were not measured yet, in order; all others are counted at once."""
        for files in self._found.recordings:
            if self._asked_to_stop():
                return
            job = job_of(files)
            if isinstance(job, Unreadable):
                self.unreadable.append(job)
                self._answer(broken=True)
                continue
            self._jobs.append(job)
            if job.content in self._asked:
                self.duplicates += 1
                self._answer(broken=False)
            elif job.content in self._before:
                self._asked.add(job.content)
                self.known_before += 1
                self._answer(broken=self._known[job.content].broken)
            else:
                self._asked.add(job.content)
                yield job

    def _portions(self, first: Job, rest: Iterator[Job], fleet: Fleet) -> Iterator[tuple[Job, ...]]:
        pace = self._orders.pace
        portion, size_bytes = [first], _size(first)
        for job in rest:
            left = self.total - self.answered
            most = min(pace.portion, max(1, left // (pace.shares * max(fleet.slots, 1))))
            if len(portion) >= most or size_bytes >= pace.portion_bytes:
                yield tuple(portion)
                portion, size_bytes = [], 0
            portion.append(job)
            size_bytes += _size(job)
        yield tuple(portion)

    def _drive(self, fleet: Fleet, portions: Iterator[tuple[Job, ...]]) -> None:
        more = True
        while (more or self._alone or fleet.busy) and not self._asked_to_stop():
            if self._alone and fleet.has_room:
                fleet.submit((self._alone.popleft(),))
            elif more and fleet.has_room:
                portion = next(portions, None)
                more = portion is not None
                if portion is not None:
                    fleet.submit(portion)
            elif (done := fleet.next_done()) is not None:
                self._take(done)

    def _take(self, done: Done) -> None:
        if done.answers is None and len(done.jobs) > 1:
            # One of these may kill workers: each by itself, so that only that one is blamed.
            self._alone.extend(done.jobs)
            return
        if done.answers is None:
            reason = "ended its worker each time"
            found = [broken(job.content, Problem.CRASHED, reason, "Try it alone with `rackside analyze`.")
                     for job in done.jobs]  # fmt: skip
        else:
            found = [json.loads(line) for line in done.answers]
        for answer in found:
            self.fresh += 1
            self._answer(broken=answer["about"]["status"] == "broken")
            if answer["about"].get("problem") in PASSING:
                self._passing[answer["about"]["content"]] = answer
        self._waiting.extend(found)
        pace = self._orders.pace
        if len(self._waiting) >= pace.part_answers or time.monotonic() - self._kept_s > pace.part_s:
            self._keep()

    def _keep(self) -> None:
        waiting, self._waiting = self._waiting, []
        self._known.update(self._parts.write(waiting))
        self._kept_s = time.monotonic()

    def _answer(self, *, broken: bool) -> None:
        self.answered += 1
        self.broken += broken
        self._heard(Heard(self.answered, self.total, self.broken))

    def _asked_to_stop(self) -> bool:
        self.stopped = self.stopped or self._stop()
        return self.stopped


def _size(job: Job) -> int:
    return sum(file.size_bytes for file in job.files)
