"""What a tile shows, in words and states only: two tiles that look the same are equal, and nothing is drawn again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop_app.group.looking import Urgency, urgency
from desktop_app.group.tile import Reach, Tile
from desktop_app.session.plates import Units
from desktop_app.session.snapshot import Mode, Traffic
from desktop_app.views import words, words_coach
from desktop_app.views.theme import SEVERITY_TRAFFIC
from dsp.results import Quality

STEP: Final = 0.02
"""The gauge moves in such steps."""
FULL_GAUGE: Final = 1.5
"""Of the target: what takes longer is as long as can be shown."""


@dataclass(frozen=True, slots=True)
class TileFace:
    """number: from 1; keys 1 to 9 open it. colour: of the bar. away: what is shown is old. down: descent of the last
    rep, of: its target; share: of `FULL_GAUGE` targets, None where one of them is not known; unsure: not measured well.
    sign: the worst one of the set, with its state. state: of the lifter. forward: somebody should look.
    """

    number: int
    colour: int | None
    lifter: str
    lift: str
    rep: str
    down: str
    of: str
    share: float | None
    unsure: bool
    sign: str
    sign_state: Traffic | None
    foot: str
    trouble: str
    state: Traffic
    away: bool
    forward: Urgency
    chosen: bool


def face_of(tile: Tile, number: int, units: Units, *, forward: bool, chosen: bool) -> TileFace:
    """The face of a tile now."""
    held = tile.descent_s is not None and tile.target_s
    share = min((tile.descent_s or 0.0) / (tile.target_s or 1.0) / FULL_GAUGE, 1.0) if held else None
    away = tile.reach in {Reach.STALE, Reach.LOST}
    in_set = tile.rep > 0 and tile.mode in {Mode.LIFTING, Mode.RESTING, Mode.PAIN, Mode.OVER}
    return TileFace(
        number=number,
        colour=tile.colour,
        lifter=tile.lifter or words_coach.NOBODY,
        lift=words.SEPARATOR.join(part for part in (tile.station, words_coach.lift_line(tile, units)) if part),
        rep=str(tile.rep) if in_set else words.UNKNOWN,
        down=words_coach.DOWN.format(tile.descent_s) if in_set and tile.descent_s is not None else words.UNKNOWN,
        of=words_coach.OF_TARGET.format(tile.target_s) if tile.target_s is not None else "",
        share=round(round(share / STEP) * STEP, 3) if share is not None and in_set else None,
        unsure=tile.last_quality is not None and tile.last_quality is not Quality.GOOD,
        sign=words_coach.MODES[tile.mode] if tile.mode is Mode.PAIN else tile.worst_text or "",
        sign_state=_sign_state(tile),
        foot=words_coach.foot_line(tile),
        trouble=words_coach.reach_line(tile),
        state=Traffic.UNCERTAIN if away else tile.traffic,
        away=away,
        forward=max(urgency(tile), Urgency.CAREFUL) if forward else Urgency.NONE,
        chosen=chosen,
    )


def _sign_state(tile: Tile) -> Traffic | None:
    if tile.mode is Mode.PAIN:
        return Traffic.STOP
    return SEVERITY_TRAFFIC[tile.worst] if tile.worst is not None and tile.worst_text else None
