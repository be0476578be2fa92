"""An archive measured again: all files answered for, one worker against two, a killed worker, a second run.

Twenty sets of a minute are simulated; each recording is one of them with a token of its own in its header, so that all
contents differ and the engine does all of its work each time. One in a hundred is broken, in several ways. Wall time
counts, with the start of scheduler and workers and the writing of tables: other work on the machine changes it, and the
load is told. What the engine does alone, one recording after the other in one process, stands beside it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import harness  # sets one thread a process: before numpy
import psutil
import pyarrow.parquet as pq
from bench_speed import minute_set

from desktop_app.analysis import Wishes, analyze_recording
from desktop_app.archive.fleet import Workforce
from desktop_app.archive.run import Heard, Orders, Ran, analyze_archive
from desktop_app.archive.tables import broken_of
from desktop_app.simulated import opened
from sensor.loaded import LoadedRecording
from sensor.opening import open_recording
from sensor.recording.saving import save_recording

PLANS: Final = 20
RATE_HZ: Final = 100.0
BROKEN_SHARE: Final = 0.01
QUICK, FULL = 200, 2000
RATIO_ASKED: Final = 1.5
ALONE: Final = 100
"""Recordings that the engine alone is timed on."""
NEW: Final = 0.05
"""Share of recordings that are new in the second run."""
ROWS: Final = ("runs", "kill", "again")


@dataclass(frozen=True, slots=True)
class Made:
    """folder: of the recordings. broken: how many of each kind."""

    folder: Path
    count: int
    broken: Counter[str]


def make(folder: Path, count: int) -> Made:
    """Recordings, one in a hundred of them broken."""
    recordings = [opened(minute_set(seed, RATE_HZ)) for seed in range(PLANS)]
    kinds: Counter[str] = Counter()
    every = round(1.0 / BROKEN_SHARE)
    for number in range(count):
        path = folder / f"month_{number // 200:02}" / f"set_{number:05}.mcap"
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, recordings[number % PLANS], f"{number}")
        if number % every == every - 1:
            kinds[_break(path, number // every)] += 1
    return Made(folder, count, kinds)


def write(path: Path, recording: LoadedRecording, token: str) -> None:
    save_recording(path, replace(recording, session=token), viewer=False)


def _break(path: Path, number: int) -> str:
    """Spoil a recording; how."""
    data = path.read_bytes()
    name, spoiled = (
        ("empty", b""),
        ("cut before its first packet", data[:600]),
        ("noise", os.urandom(len(data))),
        ("a letter", b"Dear coach,\nhere are the sets of " + str(number).encode()),
        ("zeros after its head", data[:64] + bytes(len(data) - 64)),
    )[number % 5]
    path.write_bytes(spoiled)
    return name


def run(made: Made, out: Path, workers: int, heard: Callable[[Heard], None] = lambda _: None) -> tuple[Ran, float]:
    """How it ended, and how long it took, s."""
    began_s = time.perf_counter()
    ran = analyze_archive(Orders((made.folder,), out, Workforce(workers)), heard)
    return ran, time.perf_counter() - began_s


def alone_a_second(made: Made) -> tuple[float, float]:
    """Recordings a second of one process without any archive: read and measured; measured alone."""
    paths = [p for n, p in enumerate(sorted(made.folder.rglob("*.mcap"))) if n % 100 != 99][:ALONE]
    reading_s = measuring_s = 0.0
    for path in paths:
        began_s = time.perf_counter()
        recording = open_recording(path)
        read_s = time.perf_counter()
        analyze_recording(recording, str(path), Wishes())
        reading_s += read_s - began_s
        measuring_s += time.perf_counter() - read_s
    return len(paths) / (reading_s + measuring_s), len(paths) / measuring_s


def load() -> str:
    return f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "-"


def others_share(before: Any, after: Any) -> float:
    """Share of the machine's time, in percent, in which it did anything at all."""
    busy = sum(after) - sum(before) - (after.idle - before.idle)
    return 100.0 * busy / max(sum(after) - sum(before), 1e-9)


