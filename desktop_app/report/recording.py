"""A report of one recording that is in no history: the same pages, without trends and the lifter's own baseline."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from desktop_app.report.content import Wish, make_report
from desktop_app.report.errors import NothingToReportError
from desktop_app.report.writing import Prepared
from desktop_app.session.sets import SetLog
from desktop_app.store.place import StorePlace
from desktop_app.store.recovery import for_lifter, of_file, offer
from desktop_app.store.store import Store


def recording_report(path: Path, wish: Wish, progress: Callable[[str, float | None], None]) -> Prepared:
    """Measure a recording's sets and tell of them; wish.lifter: what is written where the recording names nobody.

    Raises NothingToReportError, StoreError.
    """
    with tempfile.TemporaryDirectory(prefix="rackside-report-") as folder:
        place = StorePlace(Path(folder) / "history", Path(folder) / "recordings")
        with Store.open(place) as store:
            offered = for_lifter(
                offer(store, of_file(store, path), lambda share: progress("reading", share)), wish.lifter
            )
            if offered.failed is not None:
                raise NothingToReportError(offered.failed, "Check the file with `rackside analyze`.")
            names = sorted({one.entry.plan.athlete or wish.lifter for one in offered.sets})
            if len(names) != 1:
                what = f"holds sets of {', '.join(names)}" if names else "holds no set"
                raise NothingToReportError(
                    f"{path} {what}", "Take it into the history with `rackside history recover`."
                )
            store.put_log(offered.session, SetLog(tuple(one.entry for one in offered.sets)))
            report = make_report(store, replace(wish, lifter=names[0], session=None, month=None))
    return Prepared(replace(report, source=path.name), {one.stored.id: path for one in report.sets})
