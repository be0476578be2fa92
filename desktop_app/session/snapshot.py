"""Everything there is to show of one sensor at one time: plain frozen values, made by the core, drawn by views.

The core makes one whenever something came; views read the newest by a timer. Nothing is computed from it but layout.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from desktop_app.live_set import Cue
from desktop_app.session.plan import LiftPlan
from dsp.results import Quality, Severity, Sign
from dsp.samples import FloatArray
from sensor.ble.status import LinkState


class Mode(StrEnum):
    """What the session is about at the moment."""

    NO_SENSOR = "no_sensor"
    """No data has come yet, or none comes any more."""
    READY = "ready"
    """Waiting for the bar to move."""
    LIFTING = "lifting"
    RESTING = "resting"
    """A set is over: rest timer, and what to change."""
    PAIN = "pain"
    """The lifter pressed the key for pain: the set was ended; stop and take a breath."""
    OVER = "over"
    """A replay or demo has come to its end."""


class Traffic(StrEnum):
    """The state of control in one sign, told by colour and by shape."""

    WAIT = "wait"
    """Nothing to judge."""
    STEADY = "steady"
    CAREFUL = "careful"
    STOP = "stop"
    UNCERTAIN = "uncertain"
    """It could not be measured well: never shown as steady."""


@dataclass(frozen=True, slots=True)
class RepView:
    """One rep of the set at hand. worst: its gravest sign of warn or stop; settled: no longer provisional."""

    number: int
    quality: Quality
    descent_s: float | None
    drive_ms: float | None
    worst: Severity | None
    settled: bool = False


@dataclass(frozen=True, slots=True)
class LinkView:
    """The sensor and its link. battery: 0 to 1. lost: samples known to be lost. text: what is wrong and what to do."""

    sensor_id: str
    name: str
    state: LinkState
    text: str = ""
    battery: float | None = None
    rate_hz: float | None = None
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """A line with what is wrong and what to do about it; it stays until it is no longer true."""

    text: str
    advice: str
    severity: Severity = Severity.NOTE


@dataclass(frozen=True, slots=True)
class RecordingView:
    """Where the recording goes. failed: why nothing more is recorded."""

    name: str
    seconds: float
    failed: str | None = None


def _none() -> FloatArray:
    return np.empty(0)


def _no_path() -> FloatArray:
    return np.empty((0, 2))


@dataclass(frozen=True, slots=True)
class RackSnapshot:
    """One sensor and its lifter at one time.

    serial: counts up with each snapshot. at_ns: host time at which the newest packet in it arrived; None without one.
    time_s: seconds of the recording. plan: of the set at hand or the next.
    phase: descent, bottom, drive, top or rest. speed_ms: of the bar, magnitude; uncertain where its sigma is too wide.
    target_ms: descent speed to hold; band_ms: within which it is right. progress: 0 to 1 of the descent's usual travel.
    alarm: the descent runs away now. cue: the one thing to say. reps: of the set, in order.
    descent_target_s: descent time to hold. loss_percent: of drive speed since the best rep.
    path_m: (n, 2) forward and up of the last rep; path_signed: whether forward is known from backward.
    signal_s, signal_g: (k,) the last seconds of the size of the acceleration, oldest first.
    rest_s: since the set ended. next_line: the one thing to change in the next set. notices: gravest first.
    banner: that this is a demo or a replay. sets: how many are over. muted: no sound is made.
    worst: the gravest sign of the set at hand. rack: key of the rack among several. coach_line: what the coach says to
    the next set. session_id: in the history; None where nothing is kept.
    """

    serial: int
    mode: Mode
    plan: LiftPlan
    at_ns: int | None = None
    time_s: float = 0.0
    phase: str | None = None
    speed_ms: float | None = None
    speed_uncertain: bool = False
    target_ms: float | None = None
    band_ms: tuple[float, float] | None = None
    progress: float | None = None
    alarm: bool = False
    traffic: Traffic = Traffic.WAIT
    cue: Cue | None = None
    reps: tuple[RepView, ...] = ()
    descent_target_s: float | None = None
    loss_percent: float | None = None
    path_m: FloatArray = field(default_factory=_no_path)
    path_signed: bool = False
    signal_s: FloatArray = field(default_factory=_none)
    signal_g: FloatArray = field(default_factory=_none)
    link: LinkView | None = None
    recording: RecordingView | None = None
    rest_s: float | None = None
    next_line: str | None = None
    notices: tuple[Notice, ...] = ()
    banner: str | None = None
    sets: int = 0
    muted: bool = False
    worst: Sign | None = None
    rack: str = ""
    coach_line: str | None = None
    session_id: str | None = None
