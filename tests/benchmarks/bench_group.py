"""64 simulated stations over a real broker with TLS, one lifter each, all lifting: bar to the coach's tiles.

Each station says what a real session showed of a set (`group_stream.py`), through the product's own station, outbox and
connection; it has no engine. Five minutes with --full, half a minute without. A delay is from the packet that changed
what there is to show (phase, rep, alarm, traffic) to the coach's tiles that show it; the coach's program has a process
of its own, whose processor time is counted, with what it takes to look at its tiles a hundred times a second.
"""

from __future__ import annotations

import os
import pickle
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import harness  # sets one thread a process: before numpy
import numpy as np
import radio  # noqa: F401 (makes the tests importable)
from group_stream import CONTEXT, Gym, new_gym, record_stream, run_stations

from desktop_app.group.coach import Coach
from desktop_app.group.ledger import Ledger
from tests.desktop_app.group.broker import Broker

STATIONS: Final = 64
PROCESSES: Final = 4
FULL_S: Final = 300.0
QUICK_S: Final = 30.0
SETTLE_S: Final = 8.0
"""Programs start and connect meanwhile; nothing is measured."""
DELAY_ASKED_MS: Final = 250.0
LOOK_S: Final = 0.01


def watch(gym: Gym, folder: Path, seconds: float, told: Any) -> None:
    """The coach's process."""
    coach = Coach(gym.place(), gym.login("coach"), Ledger(folder / "coach.sqlite3"))
    coach.start()
    told.send("ready")
    time.sleep(SETTLE_S)
    seen: dict[str, str] = {tile.key: tile.worst_text or "" for tile in coach.view.tiles}
    delays_s: list[float] = []
    serial, live = 0, 0
    before_cpu, before, missed_before = time.process_time(), time.monotonic(), _missed(coach)
    while time.monotonic() - before < seconds:
        time.sleep(LOOK_S)
        view = coach.view
        if view.serial == serial:
            continue
        serial, now_s = view.serial, time.time()
        live = max(live, sum(tile.reach == "live" for tile in view.tiles))
        for tile in view.tiles:
            text = tile.worst_text or ""
            if text and seen.get(tile.key) != text:
                if tile.key in seen:
                    delays_s.append(now_s - float(text))
                seen[tile.key] = text
    cpu = (time.process_time() - before_cpu) / (time.monotonic() - before)
    missed = _missed(coach) - missed_before
    offsets = [abs(s.offset.offset_s) for s in coach.view.stations if s.offset is not None]
    while told.recv() != "end":
        pass
    sets: dict[str, int] = {}
    for came in coach.sets:
        sets[came.station] = sets.get(came.station, 0) + 1
    told.send((delays_s, cpu, missed, live, sets, dict(coach.view.refused), max(offsets, default=None)))
    coach.close()


def _missed(coach: Coach) -> int:
    return sum(station.missed for station in coach.view.stations)


def run(folder: Path, seconds: float) -> list[Any]:
    names = [f"rack{k}" for k in range(STATIONS)]
    gym, stream = new_gym(folder, names), record_stream()
    file = folder / "stream.pickle"
    file.write_bytes(pickle.dumps(stream))
    with Broker(folder, gym.config(), gym.port) as broker:
        from_stations = CONTEXT.Queue()
        pipe, theirs = CONTEXT.Pipe()
        coach = CONTEXT.Process(target=watch, args=(gym, folder, seconds, theirs))
        coach.start()
        assert pipe.recv() == "ready"
        part = STATIONS // PROCESSES
        stations = [
            CONTEXT.Process(
                target=run_stations,
                args=(gym, names[k : k + part], folder, file, SETTLE_S + seconds, stream.length_s, from_stations),
            )
            for k in range(0, STATIONS, part)
        ]
        for process in stations:
            process.start()
        told = [from_stations.get(timeout=seconds + 120.0) for _ in stations]
        pipe.send("end")
        delays_s, cpu, missed, live, sets, refused, offset_s = pipe.recv()
        for process in (*stations, coach):
            process.join(30.0)
        broker_cpu = broker.cpu_s
    lifted = {name: count for done, _ in told for name, count in done.items()}
    lost = sum(lifted.values()) - sum(min(sets.get(name, 0), count) for name, count in lifted.items())
    ms = 1e3 * np.array(delays_s)
    table = harness.table(
        f"{STATIONS} stations lifting for {seconds:.0f} s, {os.cpu_count()} cores", "what", "measured", "asked"
    )
    table.add_row("tiles live", f"{live}", f"{STATIONS}")
    table.add_row("changes shown", f"{len(ms)}", "")
    table.add_row("bar to tile, p50 ms", f"{np.percentile(ms, 50):.0f}", "")
    table.add_row("bar to tile, p99 ms", harness.against(float(np.percentile(ms, 99)), DELAY_ASKED_MS, 0), "250")
    table.add_row("bar to tile, most ms", f"{ms.max():.0f}", "")
    table.add_row("coach's process, % of a core", harness.against(100 * cpu, 100.0, 1), "100")
    table.add_row("broker, % of a core", f"{100 * broker_cpu / (seconds + SETTLE_S):.1f}", "")
    table.add_row(
        "stations, % of a core each", f"{100 * sum(c for _, c in told) / STATIONS / (seconds + SETTLE_S):.1f}", ""
    )
    table.add_row("states lost on the way", harness.against(missed, 0, 0), "0")
    table.add_row("sets lifted", f"{sum(lifted.values())}", "")
    table.add_row("sets lost", harness.against(lost, 0, 0), "0")
    table.add_row("sets twice", harness.against(sum(sets.values()) - sum(lifted.values()) + lost, 0, 0), "0")
    table.add_row("messages dropped", harness.against(sum(refused.values()), 0, 0), "0")
    table.add_row("load of the whole machine, last minute", f"{os.getloadavg()[0]:.1f}", "")
    table.add_row("most that a clock was said to differ, ms", "-" if offset_s is None else f"{1e3 * offset_s:.2f}", "")
    return [table, harness.MARK]


def main() -> None:
    chosen = harness.options(__doc__, 1, 1, processes=1)
    with tempfile.TemporaryDirectory() as folder:
        harness.show(*run(Path(folder), FULL_S if chosen.full else QUICK_S))


if __name__ == "__main__":
    main()
