"""How long a link waits for what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class LinkParams:
    """Times of a link's life, s.

    search_s: how long sensors that were asked for are searched; slow advertisers send once in 1-2 s.
    sure_s: after so long a search ends early, once every sensor asked for has been heard and no other fits.
    find_s: how long a lost sensor is searched before the next back-off.
    fresh_s: a device seen so lately is connected without another search; BlueZ forgets it after 30 s.
    connect_s: connecting and reading the list of services; 1-3 s are ordinary, slow stacks need more.
    step_s: one read, write or subscription.
    set_up_s: the whole set-up; a Polar may take 30 s to start each of its two streams.
    stall_s: without data for so long, the link is stalled; sensors gather up to 1 s of samples in a packet.
    lost_s: without data for so long, the connection is taken for dead and made anew, whatever the system says of it.
    first_s: the same for the first packet after the set-up.
    backoff_first_s, backoff_factor, backoff_max_s: the wait before each next try; scanning costs the others air time.
    radio_s: the wait before the next try where Bluetooth itself cannot be used; trying costs nothing then.
    steady_s: a connection that streamed for so long starts the back-off anew.
    give_up_s: end a link that has not streamed for so long; None goes on until told to stop.
    battery_every_s, battery_s: how often the battery is asked, and how long the answer may take.
    count_s: the rate is counted over so long. rate_min_share: below this share of the set rate the user is told.
    tear_down_s, disconnect_s: at most so long for stopping the sensor and for closing the connection.
    stop_s: all links at once get so long to end, more than the steps of it may take; a Bluetooth system that hangs so
        that not even these times are kept is then left to itself.
    tick_s: how often the watchdog looks.
    set_up_tries: a sensor that never streamed and refuses its set-up so often is given up.
    """

    search_s: float = 8.0
    sure_s: float = 3.0
    find_s: float = 4.0
    fresh_s: float = 20.0
    connect_s: float = 10.0
    step_s: float = 6.0
    set_up_s: float = 80.0
    stall_s: float = 2.0
    lost_s: float = 5.0
    first_s: float = 8.0
    backoff_first_s: float = 0.5
    backoff_factor: float = 2.0
    backoff_max_s: float = 5.0
    radio_s: float = 2.0
    steady_s: float = 5.0
    give_up_s: float | None = None
    battery_every_s: float = 60.0
    battery_s: float = 10.0
    count_s: float = 2.0
    rate_min_share: float = 0.85
    tear_down_s: float = 3.0
    disconnect_s: float = 3.0
    stop_s: float = 15.0
    tick_s: float = 0.1
    set_up_tries: int = 2


LINK: Final = LinkParams()
