"""One measuring process seen from its worker: asked, watched by the clock, replaced when it is gone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final

from desktop_app.archive.child import MORE_MEMORY
from desktop_app.archive.errors import ClusterError
from desktop_app.archive.jobs import Job, Problem, WorkLimits, broken

ROOT: Final = Path(__file__).resolve().parent.parent.parent
START_S: Final = 60.0
"""A process that has not said who it is by then never will."""
END_S: Final = 60.0
ONE_THREAD: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Cell:
    """At most one process, started when it is needed. One caller at a time."""

    def __init__(self, engine: str, limits: WorkLimits) -> None:
        self.engine, self.limits = engine, limits
        self._process: subprocess.Popen[str] | None = None

    def measure(self, job: Job) -> str:
        """The answer, one line of JSON. Raises ClusterError where no process of the same engine can be had."""
        for _ in range(self.limits.tries):
            line, in_time = self._asked(job)
            if not in_time:
                reason = f"takes longer than {self.limits.time_s:g} s"
                return _line(job, Problem.TOO_SLOW, reason, "Allow more with --time-limit, or split it.")
            if line.endswith("\n"):
                if self._process is not None and json.loads(line)["about"].get("problem") in _LAST:
                    self.close()
                return line
        reason = f"ends the process that measures it, {self.limits.tries} times of {self.limits.tries}"
        return _line(job, Problem.CRASHED, reason, f"Try it alone with `rackside analyze`. {MORE_MEMORY}")

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait(END_S)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # what was not yet written is for nobody
                    pipe.close()

    def _asked(self, job: Job) -> tuple[str, bool]:
        """One line, cut or empty where the process ended; and whether it came in time."""
        process = self._running()
        assert process.stdin is not None  # noqa: S101 (as it was started)
        line, in_time = "", True
        with suppress(BrokenPipeError):  # it has ended already
            process.stdin.write(job.to_line() + "\n")
            process.stdin.flush()
            line, in_time = _read(process, self.limits.time_s)
        if not line.endswith("\n"):
            self.close()
        return line, in_time

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._process = _started(self.limits.memory_bytes)
            line, _ = _read(self._process, START_S)
            theirs = json.loads(line)["engine"] if line.endswith("\n") else None
            if theirs != self.engine:
                self.close()
                raise _unlike(theirs)
        return self._process


_LAST: Final = frozenset({Problem.CRASHED, Problem.TOO_LARGE})
"""Answers after which a process has ended."""


_DASKS: Final = frozenset({"MALLOC_TRIM_THRESHOLD_"})
"""Dask's workers give memory back at once; measuring, which takes the same over and over, would take twice as long."""


def _started(memory_bytes: int) -> subprocess.Popen[str]:
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    ours = {name: value for name, value in os.environ.items() if name not in _DASKS}
    try:
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "desktop_app.archive.child", str(memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="ascii",
            errors="replace",
            env={**ours, **ONE_THREAD, "PYTHONPATH": path},
        )
    except OSError as error:
        raise ClusterError(f"no process can be started: {error}", "Use fewer workers, or free some memory.") from error


def _read(process: subprocess.Popen[str], most_s: float) -> tuple[str, bool]:
    """A line; the process is ended when it takes too long. And whether it came in time."""
    assert process.stdout is not None  # noqa: S101 (as it was started)
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(most_s, end)
    timer.daemon = True
    timer.start()
    try:
        line = process.stdout.readline()
    finally:
        timer.cancel()
    return line, line.endswith("\n") or not late.is_set()


def _line(job: Job, problem: Problem, reason: str, advice: str) -> str:
    return json.dumps(broken(job.content, problem, reason, advice)) + "\n"


def _unlike(theirs: str | None) -> ClusterError:
    if theirs is None:
        return ClusterError(
            "the process that measures does not start", "Allow more memory, or see that rackside is whole there."
        )
    return ClusterError(
        f"a worker has another engine ({theirs})", "Install the same version of rackside on all workers."
    )
