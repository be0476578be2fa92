"""Simulated stations: what a real session showed of a set, recorded once, and said again by many, without an engine."""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from desktop_app.group.broker_config import Written, write_broker_config
from desktop_app.group.outbox import Outbox
from desktop_app.group.place import BrokerPlace, Login, read_login, read_place
from desktop_app.group.station import StationAgent
from desktop_app.session.core import SessionCore
from desktop_app.session.endless_lifter import SIMULATED_SENSOR, simulated_set
from desktop_app.session.plan import LiftPlan
from desktop_app.session.played import Played
from desktop_app.session.sets import SetEntry
from desktop_app.session.snapshot import LinkView, RackSnapshot
from desktop_app.store.records import Session, session_id_of
from dsp.context import Tempo
from dsp.results import LimitSource, Severity, Sign
from sensor.ble.status import LinkState
from tests.desktop_app.group.broker import free_port

NS: Final = 1_000_000_000
PLAN: Final = LiftPlan("Ann", "squat", (), 100.0, Tempo.parse("2-0-1-0"))
HOST: Final = "127.0.0.1"
STAMP: Final = Sign("stamp", None, None, 0.0, "s", 0.0, LimitSource.FALLBACK, Severity.NOTE, 0.0, "", "none")
"""Carries a time through what is sent and shown."""


@dataclass(frozen=True, slots=True)
class Stream:
    """shown: seconds and what was shown from then on, of one set and the beginning of its rest. entry: the set."""

    shown: tuple[tuple[float, RackSnapshot], ...]
    entry: SetEntry
    length_s: float


def record_stream() -> Stream:
    """A set of a simulated lifter through the session's core, from its first movement until it is settled."""
    core = SessionCore(
        lambda listener, sampled, params: Played([SIMULATED_SENSOR], PLAN.info, listener, sampled, params, "stream"),
        PLAN,
    )
    shown: list[tuple[float, RackSnapshot]] = []
    for chunk in simulated_set(PLAN, 1).chunks:
        now_ns = round(chunk.arrival_s * NS)
        core.take([chunk], now_ns)
        core.tick(now_ns)
        shown.append((chunk.arrival_s, _bare(core.snapshot(now_ns))))
    core.end(now_ns)
    first = next(k for k, (_, snapshot) in enumerate(shown) if snapshot.mode == "lifting")
    last = max(k for k, (_, snapshot) in enumerate(shown) if snapshot.mode == "lifting")
    start_s = shown[first][0]
    part = tuple((at_s - start_s, snapshot) for at_s, snapshot in shown[first:last])
    return Stream(part, core.log.entries[0], part[-1][0] + 0.5)


def _bare(snapshot: RackSnapshot) -> RackSnapshot:
    """Without what a coach is not shown."""
    nothing = np.empty(0)
    return replace(snapshot, signal_s=nothing, signal_g=nothing, path_m=np.empty((0, 2)), rack="1",
                   link=LinkView("sim", "Simulated sensor", LinkState.STREAMING))  # fmt: skip


class StreamRacks:
    """One rack that lifts the stream over and over. Each change carries the time at which it happened, as its cue."""

    def __init__(self, stream: Stream, delay_s: float) -> None:
        self._stream = stream
        self._times = np.array([at_s for at_s, _ in stream.shown])
        self._start_s = time.time() + delay_s
        self._stamped_s = 0.0
        self._key: Any = None

    @property
    def turns(self) -> int:
        """How many sets are over."""
        return max(int((time.time() - self._start_s) // self._stream.length_s), 0)

    def snapshots(self) -> Sequence[RackSnapshot]:
        now_s = time.time()
        since_s = max(now_s - self._start_s, 0.0) % self._stream.length_s
        k = max(int(np.searchsorted(self._times, since_s, "right")) - 1, 0)
        snapshot = self._stream.shown[k][1]
        key = snapshot.phase, len(snapshot.reps), snapshot.alarm, snapshot.traffic
        if key != self._key:
            # It happened when the packet came, not when somebody looked.
            at_s = now_s - (since_s - float(self._times[self._changed(k, key)]))
            self._key, self._stamped_s = key, at_s
        sign = replace(STAMP, cue=f"{self._stamped_s:.6f}")
        return (replace(snapshot, at_ns=round(now_s * NS), worst=sign),)

    def _changed(self, k: int, key: Any) -> int:
        """Where in the stream the state that is shown began."""
        while k > 0:
            before = self._stream.shown[k - 1][1]
            if (before.phase, len(before.reps), before.alarm, before.traffic) != key:
                break
            k -= 1
        return k

    def set_next_plan(self, bar: str, plan: LiftPlan) -> None:
        """Lifters of a stream do what they did."""

    def set_cue(self, bar: str, text: str | None) -> None:
        """And hear nothing."""


@dataclass(frozen=True, slots=True)
class Gym:
    """A broker's configuration for many stations, as files."""

    written: Written
    port: int

    def config(self) -> str:
        return self.written.config.read_text()

    def place(self, port: int | None = None) -> BrokerPlace:
        """port: of what lies before the broker, where something does."""
        return read_place(f"mqtts://{HOST}:{port or self.port}", ca=self.written.folders["coach"] / "ca.crt")

    def login(self, name: str) -> Login:
        return read_login(name, self.written.folders[name] / "password", {})


def new_gym(folder: Path, names: Sequence[str]) -> Gym:
    """With TLS, a credential each, and access rules."""
    port = free_port()
    return Gym(write_broker_config(folder / "broker", names, [HOST], port=port), port)


def run_stations(
    gym: Gym, names: Sequence[str], folder: Path, stream_file: Path, seconds: float, lengths_s: float, told: Any
) -> None:
    """A process of stations: each lifts until time is over, puts its sets by, and waits until they are kept."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    stream: Stream = pickle.loads(stream_file.read_bytes())  # noqa: S301 (our own file)
    agents: list[tuple[StationAgent, StreamRacks, Session]] = []
    for k, name in enumerate(names):
        racks = StreamRacks(stream, lengths_s * k / len(names))
        agent = StationAgent(name, gym.place(), gym.login(name), racks, Outbox(folder / f"{name}.sqlite3"))
        agent.start()
        agents.append((agent, racks, Session(session_id_of(name), time.time())))
    done = dict.fromkeys(names, 0)
    end_s = time.time() + seconds
    while time.time() < end_s:
        for agent, racks, session in agents:
            while done[agent.name] < racks.turns:
                done[agent.name] += 1
                agent.keep(session, [replace(stream.entry, id=done[agent.name])])
        time.sleep(0.05)
    late_s = time.time() + 20.0
    while any(agent.waiting for agent, _, _ in agents) and time.time() < late_s:
        time.sleep(0.05)
    told.put((dict(done), time.process_time()))
    for agent, _, _ in agents:
        agent.close()


CONTEXT: Final = multiprocessing.get_context("spawn")
