"""What a recording holds once it is open: for each sensor its samples, how they came, and what is known of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from dsp.calibration import Calibration
from dsp.context import Baseline, ClipPlace, Forward, SetContext, Tempo
from dsp.limits import SignLimits
from dsp.results import SetWarning
from dsp.samples import Samples, Stamps
from sensor.packets import Chunks

MOST_TARGET_REPS: Final = 200
"""More are not meant."""


class FileKind(StrEnum):
    CSV = "csv"
    MCAP = "mcap"


@dataclass(frozen=True, slots=True)
class SensorIdentity:
    """Which sensor, and which driver decodes its bytes. id: address or serial, unique in a recording."""

    id: str
    driver: str
    name: str | None = None
    address: str | None = None
    model: str | None = None
    firmware: str | None = None


@dataclass(frozen=True, slots=True)
class SetInfo:
    """What was known of a set when it was recorded; unknown is None.

    loss_stop_percent: loss of drive speed at which the lifter wanted to stop. target_reps: how many were to be done.
    baseline: the lifter's own, that the signs were held against. limits: what the signs were held to.
    """

    exercise: str | None = None
    variation: tuple[str, ...] = ()
    load_kg: float | None = None
    athlete: str | None = None
    tempo: Tempo | None = None
    prescribed_rom_m: float | None = None
    loss_stop_percent: float | None = None
    target_reps: int | None = None
    baseline: Baseline | None = None
    limits: SignLimits | None = None


@dataclass(frozen=True, slots=True)
class Mounting:
    """How a sensor sits on the bar; unknown is None."""

    forward: Forward | None = None
    clip: ClipPlace | None = None


UNKNOWN_SET: Final = SetInfo()
UNKNOWN_MOUNTING: Final = Mounting()


@dataclass(frozen=True, slots=True)
class SetSpan:
    """One set within a recording, in its time base; end_s is None for one that was never ended."""

    start_s: float
    end_s: float | None
    info: SetInfo


@dataclass(frozen=True, slots=True)
class LoadedSensor:
    """One sensor of a recording.

    samples: in the recording's time base. chunks: how they came, for live analysis and replay.
    stamps: what the samples' times are the times of. has_rate: False where there is no angular rate (rates are zero).
    calibration: what the samples were corrected by already; None where the sensor has none.
    acc_range_ms2: full scale of its accelerometer; None where it is not known.
    warnings: what was found wrong, or assumed, while it was read.
    """

    identity: SensorIdentity
    samples: Samples
    chunks: Chunks
    stamps: Stamps
    has_rate: bool = True
    mounting: Mounting = UNKNOWN_MOUNTING
    calibration: Calibration | None = None
    warnings: tuple[SetWarning, ...] = ()
    acc_range_ms2: float | None = None


@dataclass(frozen=True, slots=True)
class LoadedRecording:
    """An open recording.

    files: all files it came from. sensors: at least one, the one with the first packet first.
    info: what was said of the whole recording. sets: the sets marked in it, in order; empty where none is marked.
    started_unix_s: wall time at which the recording began. session: its id.
    """

    path: Path
    files: tuple[Path, ...]
    kind: FileKind
    sensors: tuple[LoadedSensor, ...]
    info: SetInfo = UNKNOWN_SET
    sets: tuple[SetSpan, ...] = ()
    started_unix_s: float | None = None
    session: str | None = None

    def context(self, sensor: LoadedSensor, info: SetInfo | None = None) -> SetContext:
        """What the engine is told, of the whole recording or, with info, of one of its sets."""
        return set_context(
            info if info is not None else self.info, sensor.mounting, sensor.stamps, sensor.acc_range_ms2
        )


def set_context(info: SetInfo, mounting: Mounting, stamps: Stamps, acc_range_ms2: float | None = None) -> SetContext:
    """What the engine is told of a set: the same while it is recorded and when it is opened again."""
    return SetContext(
        exercise=info.exercise,
        variation=info.variation,
        tempo=info.tempo,
        load_kg=info.load_kg,
        forward=mounting.forward,
        clip=mounting.clip,
        baseline=info.baseline,
        prescribed_rom_m=info.prescribed_rom_m,
        speed_loss_stop_percent=info.loss_stop_percent,
        stamps=stamps,
        acc_range_ms2=acc_range_ms2,
        limits=info.limits,
    )
