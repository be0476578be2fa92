"""The workers: Dask's, on this machine or behind a scheduler elsewhere, given a few portions at a time.

Nothing of Dask's is shown and nothing of the user's settings for it is read: what counts is in this file.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from desktop_app.archive.errors import ClusterError, SchedulerAddressError
from desktop_app.archive.jobs import Job, WorkLimits

if TYPE_CHECKING:
    from distributed import Client, Future
    from distributed.security import Security

CONNECT_S: Final = 15.0
KNOCK_S: Final = 5.0
"""As long may it take until somebody listens at a scheduler's address; Dask itself would go on trying."""
WORKERS_S: Final = 60.0
"""As long may a cluster be without workers."""
AHEAD: Final = 3
"""Portions a worker has in hand or waiting: it never waits for us, and what is unfinished stays small."""
LOOK_S: Final = 0.2
"""How often those who wait look whether they are wanted elsewhere."""
COUNT_S: Final = 2.0
"""How often the workers of a cluster are counted."""
WORKER_BYTES: Final = 1 << 30
"""Of the process that holds a worker; the one that measures has its own limit (`jobs.WorkLimits`)."""
SETTINGS: Final[dict[str, Any]] = {
    # No pages for browsers, and nothing measured that nobody looks at.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,
    "distributed.worker.preload": ["desktop_app.archive.worker"],
    "distributed.diagnostics.nvml": False,
    "distributed.comm.timeouts.connect": f"{CONNECT_S:g}s",
    # A worker that is killed is replaced and its portion done by another: three times before it is told to us.
    "distributed.scheduler.allowed-failures": 3,
    "distributed.nanny.pre-spawn-environ": {
        "OMP_NUM_THREADS": 1, "MKL_NUM_THREADS": 1, "OPENBLAS_NUM_THREADS": 1,
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tls:
    """Files of certificates for a scheduler that asks for them, in PEM."""

    ca: Path
    cert: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Workforce:
    """workers: on this machine. scheduler: the address of a cluster instead; connect_s: how long it is waited for.

    Raises SchedulerAddressError for what is no address, and where address and certificates do not go together.
    """

    workers: int
    scheduler: str | None = None
    tls: Tls | None = None
    connect_s: float = CONNECT_S

    def __post_init__(self) -> None:
        if self.scheduler is None:
            return
        scheme, _, _ = scheduler_parts(self.scheduler)
        if (scheme == "tls") != (self.tls is not None):
            raise SchedulerAddressError(
                f"{self.scheduler!r}: certificates go with tls://, and with nothing else",
                "Give all three of --tls-ca, --tls-cert and --tls-key with tls://host:8786, none with tcp://host:8786.",
            )


@dataclass(frozen=True, slots=True)
class Done:
    """A portion that came back. answers: one line of JSON for each job; None where its workers were killed."""

    jobs: tuple[Job, ...]
    answers: tuple[str, ...] | None


def scheduler_parts(address: str) -> tuple[str, str, int]:
    """Scheme, host and port of a scheduler. Raises SchedulerAddressError."""
    try:
        parts = urlsplit(address)
        scheme, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError:
        scheme, host, port = "", None, None
    if scheme not in {"tcp", "tls"} or not host or not port or address != f"{scheme}://{parts.netloc}":
        raise SchedulerAddressError(
            f"{address[:100]!r} is no address of a scheduler", "Write it as tcp://host:8786 or tls://host:8786."
        )
    return scheme, host, port


class Fleet:
    """Portions in, answers out, in the order in which they are done."""

    def __init__(self, client: Client, engine: str, limits: WorkLimits) -> None:
        self._client, self._engine, self._limits = client, engine, limits
        self._busy: dict[Future[Any], tuple[Job, ...]] = {}
        self._back: queue.SimpleQueue[Future[Any]] = queue.SimpleQueue()
        self._slots, self._counted_s, self._manned_s = 0, 0.0, time.monotonic()

    @property
    def busy(self) -> int:
        return len(self._busy)

    @property
    def slots(self) -> int:
        """Recordings that can be measured at a time, counted now and then. Raises ClusterError after long of none."""
        now_s = time.monotonic()
        if not self._slots or now_s - self._counted_s > COUNT_S:
            self._alive()
            self._slots = sum(self._client.ncores().values())
            self._counted_s = now_s
        if self._slots:
            self._manned_s = now_s
        elif now_s - self._manned_s > WORKERS_S:
            raise ClusterError("the cluster has no workers", "Start some, or work without --scheduler.")
        return self._slots

    @property
    def has_room(self) -> bool:
        return self.busy < AHEAD * self.slots

    def submit(self, jobs: tuple[Job, ...]) -> None:
        """Have a portion measured."""
        from desktop_app.archive.worker import measured

        lines = tuple(job.to_line() for job in jobs)
        future = self._client.submit(measured, lines, self._engine, self._limits, pure=False)
        self._busy[future] = jobs
        future.add_done_callback(self._back.put)

    def next_done(self, wait_s: float = LOOK_S) -> Done | None:
        """A portion that came back; None where none did in that time. Raises ClusterError."""
        try:
            future = self._back.get(timeout=wait_s)
        except queue.Empty:
            self._alive()
            _ = self.slots
            return None
        try:
            answers = self._answers(future)
        except TimeoutError:
            # Its worker was lost after it was done: another does it again.
            self._alive()
            future.add_done_callback(self._back.put)
            return None
        return Done(self._busy.pop(future), answers)

    def _answers(self, future: Future[Any]) -> tuple[str, ...] | None:
        """What a portion came to; None where its workers were killed. Raises TimeoutError, ClusterError."""
        from concurrent.futures import CancelledError

        from distributed import KilledWorker

        try:
            answers: tuple[str, ...] = future.result(timeout=CONNECT_S)
        except KilledWorker:
            return None
        except TimeoutError:
            raise
        except (CancelledError, OSError) as error:
            raise _lost() from error
        except (ImportError, AttributeError, TypeError, RuntimeError) as error:
            # What a worker says that does not have this program, or has another one; the scheduler's is a RuntimeError.
            reason = str(error).partition(". ")[0]
            raise ClusterError(
                f"the cluster cannot run rackside: {reason}",
                "Install the same version of rackside where the scheduler and each worker run.",
            ) from error
        return answers

    def _alive(self) -> None:
        if self._client.status != "running":
            raise _lost()


@contextmanager
def hired(force: Workforce, engine: str, limits: WorkLimits) -> Iterator[Fleet]:
    """Workers for as long as they are needed. Raises ClusterError where a scheduler cannot be reached."""
    import dask
    import dask.config

    dask.config.refresh(paths=[], env={})
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(SETTINGS))
        stack.enter_context(_quiet())
        client = stack.enter_context(_local(force.workers) if force.scheduler is None else _outside(force))
        fleet = Fleet(client, engine, limits)
        try:
            yield fleet
        finally:
            if force.scheduler is not None:
                _leave(client)


@contextmanager
def _local(workers: int) -> Iterator[Client]:
    from distributed import Client, LocalCluster

    with tempfile.TemporaryDirectory(prefix="rackside-", ignore_cleanup_errors=True) as room:
        try:
            cluster = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                scheduler_kwargs={"dashboard": False},
                memory_limit=WORKER_BYTES,
                local_directory=room,
                silence_logs=_SILENT,
            )
        except (RuntimeError, OSError, TimeoutError) as error:
            raise ClusterError(f"the workers do not start: {error}", "Use fewer with --workers.") from error
        with cluster, Client(cluster) as client:
            yield client


