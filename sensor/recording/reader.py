"""A recording decoded: each sensor's packets through its driver, on one time base."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dsp.results import SetWarning, WarningCode
from dsp.samples import FloatArray, IntArray, Samples, Stamps
from sensor.chunking import sensor_sized
from sensor.drivers.base import Decoded, Driver
from sensor.drivers.registry import driver
from sensor.drivers.settings import UNKNOWN_SETTINGS, Settings
from sensor.errors import UnknownDriverError, ValuesError
from sensor.loaded import FileKind, LoadedRecording, LoadedSensor, SetSpan
from sensor.packets import Chunks
from sensor.recording.limits import RecordingLimits
from sensor.recording.raw import RawRecording, RawSensor, read_raw
from sensor.sane import without_nonsense
from sensor.stream import SensorStream


@dataclass(frozen=True, slots=True)
class _Track:
    """A decoded sensor, times in seconds since the first packet of the recording.

    counts: samples that became known with each packet. bad: how many samples hold no usable numbers.
    """

    raw: RawSensor
    driver: Driver
    samples: Samples
    counts: IntArray
    stamps: Stamps
    has_rate: bool
    bad: int
    arrival_s: FloatArray
    settings: Settings


def read_recording(
    path: Path, limits: RecordingLimits, progress: Callable[[float], None] | None = None
) -> LoadedRecording:
    """Open an MCAP recording, whole or cut. Raises InputError where nothing in it can be used."""
    raw = read_raw(path, limits, progress)
    zero_ns = min(s.packets[0].arrival_ns for s in raw.sensors)
    tracks, warnings = _decoded(raw, zero_ns, limits)
    tracks = [t for t in tracks if len(t.samples) - t.bad >= limits.samples_min]
    if not tracks:
        told = "; ".join(w.text for w in warnings) or f"fewer than {limits.samples_min} samples"
        raise ValuesError(path, f"holds no usable samples: {told}", "Record a whole set.")
    first_s = _first_s(tracks)
    sensors = tuple(_sensor(t, first_s, (*raw.warnings, *warnings)) for t in tracks)
    header = raw.header
    sets = tuple(
        SetSpan(
            _since(m.begin_ns, zero_ns, first_s),
            None if m.end_ns is None else _since(m.end_ns, zero_ns, first_s),
            m.info,
        )
        for m in raw.sets
    )
    started = None if header.started_unix_ns is None else header.started_unix_ns * 1e-9
    return LoadedRecording(path, (path,), FileKind.MCAP, sensors, header.info, sets, started, header.session)


def _first_s(tracks: list[_Track]) -> float:
    """Time of the first sample, which is where a simulated recording's times begin.

    A file's own times are left alone; those of a sensor count from the first packet, as they do while it is recorded.
    """
    if any(t.driver.handling is not None for t in tracks):
        return 0.0
    times = (t.samples.time_s[np.isfinite(t.samples.time_s)] for t in tracks if not t.driver.keeps_time_base)
    return min((float(known[0]) for known in times if len(known)), default=0.0)


def _since(at_ns: int, zero_ns: int, first_s: float) -> float:
    return (at_ns - zero_ns) * 1e-9 - first_s


def _decoded(raw: RawRecording, zero_ns: int, limits: RecordingLimits) -> tuple[list[_Track], list[SetWarning]]:
    tracks: list[_Track] = []
    warnings: list[SetWarning] = []
    for sensor in raw.sensors:
        identity = sensor.entry.identity
        try:
            found = driver(identity.driver)
        except UnknownDriverError as error:
            text = f"sensor {identity.id} was left out: {error.message}"
            warnings.append(SetWarning(WarningCode.UNREADABLE_TAIL, text))
            continue
        track, refused = (_made_up if found.handling is None else _sent)(sensor, found, zero_ns, limits)
        if refused:
            text = f"{refused} of {len(sensor.packets)} packets of {identity.id} could not be decoded"
            warnings.append(SetWarning(WarningCode.BAD_VALUES, text))
        tracks.append(track)
    return tracks, warnings


def _sent(sensor: RawSensor, found: Driver, zero_ns: int, limits: RecordingLimits) -> tuple[_Track, int]:
    """What a sensor sent, through the very code that decoded it live; and how many packets were refused."""
    stream = SensorStream(found, zero_ns, sensor.entry.calibration, limits.values)
    got, left = stream.push(sensor.packets), stream.finish()
    counts = np.array(got.counts, dtype=np.int64)
    counts[-1] += len(left.samples)
    samples = Samples.joined([got.samples, left.samples])
    bad = int(np.isnan(samples.acc_ms2).any(axis=1).sum())
    arrival_s = _arrivals(sensor, zero_ns)
    return _Track(
        sensor, found, samples, counts, left.stamps, left.has_rate, bad, arrival_s, stream.settings
    ), got.refused


def _made_up(sensor: RawSensor, found: Driver, zero_ns: int, limits: RecordingLimits) -> tuple[_Track, int]:
    """Blocks of samples that no sensor sent: their times are exact."""
    decoded = found.decoder(UNKNOWN_SETTINGS).push(sensor.packets)
    arrival_s = _arrivals(sensor, zero_ns)
    times = _times(found, decoded, arrival_s)
    samples, bad = without_nonsense(decoded.samples(times), limits.values)
    stamps = Stamps.ARRIVAL if decoded.time_s is None else decoded.stamps
    return _Track(
        sensor, found, samples, decoded.counts, stamps, decoded.has_rate, bad, arrival_s, UNKNOWN_SETTINGS
    ), decoded.refused


def _arrivals(sensor: RawSensor, zero_ns: int) -> FloatArray:
    return np.array([p.arrival_ns - zero_ns for p in sensor.packets], dtype=float) * 1e-9


def _times(found: Driver, decoded: Decoded, arrival_s: FloatArray) -> FloatArray:
    """Sample times: a file's own, the device's laid on the host's clock by the fastest packet, or those of arrival."""
    if decoded.time_s is None:
        return np.repeat(arrival_s, decoded.counts)
    if found.keeps_time_base or not len(decoded.time_s):
        return decoded.time_s
    sent = decoded.counts > 0
    last = decoded.time_s[np.cumsum(decoded.counts)[sent] - 1]
    delay = arrival_s[sent] - last
    known = delay[np.isfinite(delay)]
    # Delay only ever adds, so the least of it is nearest to none.
    return decoded.time_s + (float(known.min()) if len(known) else 0.0)


