"""From a wish to a file, in two steps: what the history tells, which is quick, and the pages, which take a moment.

The first belongs where the store is, the second anywhere: it asks the store nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.report.composing import document_of
from desktop_app.report.content import Report, Wish, make_report
from desktop_app.report.paper import Paper
from desktop_app.report.paths import recording_of, with_paths
from desktop_app.report.saving import save_document

if TYPE_CHECKING:
    from desktop_app.store.store import Store


@dataclass(frozen=True, slots=True)
class Prepared:
    """recordings: by identity of the set, the file that may hold its path; none in the report of a month."""

    report: Report
    recordings: Mapping[str, Path]


def prepared(store: Store, wish: Wish) -> Prepared:
    """What the history tells. Raises StoreError, NothingToReportError."""
    report = make_report(store, wish)
    if report.month is not None:
        return Prepared(report, {})
    file_of = recording_of(store)
    found = {one.stored.id: file_of(one.stored) for one in report.sets}
    return Prepared(report, {key: path for key, path in found.items() if path is not None})


def written(
    found: Prepared, path: Path, paper: Paper = Paper.A4, progress: Callable[[float], None] | None = None
) -> Path:  # fmt: skip
    """The file, HTML or PDF by its name, in place of what is there. Raises OutputError (`sensor`)."""
    report = with_paths(found.report, lambda stored: found.recordings.get(stored.id), progress)
    save_document(document_of(report), path, paper)
    return path
