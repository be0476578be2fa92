"""What is asked of a worker and what comes back: small, of plain JSON, the same on every machine."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any


class Problem(StrEnum):
    """Why a recording was not measured."""

    REFUSED = "refused"
    """It cannot be read as a recording."""
    CHANGED = "changed"
    """It was written to while it was read: never kept, so it is tried again."""
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    """It needs more memory than a worker may have."""
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was when its content was told."""

    path: str
    size_bytes: int
    modified_ns: int

    def is_same(self) -> bool:
        """Whether it still is as it was. Raises OSError where it is not there any more."""
        now = Path(self.path).stat()
        return (now.st_size, now.st_mtime_ns) == (self.size_bytes, self.modified_ns)


@dataclass(frozen=True, slots=True)
class Job:
    """One recording to measure. files: one, or MetaBase's pair with the acceleration first."""

    content: str
    files: tuple[SourceFile, ...]

    @property
    def path(self) -> str:
        return self.files[0].path

    def to_line(self) -> str:
        return json.dumps(asdict(self))

    @staticmethod
    def from_line(line: str) -> Job:
        found = json.loads(line)
        return Job(found["content"], tuple(SourceFile(**one) for one in found["files"]))


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """time_s: for one recording. memory_bytes: of the process that measures. tries: of a recording that ends it."""

    time_s: float = 300.0
    memory_bytes: int = 4 << 30
    tries: int = 2


def broken(content: str, problem: Problem, reason: str, advice: str) -> dict[str, Any]:
    """The answer for a recording that was not measured."""
    about = {"content": content, "status": "broken", "problem": str(problem), "reason": reason, "advice": advice}
    return {"about": about, "sets": [], "reps": [], "signs": []}