@contextmanager
def _outside(force: Workforce) -> Iterator[Client]:
    from distributed import Client
    from distributed.security import Security

    security = None
    if force.tls is not None:
        tls = force.tls
        security = Security(
            tls_ca_file=str(tls.ca), tls_client_cert=str(tls.cert), tls_client_key=str(tls.key), require_encryption=True
        )
    try:
        _knock(force, security)
    except TimeoutError as error:
        raise _unreached(force, "no scheduler answers there") from error
    except OSError as error:
        raise _unreached(force, error.strerror or type(error).__name__) from error
    try:
        client = Client(force.scheduler, security=security, timeout=force.connect_s, set_as_default=False)
    except (OSError, TimeoutError, ValueError, TypeError) as error:
        raise _unreached(force, str(error) or type(error).__name__) from error
    with client:
        yield client


def _unreached(force: Workforce, reason: str) -> ClusterError:
    return ClusterError(
        f"the scheduler {force.scheduler} cannot be reached: {reason.lower()}",
        "Check the address, as tcp://host:8786, and that the scheduler runs.",
    )


def _knock(force: Workforce, security: Security | None) -> None:
    """Before there is a client, which would try for long and is hard to be rid of. Raises OSError, TimeoutError."""
    from distributed.comm.core import connect

    if force.scheduler is None:
        return
    address, most_s = force.scheduler, min(KNOCK_S, force.connect_s)
    _, host, port = scheduler_parts(address)
    with socket.create_connection((host, port), most_s):
        pass

    async def shake_hands() -> None:
        # Something that listens and is no scheduler never answers this.
        asked = {} if security is None else security.get_connection_args("client")
        (await asyncio.wait_for(connect(address, timeout=most_s, **asked), 2 * most_s)).abort()

    asyncio.run(shake_hands())


def _leave(client: Client) -> None:
    """Have a cluster's workers end the processes that measured for us."""
    from desktop_app.archive.worker import close_cells

    if client.status == "running":
        with suppress(OSError, TimeoutError):  # it is gone, and so are they
            client.run(close_cells, on_error="ignore")


_SILENT: Final = logging.CRITICAL + 1
_LOUD: Final = frozenset({"distributed", "tornado", "asyncio"})


@contextmanager
def _quiet() -> Iterator[None]:
    """What Dask has to say of workers that come and go is told by us, in our own words."""
    import distributed  # noqa: F401 (its loggers are there from then on, each with a level of its own)

    names = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] in _LOUD]
    loggers = [logging.getLogger(name) for name in names]
    before = [(logger, logger.level) for logger in loggers]
    for logger in loggers:
        logger.setLevel(_SILENT)
    try:
        yield
    finally:
        for logger, level in before:
            logger.setLevel(level)


def _lost() -> ClusterError:
    return ClusterError(
        "the scheduler is gone", "Start it and run the same again: what was measured is kept and not done again."
    )