def _sensor(track: _Track, first_s: float, warnings: tuple[SetWarning, ...]) -> LoadedSensor:
    found, samples, stamps = track.driver, track.samples, track.stamps
    if not found.keeps_time_base and first_s != 0.0:
        samples = Samples(samples.time_s - first_s, samples.acc_ms2, samples.gyro_rads)
    if found.sent_as_packets:
        sent = track.counts > 0
        arrival_s = np.maximum.accumulate(track.arrival_s[sent] - first_s)
        chunks = Chunks(np.cumsum(track.counts)[sent], arrival_s)
    else:
        chunks = sensor_sized(samples.time_s, stamps)
    entry = track.raw.entry
    return LoadedSensor(
        entry.identity,
        samples,
        chunks,
        stamps,
        track.has_rate,
        entry.mounting,
        entry.calibration,
        (*warnings, *_found_wrong(track, stamps)),
        track.settings.acc_range_ms2,
    )


def _found_wrong(track: _Track, stamps: Stamps) -> list[SetWarning]:
    said = [SetWarning(WarningCode.SENSOR, text) for text in track.settings.warnings]
    if track.bad:
        text = f"{track.bad} of {len(track.samples)} samples were lost or hold no usable numbers, and were left out"
        said.append(SetWarning(WarningCode.BAD_VALUES, text))
    if stamps is Stamps.ARRIVAL:
        text = "times are those of the packets' arrival, not of the samples"
        said.append(SetWarning(WarningCode.ARRIVAL_TIMES, text))
    if not track.has_rate:
        text = "there is no angular rate: roll and tilt are unknown, speeds less certain"
        said.append(SetWarning(WarningCode.NO_GYRO, text))
    return said
