"""The tables: their columns, where each comes from in `rackside.set/1`, and what each means.

Unknown is null, never 0. Units are in the names, those of `rackside.set/1`: seconds, metres, m/s, m/s2, kg, Hz;
turns in degrees. Times count from the beginning of the recording, in its own time base.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pyarrow as pa


class Kind(Enum):
    """What a column holds; as a DuckDB type."""

    TEXT = "VARCHAR"
    REAL = "DOUBLE"
    WHOLE = "BIGINT"
    YES_NO = "BOOLEAN"
    TEXTS = "VARCHAR[]"
    WHEN = "TIMESTAMP"
    """UTC; in answers on their way here, microseconds since 1970."""
    GAPS = "STRUCT(start_s DOUBLE, end_s DOUBLE)[]"
    REFUSED = "STRUCT(start_s DOUBLE, end_s DOUBLE, reason VARCHAR)[]"
    WARNINGS = "STRUCT(code VARCHAR, text VARCHAR)[]"


@dataclass(frozen=True, slots=True)
class Column:
    """at: where the value is in the object that the row is made of, names with dots between."""

    name: str
    kind: Kind
    at: str
    text: str = ""

    def value(self, found: dict[str, Any]) -> Any:
        """The value of one row; None where anything on the way is unknown."""
        value: Any = found
        for name in self.at.split("."):
            value = value.get(name)
            if value is None:
                return None
        return value


def _same(names: str, kind: Kind, text: str = "") -> tuple[Column, ...]:
    return tuple(Column(name, kind, name, text) for name in names.split())


def _of(phase: str, names: str) -> tuple[Column, ...]:
    return tuple(Column(f"{phase}_{name}", Kind.REAL, f"{phase}.{name}") for name in names.split())


_T, _R, _W = Kind.TEXT, Kind.REAL, Kind.WHOLE

RECORDINGS: Final = (
    *_same("content", _T, "SHA-256 of the bytes, of both files of a pair"),
    *_same("status", _T, "measured or broken"),
    *_same("problem", _T, "refused, changed, too_slow, too_large or crashed; null where measured"),
    *_same("reason", _T, "one line: what is wrong with a broken file"),
    *_same("advice", _T, "one line: what to do about it"),
    *_same("file_kind", _T, "csv or mcap"),
    *_same("session", _T, "the recording's own identity"),
    *_same("began_utc", Kind.WHEN, "when the recording began"),
    *_same("sensors set_count rep_count sign_count", _W),
    *_same("duration_s", _R, "the longest of its sensors'"),
    *_same("samples", _W, "of all sensors"),
)  # fmt: skip
"""What is known of a recording by its content alone: how it is kept between runs."""

FILES: Final = (
    *_same("path", _T, "bytes that are no UTF-8 as \\xNN"),
    *_same("partner_path", _T, "MetaBase's file of angular rate; path is that of acceleration"),
    *_same("size_bytes", _W),
    *_same("duplicate_of", _T, "the first file of the same content: sets are counted there"),
    *RECORDINGS,
    *_same("engine_version engine_parameters engine_code engine_fingerprint", _T),
)

SETS: Final = (
    *_same("set_id", _T),
    *_same("content", _T),
    *_same("sensor_number", _W, "from 1; the first one is what `analyze --json` has at the top"),
    *_same("sensor_id sensor_name", _T),
    *_same("set_number", _W, "from 1, of this sensor"),
    *_same("athlete", _T),
    *_same("began_utc", Kind.WHEN, "when the recording began"),
    *_same("exercise", _T),
    *_same("variation", Kind.TEXTS),
    *_same("tempo", _T, "as prescribed"),
    *_same("load_kg rate_hz duration_s", _R),
    *_same("samples", _W),
    *_same("gaps", Kind.GAPS),
    *_same("warnings", Kind.WARNINGS),
    *_same("refused", Kind.REFUSED, "movements that were not counted"),
    *_same("rep_count sign_count", _W),
    *(Column(name, _R, f"summary.{name}") for name in ("speed_loss_percent", "mean_descent_s", "mean_drive_speed_ms")),
    Column("rom_m", _R, "summary.rom_m", "median"),
    Column("tempo_lifted", _T, "summary.tempo", "medians"),
    *_same("engine_version engine_parameters engine_code engine_fingerprint", _T),
)

REPS: Final = (
    *_same("set_id", _T),
    Column("rep", _W, "number"),
    *_same("quality", _T, "good, uncertain or unresolved"),
    *_same("start_s end_s said_at_s", _R),
    *_of("descent", "start_s end_s duration_s mean_speed_ms peak_speed_ms peak_at_fraction late_ratio"),
    *_of("bottom", "start_s end_s pause_s dwell_s turnaround_acc_ms2"),
    *_of("drive", "start_s end_s duration_s mean_speed_ms peak_speed_ms sticking_fraction"),
    *_of("top", "pause_s"),
    *_same("rom_m", _R, "vertical travel"),
    *_of("path", "max_forward_m max_lateral_m"),
    Column("path_signed", Kind.YES_NO, "path.signed", "whether forward is known from backward"),
    *_same("roll_deg tilt_deg", _R, "ranges within the rep"),
    *_of("sigma", "mean_speed_ms peak_speed_ms rom_m forward_m"),
)

SIGNS: Final = (
    *_same("set_id", _T),
    Column("sign", _W, "sign", "from 1, in the order of `analyze --json`"),
    *_same("code", _T),
    *_same("rep", _W, "null for a sign of the whole set"),
    *_same("phase", _T),
    *_same("value", _R, "in `unit`"),
    *_same("unit", _T),
    Column("limit_value", _R, "limit", "in `unit`"),
    *_same("limit_source", _T, "prescribed, baseline, first_reps or fallback"),
    *_same("severity", _T, "note, warn or stop"),
    *_same("said_at_s", _R),
    *_same("cue article", _T),
)

TABLES: Final = {"files": FILES, "sets": SETS, "reps": REPS, "signs": SIGNS}
"""What is asked about."""
KEPT: Final = {"recordings": RECORDINGS, "sets": SETS, "reps": REPS, "signs": SIGNS}
"""What is kept between runs."""


def arrow_type(kind: Kind) -> pa.DataType:
    """The type in Parquet."""
    import pyarrow as pa

    span = [("start_s", pa.float64()), ("end_s", pa.float64())]
    return {
        Kind.TEXT: pa.string(),
        Kind.REAL: pa.float64(),
        Kind.WHOLE: pa.int64(),
        Kind.YES_NO: pa.bool_(),
        Kind.TEXTS: pa.list_(pa.string()),
        Kind.WHEN: pa.timestamp("us"),
        Kind.GAPS: pa.list_(pa.struct(span)),
        Kind.REFUSED: pa.list_(pa.struct([*span, ("reason", pa.string())])),
        Kind.WARNINGS: pa.list_(pa.struct([("code", pa.string()), ("text", pa.string())])),
    }[kind]
