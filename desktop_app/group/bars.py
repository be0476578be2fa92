"""A bar between its three faces: the snapshot that its rack shows, the state that goes over the network, the tile."""

from __future__ import annotations

from typing import Final

from desktop_app.group import words
from desktop_app.group.messages import BarMode, BarState, plan_to_send
from desktop_app.group.tile import Reach, Tile
from desktop_app.names import is_shown
from desktop_app.session.snapshot import Mode, RackSnapshot, Traffic
from desktop_app.session.traffic import Seen, traffic

NS: Final = 1_000_000_000
NO_BAR: Final = "-"
"""Of a rack that has no sensor yet."""
LIVE_NS: Final = 10**18
"""Host times are later (2001 and on): those of what is played begin with zero, and say nothing of now."""
MOST_REPS_SHOWN: Final = 100


def bar_of(snapshot: RackSnapshot) -> BarState:
    """What others may know of a bar. After the key for pain the set is over like any other."""
    link, reps = snapshot.link, snapshot.reps[-MOST_REPS_SHOWN:]
    newest = snapshot.reps[-1] if snapshot.reps else None
    worst = snapshot.worst
    pain = snapshot.mode is Mode.PAIN
    return BarState(
        bar=key_of(snapshot),
        name=printable(link.name if link is not None else NO_BAR, 200),
        plan=plan_to_send(snapshot.plan),
        mode=BarMode.RESTING if pain else BarMode(snapshot.mode),
        traffic=_as_any_set(snapshot) if pain else snapshot.traffic,
        data_unix_s=snapshot.at_ns / NS if snapshot.at_ns is not None and snapshot.at_ns >= LIVE_NS else None,
        phase=snapshot.phase,
        fast=snapshot.alarm,
        rep=newest.number if newest is not None else 0,
        descent_s=_rounded(newest.descent_s) if newest is not None else None,
        target_s=_rounded(snapshot.descent_target_s),
        quality=newest.quality if newest is not None else None,
        drives_ms=tuple(_rounded(rep.drive_ms) for rep in reps),
        loss_percent=_rounded(snapshot.loss_percent),
        worst=worst.severity if worst is not None else None,
        worst_text=printable(worst.cue or worst.code, 300) if worst is not None else None,
        rest_s=_rounded(snapshot.rest_s),
        sets=snapshot.sets,
        link=link.state if link is not None else None,
        text=printable(link.text, 300) if link is not None else "",
        battery=_rounded(link.battery) if link is not None else None,
    )


def tile_of(
    bar: BarState,
    reach: Reach,
    *,
    station: str | None = None,
    age_s: float | None = None,
    offset_ms: float | None = None,
) -> Tile:
    """As the coach sees it. age_s: since it was said; the rest went on meanwhile."""
    mode, plan = Mode(bar.mode), bar.plan
    rest_s = None if bar.rest_s is None else bar.rest_s + (age_s or 0.0)
    return Tile(
        key=bar.bar if station is None else f"{station}/{bar.bar}",
        lifter=plan.lifter,
        mode=mode,
        traffic=bar.traffic if reach in {Reach.HERE, Reach.LIVE} else Traffic.UNCERTAIN,
        reach=reach,
        exercise=plan.exercise,
        variation=plan.variation,
        load_kg=plan.load_kg,
        rep=bar.rep,
        descent_s=bar.descent_s,
        target_s=bar.target_s,
        last_quality=bar.quality,
        drives_ms=bar.drives_ms,
        loss_percent=bar.loss_percent,
        worst=bar.worst,
        worst_text=bar.worst_text,
        rest_s=rest_s,
        sets=bar.sets,
        battery=bar.battery,
        link_text=bar.text,
        station=station,
        said_age_s=age_s,
        offset_ms=offset_ms,
        look=look_of(bar, reach),
    )


def look_of(bar: BarState, reach: Reach) -> str | None:
    """Why somebody should look, the most urgent first."""
    if reach is Reach.LOST:
        return words.LOST
    if reach is Reach.STALE:
        return words.STALE
    if bar.traffic is Traffic.STOP:
        return bar.worst_text or words.STOP
    if bar.mode is BarMode.LIFTING:
        if bar.fast:
            return words.FAST
        if bar.traffic is Traffic.CAREFUL:
            return bar.worst_text or words.CAREFUL
    if bar.mode is BarMode.NO_SENSOR and bar.link is not None:
        return words.NO_SENSOR
    return None


def key_of(snapshot: RackSnapshot) -> str:
    """What a bar is called at its station: its rack's key, or its sensor's id where there are no racks."""
    sensor_id = snapshot.link.sensor_id if snapshot.link is not None else NO_BAR
    return printable(snapshot.rack or sensor_id, 200)


def printable(text: str, most: int) -> str:
    """As much of a text as may be sent."""
    return "".join(c if is_shown(c) else " " for c in text)[:most]


def _as_any_set(snapshot: RackSnapshot) -> Traffic:
    newest = snapshot.reps[-1] if snapshot.reps else None
    return traffic(
        Seen(
            mode=Mode.RESTING,
            quality=newest.quality if newest is not None else None,
            worst=newest.worst if newest is not None else None,
        )
    )


def _rounded(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else round(float(value), digits)