def _runs(made: Made, room: Path) -> list[Any]:
    answered = harness.table(
        f"{made.count} recordings of a minute, one in {round(1 / BROKEN_SHARE)} broken", "workers", "files", "asked",
        "measured", "broken", "spoiled", "sets", "reps",
    )  # fmt: skip
    speeds = harness.table(
        "Wall time, scheduler, client and tables included", "workers", "s", "a second", "a worker",
        "engine alone", "its share %", "load before", "machine busy %",
    )  # fmt: skip
    alone, measured = alone_a_second(made)
    took: dict[int, float] = {}
    for workers in (1, 2):
        before, times = load(), psutil.cpu_times()
        ran, took[workers] = run(made, room / f"out_{workers}", workers)
        counts = ran.counts
        if counts is None:
            raise SystemExit("stopped")
        answered.add_row(
            f"{workers}", harness.within(counts.files, made.count, made.count), f"{made.count}", f"{counts.measured}",
            f"{counts.broken}", f"{made.broken.total()}", f"{counts.sets}", f"{counts.reps}",
        )  # fmt: skip
        rate = made.count / took[workers]
        speeds.add_row(
            f"{workers}", f"{took[workers]:.1f}", f"{rate:.1f}", f"{rate / workers:.1f}", f"{alone:.1f}",
            f"{100.0 * rate / workers / alone:.0f}", before, f"{others_share(times, psutil.cpu_times()):.0f}",
        )  # fmt: skip
    ratio = harness.table("Two workers against one", "", "ratio", "asked")
    ratio.add_row(f"on {os.cpu_count()} cores", harness.at_least(took[1] / took[2], RATIO_ASKED, 2), f"{RATIO_ASKED}")
    one, two = room / "out_1", room / "out_2"
    same = sum(pq.read_table(p).equals(pq.read_table(two / p.name)) for p in one.glob("*.parquet"))
    return [
        answered,
        *(f"spoiled: {kind}, {count}" for kind, count in sorted(made.broken.items())),
        *(f"  said: {reason}, {count}" for reason, count in _reasons(two)),
        f"{same} of 4 tables of the two runs are the same, row for row",
        f"the engine alone: {alone:.1f} recordings a second read and measured, {measured:.1f} measured",
        speeds,
        ratio,
    ]


def _reasons(out: Path) -> list[tuple[str, int]]:
    told = Counter(one["reason"].split("(")[0].split(";")[0][:70] for one in broken_of(out))
    return sorted(told.items())


def _kill(made: Made, room: Path) -> list[Any]:
    """A worker, and later a measuring process, are killed in mid-run; then the whole run, which is gone on with."""
    table = harness.table("Killed in mid-run", "what", "answered", "asked", "broken", "asked", "done again")
    broken = made.broken.total()
    ran, _ = run(made, room / "killed", 2, _Killer(made.count))
    if ran.counts is not None:
        table.add_row(
            "a worker, a measuring process", harness.within(ran.counts.files, made.count, made.count),
            f"{made.count}", harness.within(ran.counts.broken, broken, broken), f"{broken}", f"{ran.known}",
        )  # fmt: skip
    out = room / "killed_run"
    command = [sys.executable, "-m", "desktop_app", "archive", "analyze", str(made.folder), "--out", str(out)]
    with subprocess.Popen(
        command, cwd=harness.PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while process.poll() is None and len(list((out / "parts").glob("[!.]*"))) < 2:
            time.sleep(0.05)
        process.kill()
    ran, _ = run(made, out, 2)
    if ran.counts is not None:
        table.add_row(
            "the run itself, and run again", harness.within(ran.counts.files, made.count, made.count),
            f"{made.count}", harness.within(ran.counts.broken, broken, broken), f"{broken}",
            f"{ran.fresh} of {made.count}",
        )  # fmt: skip
    return [table]


class _Killer:
    """Kills one of the workers when a quarter is answered, one of the processes that measure when half is."""

    def __init__(self, count: int) -> None:
        self._due = [count // 2, count // 4]

    def __call__(self, now: Heard) -> None:
        if now.total is None or not self._due or now.answered < self._due[-1]:
            return
        workers = [p for p in psutil.Process().children() if "spawn_main" in " ".join(p.cmdline())]
        cells = [cell for worker in workers for cell in worker.children()]
        for victim in (workers if len(self._due) == 2 else cells)[:1]:
            victim.kill()
            self._due.pop()


def _again(made: Made, room: Path) -> list[Any]:
    out, source = room / "again", room / "again_in"
    shutil.copytree(made.folder, source)
    run(replace(made, folder=source), out, 2)
    table = harness.table("Run again", "what", "measured", "asked", "known before", "s")
    ran, took_s = run(replace(made, folder=source), out, 2)
    table.add_row("nothing new", harness.within(ran.fresh, 0, 0), "0", f"{ran.known}", f"{took_s:.2f}")
    recording, count = opened(minute_set(PLANS, RATE_HZ)), round(NEW * made.count)
    for number in range(count):
        write(source / f"new_{number:04}.mcap", recording, f"new {number}")
    ran, took_s = run(replace(made, folder=source), out, 2)
    table.add_row(f"{count} new", harness.within(ran.fresh, count, count), f"{count}", f"{ran.known}", f"{took_s:.2f}")
    return [table]


def main() -> None:
    """Print the tables."""
    options = harness.options(__doc__, quick=QUICK, full=FULL, processes=1)
    count = options.seeds
    chosen = options.chosen(ROWS)
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        made = make(room / "in", count)
        for name, part in (("runs", _runs), ("kill", _kill), ("again", _again)):
            if name in chosen:
                harness.show(*part(made, room))
    harness.show(harness.MARK)


if __name__ == "__main__":
    main()
