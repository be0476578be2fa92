"""The process that measures: one recording after the other, asked and answered in lines of JSON over its pipes.

It is a process of its own below each worker, because files come from anywhere: one that hangs, crashes or fills the
memory takes this process with it and nothing else. `cell.py` holds the other end.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Final

from desktop_app.archive.jobs import Job, Problem, broken

if TYPE_CHECKING:
    from desktop_app.archive.engine_id import EngineId

REPORT_ADVICE: Final = "Please report it, with the recording."


def measure(job: Job, engine: EngineId) -> dict[str, Any]:
    """The rows of a recording, or why there are none; every foreseen fault of a file is an answer."""
    from desktop_app.analysis import Wishes, analyze_recording
    from desktop_app.archive.rows import answer_of
    from desktop_app.errors import AppError
    from dsp.errors import DspError
    from sensor.errors import SensorError
    from sensor.opening import open_recording

    path = Path(job.path)
    try:
        recording = open_recording(path)
        analysis = analyze_recording(recording, job.path, Wishes())
    except (AppError, DspError, SensorError) as error:
        found = broken(job.content, Problem.REFUSED, without_path(error.message, path), error.advice)
    else:
        found = answer_of(recording, analysis, job.content, engine)
    try:
        same = all(file.is_same() for file in job.files)
    except OSError:
        same = False
    if not same:
        return broken(job.content, Problem.CHANGED, "changed while it was read", "Run it again when it is complete.")
    return found


def without_path(message: str, path: Path) -> str:
    """A complaint without the file's own name: the same content may stand under several."""
    return message.removeprefix(str(path)).lstrip(":, ") if message.startswith(str(path)) else message


def main() -> None:
    """Say who is here, then answer until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started this
    memory_bytes = int(sys.argv[1])
    with _answers() as out:
        from desktop_app.archive.engine_id import present_engine

        engine = present_engine()
        _preload()
        _limit(memory_bytes)
        _say(out, {"engine": engine.fingerprint})
        for line in sys.stdin:
            job = Job.from_line(line)
            sys.excepthook = _LastWords(out, job.content)
            _say(out, measure(job, engine))


class _LastWords:
    """A fault that nobody foresaw is answered too, and ends the process: what it left behind is not trusted."""

    def __init__(self, out: IO[str], content: str) -> None:
        self._out, self._content = out, content

    def __call__(self, kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
        if isinstance(error, MemoryError):
            answer = broken(self._content, Problem.TOO_LARGE, "needs more memory than is allowed", MORE_MEMORY)
        else:
            reason = f"a fault of rackside itself: {kind.__name__}: {' '.join(str(error).split())}"
            answer = broken(self._content, Problem.CRASHED, reason, REPORT_ADVICE)
        _say(self._out, answer)


MORE_MEMORY: Final = "Allow more with --memory-gb."


def _answers() -> IO[str]:
    """The pipe for answers alone: whatever else is printed goes where errors go."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii", newline="\n")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return out


def _say(out: IO[str], answer: dict[str, Any]) -> None:
    out.write(json.dumps(answer, allow_nan=False, separators=(",", ":")) + "\n")
    out.flush()


def _preload() -> None:
    """What every recording needs, before its time is counted."""
    for name in ("desktop_app.analysis", "desktop_app.archive.rows", "sensor.recording.reader"):
        importlib.import_module(name)


def _limit(memory_bytes: int) -> None:
    """More memory than this is refused by the system, where the system can; and no file of the memory is written."""
    if sys.platform != "win32":
        import resource

        for what, most in ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CORE, 0)):
            _, hard = resource.getrlimit(what)
            if hard == resource.RLIM_INFINITY or most < hard:
                resource.setrlimit(what, (most, hard))


if __name__ == "__main__":
    main()
