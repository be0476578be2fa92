"""One sensor in a session: its lifter, its link and its signal, and what there is to show of them at one time."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from desktop_app.session import words
from desktop_app.session.lifter import Lifter, SetAtHand
from desktop_app.session.signal_buffer import SignalBuffer
from desktop_app.session.snapshot import LinkView, Mode, Notice, RackSnapshot, RepView
from desktop_app.session.traffic import Seen, traffic
from dsp.events import LiveState
from dsp.load import speed_loss_percent
from dsp.rep_path import RepPath
from dsp.results import Quality, Rep, Severity
from sensor.ble.status import LinkState, LinkStatus
from sensor.session import LiveSensor

NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class ShowParams:
    """How numbers become what is shown.

    tolerance: share of the target speed within which a descent is right; the tone has the same.
    margin_sigmas: as for signs, speeds nearer than this many standard deviations are not told apart. sure_ms: sigma up
    to which a speed is worth showing where there is no target. first_reps: whose descent time is held where none is
    prescribed. stale_s: without packets for so long, nothing comes. gone_s: nor in a set is the bar shown any more.
    """

    tolerance: float = 0.15
    margin_sigmas: float = 1.5
    sure_ms: float = 0.1
    first_reps: int = 2
    stale_s: float = 3.0
    gone_s: float = 20.0


SHOW = ShowParams()


@dataclass(slots=True)
class Bar:
    """State of one sensor. data_ns: host time at which its newest data was taken in, arrival_ns: at which it came.

    next_line: what to change after the newest set that had something, told_of: which one.
    """

    id: str
    lifter: Lifter
    signal: SignalBuffer = field(default_factory=SignalBuffer)
    status: LinkStatus | None = None
    data_ns: int | None = None
    arrival_ns: int | None = None
    path: RepPath | None = None
    next_line: str | None = None
    told_of: SetAtHand | None = None
    _views: tuple[object, tuple[RepView, ...]] | None = None

    def is_stale(self, now_ns: int, params: ShowParams = SHOW) -> bool:
        """Whether nothing has come for a while, or the link says that nothing will."""
        if self.data_ns is None:
            return True
        return self.is_broken or now_ns - self.data_ns > params.stale_s * NS

    @property
    def is_broken(self) -> bool:
        return self.status is not None and self.status.state is not LinkState.STREAMING

    def mode(self, now_ns: int, params: ShowParams = SHOW) -> Mode:
        """What the session is about. A set stays in view through a short loss: it goes on."""
        mode = self.lifter.mode
        if mode is Mode.READY and self.is_stale(now_ns, params):
            return Mode.NO_SENSOR
        if mode is Mode.LIFTING and self.data_ns is not None and now_ns - self.data_ns > params.gone_s * NS:
            return Mode.NO_SENSOR
        return mode

    def reps(self) -> tuple[RepView, ...]:
        """The reps of the set at hand; made anew only where something was said."""
        hand = self.lifter.set
        key = (id(hand), len(hand.live.reps), len(hand.live.signs), id(hand.result), hand.over)
        if self._views is None or self._views[0] != key:
            self._views = key, rep_views(hand)
        return self._views[1]

    def link(self, sensor: LiveSensor | None) -> LinkView:
        status = self.status
        return LinkView(
            sensor_id=self.id,
            name=sensor.title if sensor is not None else self.id,
            state=status.state if status is not None else LinkState.SEARCHING,
            text=status.text if status is not None else "",
            battery=status.battery if status is not None else None,
            rate_hz=status.rate_hz if status is not None else None,
            lost=sensor.lost if sensor is not None else 0,
        )

    def notices(self, sensor: LiveSensor | None, now_ns: int, params: ShowParams = SHOW) -> list[Notice]:
        """What is wrong with this sensor."""
        out: list[Notice] = []
        if self.data_ns is not None and self.is_stale(now_ns, params):
            name = sensor.title if sensor is not None else self.id
            out.append(Notice(words.NOTHING_COMES.format(name), words.NOTHING_COMES_ADVICE, Severity.WARN))
        if sensor is not None:
            out += [Notice(problem, "") for problem in sensor.problems]
            out += [Notice(warning, "") for warning in sensor.settings.warnings]
        return out

    def snapshot(self, serial: int, now_ns: int, base: RackSnapshot, params: ShowParams = SHOW) -> RackSnapshot:
        """All there is to show. base: what is the same for every sensor of the session."""
        lifter, hand = self.lifter, self.lifter.set
        state = lifter.state
        mode = base.mode if base.mode is Mode.OVER and lifter.mode is not Mode.PAIN else self.mode(now_ns, params)
        lifting = mode is Mode.LIFTING
        reps, measured = self.reps(), hand.reps
        uncertain = state is not None and is_uncertain(state, params)
        alarm = hand.live.alarm is not None and state is not None and state.phase == "descent"
        newest = reps[-1] if reps else None
        down = lifter.descending
        if down is not None and state is not None and state.phase == "descent":
            down.unsure = down.unsure or uncertain
        signal_s, signal_g = self.signal.shown()
        target_ms = state.target_ms if state is not None else None
        return RackSnapshot(
            serial=serial,
            mode=mode,
            plan=hand.plan if lifting else lifter.plan,
            at_ns=self.arrival_ns,
            time_s=base.time_s,
            phase=state.phase if state is not None else None,
            speed_ms=abs(state.speed_ms) if state is not None else None,
            speed_uncertain=uncertain,
            target_ms=target_ms,
            band_ms=band(target_ms, params),
            progress=progress(state, lifter) if lifting else None,
            alarm=alarm and lifting,
            traffic=traffic(
                Seen(
                    mode=mode,
                    streaming=not self.is_stale(now_ns, params),
                    stop_said=hand.stop_said,
                    under_way=down is not None,
                    ran_away=down is not None and down.ran_away,
                    unsure=down is not None and down.unsure,
                    held=target_ms is not None,
                    quality=newest.quality if newest is not None else None,
                    worst=self._worst(hand, down is not None),
                )
            ),
            cue=hand.live.cue,
            reps=reps,
            descent_target_s=descent_target_s(hand, measured, params),
            loss_percent=speed_loss_percent(measured),
            path_m=self.path.forward_up_m if self.path is not None else base.path_m,
            path_signed=self.path is not None and self.path.signed,
            signal_s=signal_s,
            signal_g=signal_g,
            link=base.link,
            recording=base.recording,
            rest_s=self._rest_s(mode, base.time_s),
            next_line=None if mode is Mode.RESTING and self.told_of is not hand else self.next_line,
            notices=base.notices,
            banner=base.banner,
            sets=base.sets,
            muted=base.muted,
            session_id=base.session_id,
            worst=max(hand.signs, key=lambda sign: sign.severity.rank, default=None),
        )

    def _worst(self, hand: SetAtHand, under_way: bool) -> Severity | None:
        """The gravest sign of the newest rep, or of the one under way."""
        number = len(hand.reps) + under_way
        told = [sign.severity for sign in hand.signs if sign.rep == number]
        return max(told, key=lambda severity: severity.rank, default=None)

    def _rest_s(self, mode: Mode, time_s: float) -> float | None:
        since = self.lifter.rest_from_s
        if since is None or mode not in {Mode.RESTING, Mode.READY, Mode.PAIN}:
            return None
        return max(time_s - since, 0.0)


def rep_views(hand: SetAtHand) -> tuple[RepView, ...]:
    """The reps of a set as they are shown."""
    worst: dict[int, Severity] = {}
    for sign in hand.signs:
        if sign.rep is not None and sign.severity is not Severity.NOTE:
            before = worst.get(sign.rep)
            worst[sign.rep] = sign.severity if before is None or before.rank < sign.severity.rank else before
    settled = hand.settled_count
    return tuple(
        RepView(
            number=number,
            quality=rep.quality,
            descent_s=rep.descent.duration_s if rep.descent is not None else None,
            drive_ms=rep.drive.mean_speed_ms if rep.drive is not None else None,
            worst=worst.get(number),
            settled=number <= settled,
        )
        for number, rep in enumerate(hand.reps, 1)
    )


def is_uncertain(state: LiveState, params: ShowParams = SHOW) -> bool:
    """Whether the speed cannot be told from the edge of its band, or is worth nothing by itself."""
    if state.target_ms is None:
        return state.speed_sigma_ms > params.sure_ms
    return params.margin_sigmas * state.speed_sigma_ms > params.tolerance * state.target_ms


def band(target_ms: float | None, params: ShowParams = SHOW) -> tuple[float, float] | None:
    """Speeds that are right."""
    if target_ms is None:
        return None
    return (1.0 - params.tolerance) * target_ms, (1.0 + params.tolerance) * target_ms


def progress(state: LiveState | None, lifter: Lifter) -> float | None:
    """How far down the bar is, 0 at lockout and 1 at the usual bottom; None before that is known."""
    usual_m = lifter.usual_travel_m
    if state is None or usual_m is None or usual_m <= 0.0:
        return None
    share = -state.height_m / usual_m
    return float(np.clip(1.0 + share if lifter.concentric else share, 0.0, 1.0))


def descent_target_s(hand: SetAtHand, reps: tuple[Rep, ...], params: ShowParams = SHOW) -> float | None:
    """The time a descent is to take: as prescribed, else as the set's own first good reps took."""
    if hand.plan.tempo is not None:
        return hand.plan.tempo.eccentric_s
    first = [rep.descent.duration_s for rep in reps if rep.quality is Quality.GOOD and rep.descent is not None]
    return float(np.median(first[: params.first_reps])) if len(first) >= params.first_reps else None
