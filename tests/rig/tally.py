"""What became of every sample: taken = sent + lost + damaged + discarded + pending, at any moment."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.rig.devices.base import Outgoing


@dataclass(slots=True)
class Tally:
    """Of one stream, in samples unless said otherwise.

    sent: went out whole, at least once. notifications: how many carried them, duplicates not counted.
    lost: thrown away by a fault. damaged: went out cut or with a part missing. discarded: still in the device when the
    link went down or the stream ended. duplicated, reordered: notifications that a fault sent twice, or out of turn.
    """

    taken: int = 0
    sent: int = 0
    lost: int = 0
    damaged: int = 0
    discarded: int = 0
    notifications: int = 0
    notifications_lost: int = 0
    notifications_damaged: int = 0
    duplicated: int = 0
    reordered: int = 0

    @property
    def pending(self) -> int:
        """Taken, and neither gone nor thrown away yet."""
        return self.taken - self.sent - self.lost - self.damaged - self.discarded

    def went_out(self, outgoing: Outgoing) -> None:
        if outgoing.spoiled or any(part.spoiled for part in outgoing.needs):
            self.notifications_damaged += outgoing.spoiled
            self.notifications += not outgoing.spoiled
            self.damaged += outgoing.samples
        else:
            self.notifications += 1
            self.sent += outgoing.samples

    def threw_away(self, outgoing: Outgoing) -> None:
        outgoing.spoiled = True
        self.notifications_lost += 1
        self.lost += outgoing.samples

    def as_json(self) -> dict[str, int]:
        return asdict(self) | {"pending": self.pending}


class Tallies:
    """Of one device: `total` since it was made, `run` since each stream was last started; by stream."""

    def __init__(self) -> None:
        self.total: dict[str, Tally] = {}
        self.run: dict[str, Tally] = {}

    def started(self, stream: str) -> None:
        self.total.setdefault(stream, Tally())
        self.run[stream] = Tally()

    def of(self, stream: str) -> tuple[Tally, Tally]:
        """The total's and the run's."""
        return self.total[stream], self.run[stream]

    def as_json(self) -> dict[str, dict[str, dict[str, int]]]:
        return {
            which: {stream: tally.as_json() for stream, tally in tallies.items()}
            for which, tallies in (("total", self.total), ("run", self.run))
        }
