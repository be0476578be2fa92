"""The history killed at random while sets are kept and recordings adopted: what is lost, half there or damaged.

200 kills of an SQLite history (20 without --full), and with --full 200 of one in PostgreSQL.
"""

from __future__ import annotations

import harness  # sets one thread a process: before numpy
import radio  # noqa: F401 (makes the tests importable)

from tests.desktop_app.store.killing import Tally, kill_often, new_place
from tests.desktop_app.store.postgres import MISSING, binaries, server

FULL = 200
QUICK = 20


def shown(name: str, tally: Tally) -> None:
    """Print one table."""
    title = f"{name}: {tally.kills} kills, {tally.kept} sets said to be kept"
    table = harness.table(title, "what", "measured", "asked")
    table.add_row("of them lost", harness.against(tally.lost, 0, 0), "0")
    table.add_row("half there", harness.against(tally.half, 0, 0), "0")
    table.add_row("database damaged", harness.against(tally.unopened, 0, 0), "0")
    table.add_row("recordings neither kept nor found", harness.against(tally.recordings, 0, 0), "0")
    harness.show(table)


def main() -> None:
    chosen = harness.options(__doc__, QUICK, FULL, processes=1)
    with new_place(None) as place:
        shown("SQLite", kill_often(place, chosen.seeds, chosen.first))
    if chosen.full:
        if binaries() is None:
            harness.show(MISSING)
            return
        with server() as found, new_place(found.new_database()) as place:
            shown("PostgreSQL", kill_often(place, chosen.seeds, chosen.first))
    harness.show(harness.MARK)


if __name__ == "__main__":
    main()
