"""Made-up tiles of everything that the coach's view can show."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtWidgets import QWidget

from desktop_app.group.local import Crew
from desktop_app.group.tile import Reach, Tile
from desktop_app.session.settings import Settings
from desktop_app.session.snapshot import Mode, Traffic
from desktop_app.views.coach_view import CoachView
from desktop_app.views.summary_view import SummaryView
from desktop_app.views.theme import Look
from dsp.results import Quality, Severity
from sensor.ble.found import SensorWish
from tests.desktop_app.group.group_sets import entries
from tests.desktop_app.group.test_local import LIFTING, FakeRacks

NAMES = ("Ann", "Benedikt", "Carla Montgomery-Okonkwo", "Dana", "Emil", None)
STEADY = Tile(
    "1", "Ann", Mode.LIFTING, Traffic.STEADY, Reach.HERE, "squat", (), 100.0, rep=3, descent_s=2.1, target_s=2.0,
    last_quality=Quality.GOOD, drives_ms=(0.6, 0.61, 0.58), sets=2, battery=0.9, colour=0,
)  # fmt: skip
CAREFUL = replace(
    STEADY, key="2", lifter="Benedikt", exercise="front_squat", load_kg=82.5, rep=5, descent_s=1.4,
    traffic=Traffic.CAREFUL, worst=Severity.WARN, worst_text="Slow it down", look="Slow it down", colour=1,
)  # fmt: skip
STOP = replace(
    STEADY, key="3", lifter="Carla Montgomery-Okonkwo", exercise="romanian_deadlift", variation=("paused", "tempo"),
    load_kg=120.0, rep=8, descent_s=0.8, traffic=Traffic.STOP, worst=Severity.STOP,
    worst_text="Stop: control is lost", look="Stop: control is lost", colour=2,
)  # fmt: skip
RESTING = replace(
    STEADY, key="4", lifter="Dana", mode=Mode.RESTING, exercise="bench", load_kg=60.0, rest_s=94.0, rep=6, colour=3
)
READY = replace(
    STEADY, key="5", lifter="Emil", mode=Mode.READY, traffic=Traffic.WAIT, rep=0, descent_s=None, target_s=3.0,
    sets=0, colour=4,
)  # fmt: skip
LOST = replace(
    STEADY, key="6", lifter="Fatima", reach=Reach.LOST, link_text="The sensor went out of range.", look="lost", colour=5
)
UNSURE = replace(
    STEADY, key="7", lifter="Georg", traffic=Traffic.UNCERTAIN, last_quality=Quality.UNCERTAIN, descent_s=1.7, colour=6
)
NEW = Tile("8", None, Mode.NO_SENSOR, Traffic.WAIT, Reach.STALE, link_text="Looking for WT901BLE68", colour=7)
STALE = replace(STEADY, key="9", lifter="Hana", station="rack-2", reach=Reach.STALE, said_age_s=42.0, look="not heard")
FAR = replace(CAREFUL, key="10", lifter="Ivo", station="rack-3", reach=Reach.LIVE, colour=9)
PAIN = replace(STEADY, key="11", lifter="Jo", mode=Mode.PAIN, traffic=Traffic.STOP, look="stopped for pain", colour=10)
LOW = replace(RESTING, key="12", lifter="Kim", battery=0.08, rest_s=12.0, colour=11)
MIXED = (STEADY, CAREFUL, RESTING, READY, STOP, LOST, UNSURE, NEW, STALE, FAR, LOW, PAIN)


def tiles(count: int) -> tuple[Tile, ...]:
    """So many, each with a key and a place of its own."""
    out = []
    for k in range(count):
        tile = MIXED[k % len(MIXED)] if k < len(MIXED) else replace(STEADY, lifter=f"Lifter {k}", rep=k % 7 + 1)
        out.append(replace(tile, key=str(k + 1), colour=None if tile.station else k))
    return tuple(out)


def coach_views(settings: Settings, look: Look) -> list[tuple[str, QWidget]]:
    """The coach's view with few tiles and with many, who lifts here, and the summary."""
    views: list[tuple[str, CoachView | SummaryView]] = []
    for count in (1, 4, 9, 16):
        shown = tiles(count)
        views.append((f"coach-{count}", CoachView(settings, lambda shown=shown: shown)))  # type: ignore[misc]
    snapshots = tuple(
        replace(LIFTING, rack=str(k), plan=replace(LIFTING.plan, athlete=n)) for k, n in enumerate(NAMES, 1)
    )
    crew = Crew(FakeRacks(snapshots, {str(k): SensorWish(f"AA:{k}") for k in range(1, len(NAMES) + 1)}))
    people = CoachView(settings, crew.tiles, crew=crew)
    people.show_people("3")
    now = datetime(2026, 7, 1, 18, 30, tzinfo=UTC)
    summary = SummaryView(entries, replace(settings, board=("Ann", "ben")), lambda: now)
    views += [("coach-people", people), ("coach-summary", summary)]
    for _, view in views:
        view.set_look(look)
    return list(views)
