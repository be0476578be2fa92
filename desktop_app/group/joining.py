"""A laptop's session in the group: its racks spoken for, every set it keeps put by for the coach.

    joining = Joining(name, place, login, group_folder())
    session = new_session(folder, calibrations, desk, joining)              # which keeps its sets by it
    joining.begin(session)                                                  # speak for its racks
    joining.notice, joining.net, joining.waiting                            # to be shown; from any thread
    joining.close()                                                         # after the session

Sets found again after a crash, once they are kept: `joining.keep(session, entries)`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.group.client import NetState
from desktop_app.group.outbox import Outbox
from desktop_app.group.place import BrokerPlace, Login
from desktop_app.group.station import StationAgent
from desktop_app.session.own import LiftKey, Own
from desktop_app.session.page import OpenPage, Page
from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import SetEntry, SetLog
from desktop_app.session.snapshot import Notice, RackSnapshot
from desktop_app.store.records import Session, session_id_of

if TYPE_CHECKING:
    from desktop_app.session.thread import SessionThread


class Joining:
    """folder: of what is put by for the coach. Raises BrokerPlaceError, GroupFileError."""

    def __init__(self, name: str, place: BrokerPlace, login: Login, folder: Path) -> None:
        self._racks = _Racks()
        self.agent = StationAgent(name, place, login, self._racks, Outbox(folder / f"outbox-{name}.sqlite3"))

    @property
    def name(self) -> str:
        """The station's."""
        return self.agent.name

    @property
    def net(self) -> NetState:
        """How the connection stands."""
        return self.agent.net

    @property
    def notice(self) -> Notice | None:
        """What is wrong at the moment, the connection first; None while all is well."""
        return self.agent.net.notice or self.agent.notice

    @property
    def waiting(self) -> int:
        """Sets that the coach has not got yet."""
        return self.agent.waiting

    def pages(self, inner: OpenPage | None) -> OpenPage:
        """Pages of a history (`Station.open_page`), whose sets go to the coach too; also where there is no history."""
        return lambda token, started_unix_s, recording: GroupPage(
            Session(session_id_of(token), started_unix_s, recording),
            None if inner is None else inner(token, started_unix_s, recording),
            self.agent.keep,
        )

    def begin(self, session: SessionThread) -> None:
        """Speak for the session's racks from now on."""
        self._racks.session = session
        self.agent.start()

    def keep(self, session: Session, entries: Sequence[SetEntry]) -> None:
        """Have the coach get sets that were kept otherwise; those it has are not sent again."""
        self.agent.keep(session, entries)

    def close(self) -> None:
        """Say farewell. What is not sent yet is sent by the next start. Safe to call again."""
        self.agent.close()


class GroupPage:
    """A session's page (`session.page.Page`) whose sets are put by for the coach besides."""

    def __init__(
        self, session: Session, inner: Page | None, put_by: Callable[[Session, Sequence[SetEntry]], None]
    ) -> None:
        self._session, self._inner, self._put_by = session, inner, put_by
        self._put: dict[int, SetEntry] = {}

    @property
    def session_id(self) -> str:
        return self._session.id

    @property
    def notice(self) -> Notice | None:
        return self._inner.notice if self._inner is not None else None

    @property
    def adopted(self) -> Path | None:
        return self._inner.adopted if self._inner is not None else None

    def ask(self, key: LiftKey) -> None:
        if self._inner is not None:
            self._inner.ask(key)

    def answer(self) -> Own | None:
        return self._inner.answer() if self._inner is not None else None

    def keep(self, log: SetLog, beside: Callable[[], Notice | None]) -> Notice | None:
        """The disk first: what is beside the recording is found again after a crash."""
        notice = self._inner.keep(log, beside) if self._inner is not None else beside()
        changed = [entry for entry in log.entries if self._put.get(entry.id) is not entry]
        if changed:
            self._put_by(self._session, changed)
            self._put.update((entry.id, entry) for entry in changed)
        return notice

    def end(self, recording: Path | None) -> None:
        if self._inner is not None:
            self._inner.end(recording)


class _Racks:
    """The racks of a session that is made after its station (`station.StationRacks`)."""

    session: SessionThread | None = None

    def snapshots(self) -> Sequence[RackSnapshot]:
        return self.session.snapshots if self.session is not None else ()

    def set_next_plan(self, bar: str, plan: LiftPlan) -> None:
        if self.session is not None:
            self.session.at(bar).set_next_plan(plan)

    def set_cue(self, bar: str, text: str | None) -> None:
        if self.session is not None:
            self.session.at(bar).set_cue(text)
