"""What every benchmark shares: one thread a process, seeds, a pool of at most two processes, tables.

Import it before numpy: the number of threads is read when numpy is loaded.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

from rich import box  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402
from rich.text import Text  # noqa: E402

PROJECT: Final = Path(__file__).resolve().parent.parent.parent
MOST_PROCESSES: Final = 2

Job = TypeVar("Job")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Options:
    """seeds: how many random sets a row has. first: the first seed. processes: 1 or 2."""

    full: bool
    seeds: int
    first: int
    processes: int
    only: tuple[str, ...]
    details: bool

    def seed_range(self) -> range:
        return range(self.first, self.first + self.seeds)

    def chosen(self, names: Iterable[str]) -> list[str]:
        """Of the rows a benchmark has, those that were asked for (all of them by default)."""
        return [name for name in names if not self.only or name in self.only]


def options(description: str | None, quick: int, full: int = 200, processes: int = 2) -> Options:
    """Read the command line that all benchmarks have. Timed benchmarks give `processes=1`."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help=f"{full} sets a row rather than {quick}")
    parser.add_argument("--seeds", type=int, help="random sets a row, whatever else is said")
    parser.add_argument("--first", type=int, default=0, help="first seed (0)")
    parser.add_argument("--processes", type=int, choices=(1, 2), default=processes, help=f"({processes})")
    parser.add_argument("--only", nargs="+", default=(), metavar="ROW", help="only these rows")
    parser.add_argument("--details", action="store_true", help="also name the sets that fall short")
    given = parser.parse_args()
    seeds = given.seeds or (full if given.full else quick)
    return Options(given.full, seeds, given.first, given.processes, tuple(given.only), given.details)


def answers(work: Callable[[Job], Answer], jobs: Sequence[Job], processes: int) -> Iterator[Answer]:
    """`work` of each job, in order, over at most two processes; how far it is on standard error of a terminal."""
    if processes == 1 or len(jobs) < 4:
        yield from _told(map(work, jobs), len(jobs))
        return
    with multiprocessing.get_context("spawn").Pool(min(processes, MOST_PROCESSES)) as pool:
        yield from _told(pool.imap(work, jobs, chunksize=2), len(jobs))


def _told(done: Iterable[Answer], count: int) -> Iterator[Answer]:
    shown = sys.stderr.isatty()
    for number, answer in enumerate(done, 1):
        if shown:
            print(f"\r{number} of {count}", end="\n" if number == count else "", file=sys.stderr, flush=True)
        yield answer


def shared_data() -> Path | None:
    """The folder of field recordings; None, with the reason printed, where it is missing."""
    folder = Path(os.environ.get("RACKSIDE_SHARED") or PROJECT.parent / "shared") / "data"
    if folder.is_dir():
        return folder
    print(f"skipped: no recordings at {folder}; set RACKSIDE_SHARED to the folder that holds data/")
    return None


def table(title: str, *columns: str) -> Table:
    """An empty table, its first column to the left and the others to the right."""
    out = Table(title=title, box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for number, column in enumerate(columns):
        out.add_column(column, justify="right" if number else "left", no_wrap=True)
    return out


def show(*parts: Table | str) -> None:
    """Print tables and lines; a table is never squeezed: a narrow terminal wraps its lines."""
    plain = Console(highlight=False, soft_wrap=True)
    for part in parts:
        if isinstance(part, str):
            plain.print(part, markup=False)
            continue
        # A table would wrap its title to its own width.
        title, part.title = part.title, None
        plain.print(Text(str(title), style="bold"))
        Console(width=Console(width=1000).measure(part).maximum, highlight=False).print(part)


def against(value: float | None, most: float | None, digits: int = 3) -> Text:
    """A figure that should be at most `most`; red where it is not, green where it is, plain where none is asked."""
    return _coloured(value, digits, None if most is None or value is None else value <= most)


def at_least(value: float | None, least: float | None, digits: int = 1) -> Text:
    """A figure that should be at least `least`."""
    return _coloured(value, digits, None if least is None or value is None else value >= least)


def within(value: float | None, low: float, high: float, digits: int = 0) -> Text:
    """A figure that should lie between two others."""
    return _coloured(value, digits, None if value is None else low <= value <= high)


def _coloured(value: float | None, digits: int, fine: bool | None) -> Text:
    if value is None:
        return Text("-")
    # The mark is for files, where there is no colour.
    return Text(
        f"{value:.{digits}f}" + ("*" if fine is False else ""),
        style="" if fine is None else ("green" if fine else "bold red"),
    )


MARK: Final = "* short of what is asked"
