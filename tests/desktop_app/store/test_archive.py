"""All of a person out, in elsewhere, and gone for good."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from desktop_app.cli import history_tables
from desktop_app.health.checkin import Place
from desktop_app.health.learning import Learned
from desktop_app.health.limiters import Limiter
from desktop_app.health.way_back import WayBack
from desktop_app.session.plan import LiftPlan
from desktop_app.store.archive import export_person, import_person
from desktop_app.store.decided import Decision, Move, StoredSelfCheck, StoredWayBack
from desktop_app.store.errors import ArchiveError, NameTakenError, UnknownRecordError
from desktop_app.store.forgetting import delete_person
from desktop_app.store.manual import add_by_hand
from desktop_app.store.person import gather
from desktop_app.store.person_csv import cell
from desktop_app.store.records import Band, new_id
from desktop_app.store.store import Store
from desktop_app.store.tables import metadata
from desktop_app.views import words_history_data
from dsp.context import Baseline, Spread
from dsp.limits import LimitTable, SignLimits
from sensor.errors import OutputError
from tests.desktop_app.conftest import NewPlace
from tests.desktop_app.store.making import HURTS, PLAN, START_UNIX_S, log, session

FORMULAS = ("=cmd()", "+1", "-1", "@SUM(A1)", "\t=1", " =1")


@pytest.fixture
def ann(store: Store, tmp_path: Path) -> Store:
    """A store with all kinds of things of Ann, and a little of Bob."""
    store.put_log(session(), log(1, 2))
    store.put_log(session("b", 3.0), log(1, plan=replace(PLAN, athlete="Bob")))
    add_by_hand(store, LiftPlan("Ann", "row", (), 60.0), 8, START_UNIX_S)
    store.add_check_in("Ann", replace(HURTS, session=session().id))
    store.put_profile("Ann", ("disc",))
    store.put_limits("Ann", LimitTable(SignLimits(late_rush_ratio=0.9)))
    band = Band(store.lifter("Ann").id, "squat", ("box",), 90.0, 110.0)
    store.pin_baseline(band, Learned(Baseline({"rom_m": Spread(0.5, 0.01)}, 9, (0.5,)), 9, 3))
    _decide(store)
    recording = tmp_path / "2026-11-21_18-30-05.mcap"
    recording.write_bytes(b"packets" * 1000)
    store.adopt_recording(recording, session().id)
    return store


def _decide(store: Store) -> None:
    """What follows from answers: one read, a way back with moves, a self-check, an own least speed."""
    ann, at = store.lifter("Ann").id, HURTS.at
    (check_in,) = store.check_ins("Ann")
    store.read_red_flag(check_in.id, at.timestamp() + 60.0)
    way_back = WayBack("squat", at, 60.0, 100.0, start_rom_m=0.4, full_rom_m=0.5, causes=frozenset({"late_rush"}))
    store.put_way_back(StoredWayBack(new_id(), ann, replace(way_back, place=Place.LOWER_BACK)))
    (kept,) = store.way_backs("Ann")
    store.move_way_back(kept.id, Move(at + timedelta(days=4), Decision.STEP, 1))
    store.move_way_back(kept.id, Move(at + timedelta(days=8), Decision.STAY, 1))
    store.put_self_check(StoredSelfCheck(new_id(), ann, at, Limiter.HIP, (0, 2)))
    store.put_least_speed("Ann", "deadlift", 0.15)


@pytest.fixture
def elsewhere(new_place: NewPlace) -> Iterator[Store]:
    with Store.open(new_place()) as found:
        yield found


def _all(store: Store, name: str) -> object:
    person = store.database.read(lambda c: gather(c, store.lifter(name)))
    return replace(person, sets=tuple(replace(one, revision=0) for one in person.sets))


def _rows(store: Store) -> dict[str, int]:
    counts = {name: sa.select(sa.func.count()).select_from(table) for name, table in metadata.tables.items()}
    return store.database.read(lambda c: {name: c.execute(query).scalar_one() for name, query in counts.items()})


def test_an_adopted_recording_is_named_by_its_content_and_its_sets_know_it(ann: Store) -> None:
    (recording,) = ann.recordings()
    content = b"packets" * 1000
    assert recording.sha256 == hashlib.sha256(content).hexdigest()
    assert ann.path_of(recording).read_bytes() == content
    assert stat.S_IMODE(ann.path_of(recording).stat().st_mode) == 0o600
    known = {one.entry.id: one.recording_sha256 for one in ann.sets_of_session(session().id)}
    assert known == {1: recording.sha256, 2: recording.sha256}
    assert list(ann.place.recordings.iterdir()) == [ann.path_of(recording)]


def test_a_person_goes_out_and_comes_in_elsewhere_the_same(ann: Store, elsewhere: Store, tmp_path: Path) -> None:
    out = tmp_path / "ann.zip"
    done = export_person(ann, "ann", out)
    assert (done.sets, done.recordings, done.missing) == (3, 1, ())
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    taken = import_person(elsewhere, out)
    assert (taken.sets, taken.new, taken.recordings, taken.missing) == (3, 3, 1, ())
    assert _all(elsewhere, "Ann") == _all(ann, "Ann")
    (recording,) = elsewhere.recordings()
    assert elsewhere.path_of(recording).read_bytes() == ann.path_of(recording).read_bytes()
    before = _rows(elsewhere)
    assert import_person(elsewhere, out).new == 0
    assert _rows(elsewhere) == before
    assert [one.name for one in elsewhere.lifters()] == ["Ann"]


def test_who_has_the_name_of_another_is_asked_for(ann: Store, elsewhere: Store, tmp_path: Path) -> None:
    out = tmp_path / "ann.zip"
    export_person(ann, "Ann", out)
    elsewhere.put_log(session("own"), log(1))
    with pytest.raises(NameTakenError, match="Ann"):
        import_person(elsewhere, out)
    assert len(elsewhere.history("Ann").sets) == 1
    assert import_person(elsewhere, out, "ann").new == 3
    assert len(elsewhere.history("Ann").sets) == 4
    assert len(elsewhere.check_ins("Ann")) == 1
    assert len(elsewhere.lifters()) == 1


def test_what_is_kept_stays_whose_it_is(ann: Store, tmp_path: Path) -> None:
    out = tmp_path / "ann.zip"
    export_person(ann, "Ann", out)
    before = _rows(ann)
    for name in ("Bea", "Bob"):
        with pytest.raises(NameTakenError, match="'Ann'"):
            import_person(ann, out, name)
    assert _rows(ann) == before
    assert import_person(ann, out, "ANN").new == 0
    ann.rename_lifter("Ann", "Anna")
    assert import_person(ann, out).lifter.name == "Anna"
    assert len(ann.check_ins("Anna")) == 1


def _stolen(kind: str, identity: str) -> Callable[[dict[str, object]], None]:
    """An archive of somebody else, with one thing in it that has the identity of something that is kept."""

    def edit(plain: dict[str, object]) -> None:
        lifter, own = plain["lifter"], plain[kind]
        assert isinstance(lifter, dict)
        assert isinstance(own, list)
        lifter |= {"id": new_id(), "name": "Eve"}
        plain |= {"sets": [], "check_ins": [], "red_flags_read": {}, "way_backs": [], "self_checks": []}
        plain[kind] = [{**own[0], "id": identity}]

    return edit


@pytest.mark.parametrize("kind", ["check_ins", "way_backs", "self_checks"])
def test_a_made_up_archive_takes_nothing_of_another_lifter(ann: Store, tmp_path: Path, kind: str) -> None:
    export_person(ann, "Ann", tmp_path / "ann.zip")
    before = _all(ann, "Ann")
    of_ann = {
        "check_ins": ann.check_ins("Ann")[0].id,
        "way_backs": ann.way_backs("Ann")[0].id,
        "self_checks": ann.self_checks("Ann")[0].id,
    }
    made_up = _rewritten(tmp_path / "ann.zip", tmp_path / "eve.zip", _changed(_stolen(kind, of_ann[kind])))
    for name in (None, "Bob", "Eve"):
        with pytest.raises(NameTakenError, match="'Ann'"):
            import_person(ann, made_up, name)
    assert _all(ann, "Ann") == before
    assert [one.name for one in ann.lifters()] == ["Ann", "Bob"]
    harmless = _rewritten(tmp_path / "ann.zip", tmp_path / "new.zip", _changed(_stolen(kind, new_id())))
    import_person(ann, harmless)
    assert _all(ann, "Ann") == before


def test_an_archive_of_another_lifter_leaves_what_was_decided(ann: Store, tmp_path: Path) -> None:
    export_person(ann, "Ann", tmp_path / "ann.zip")
    before = _all(ann, "Ann")
    edit = _stolen("way_backs", new_id())

    def of_eve(plain: dict[str, object]) -> None:
        edit(plain)
        baselines = plain["baselines"]
        assert isinstance(baselines, list)
        baselines[0]["lifter_id"] = ann.lifter("Ann").id
        plain |= {"conditions": ["stenosis"], "least_speeds": {"deadlift": 0.3}}

    import_person(ann, _rewritten(tmp_path / "ann.zip", tmp_path / "eve.zip", _changed(of_eve)))
    assert _all(ann, "Ann") == before
    assert ann.least_speeds("Eve") == {"deadlift": 0.3}


def test_an_older_archive_takes_nothing_of_what_was_said_and_recorded_since(ann: Store, tmp_path: Path) -> None:
    export_person(ann, "Ann", tmp_path / "ann.zip")
    (check_in,), recordings = ann.check_ins("Ann"), ann.recordings()
    ann.add_check_in("Ann", replace(check_in.check_in, pain=2), check_in.id)
    ann.read_red_flag(check_in.id, 1.0)
    older = _rewritten(tmp_path / "ann.zip", tmp_path / "older.zip", _edited(["recordings", 0, "size_bytes"], 1))
    import_person(ann, older)
    (after,) = ann.check_ins("Ann")
    assert after.check_in.pain == 2
    assert ann.red_flags_read("Ann") == {check_in.id: 1.0}
    assert ann.recordings() == recordings


def test_a_recording_that_is_known_as_of_another_session_comes_in(ann: Store, elsewhere: Store, tmp_path: Path) -> None:
    export_person(ann, "Ann", tmp_path / "ann.zip")
    other = _edited(["recordings", 0, "session_id"], session("b").id)
    import_person(elsewhere, _rewritten(tmp_path / "ann.zip", tmp_path / "other.zip", other))
    (recording,) = elsewhere.recordings()
    assert recording.session_id is None
    assert elsewhere.sets_of_session(session().id)[0].recording_sha256 == recording.sha256


def test_nobody_elses_data_are_in_the_archive(ann: Store, tmp_path: Path) -> None:
    out = tmp_path / "ann.zip"
    export_person(ann, "Ann", out)
    with zipfile.ZipFile(out) as archive:
        assert sorted(archive.namelist())[:3] == ["README.txt", "check_ins.csv", "person.json"]
        for name in archive.namelist():
            assert b"Bob" not in archive.read(name)
        assert json.loads(archive.read("person.json"))["schema"] == "rackside.person/1"


def test_no_cell_begins_as_a_formula(ann: Store, tmp_path: Path) -> None:
    ann.rename_lifter("Ann", "=HYPERLINK(1)")
    out = tmp_path / "ann.zip"
    export_person(ann, "=HYPERLINK(1)", out)
    with zipfile.ZipFile(out) as archive:
        names = [name for name in archive.namelist() if name.endswith(".csv")]
        texts = {name: list(csv.reader(io.StringIO(archive.read(name).decode()))) for name in names}
    assert len(texts["sets.csv"]) == 1 + 3
    assert len(texts["reps.csv"]) == 1 + 6
    cells = [value for rows in texts.values() for row in rows for value in row]
    assert "'=HYPERLINK(1)" in cells
    assert "'=worse on stairs" in cells
    assert not [value for value in cells if value.startswith(("=", "+", "@", "\t", "\r"))]
    assert all(float(value) <= 0.0 for value in cells if value.startswith("-"))


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_a_spreadsheet_would_run_is_made_text(text: str) -> None:
    assert cell(text) == "'" + text
    assert cell([text]) == "'" + text
    assert cell(-1.5) == -1.5


def _rewritten(source: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return target


def _changed(edit: Callable[[dict[str, object]], None]) -> Callable[[str, bytes], bytes | None]:
    def change(name: str, data: bytes) -> bytes | None:
        if name != "person.json":
            return data
        whole = json.loads(data)
        edit(whole)
        return json.dumps(whole).encode()

    return change


def _edited(path: list[str | int], value: object) -> Callable[[str, bytes], bytes | None]:
    def edit(whole: Any) -> None:
        found = whole
        for step in path[:-1]:
            found = found[step]
        found[path[-1]] = value

    return _changed(edit)


@pytest.mark.parametrize(
    "change",
    [
        lambda name, data: None if name == "person.json" else data,
        lambda name, data: b"{" if name == "person.json" else data,
        lambda name, data: data[::-1] if name.startswith("recordings/") else data,
        lambda name, data: data[:-1] if name.startswith("recordings/") else data,
        _edited(["schema"], "rackside.person/2"),
        _edited(["sets", 0, "id"], "../../x"),
        _edited(["sets", 0, "entry", "plan", "load_kg"], -5),
        _edited(["sets", 1, "measured", "reps"], {}),
        _edited(["sets", 0, "session_id"], "00000000-0000-4000-8000-000000000000"),
        _edited(["recordings", 0, "sha256"], "../../../etc/passwd"),
        _edited(["check_ins", 0, "answers", "pain"], 11),
        _edited(["check_ins", 0, "answers", "flags"], ["cursed"]),
        _edited(["limits", "common"], {"late_rush_ratio": -1}),
        _edited(["baselines", 0, "pinned", "baseline"], 7),
        _edited(["way_backs", 0, "plan", "goal_load_kg"], 1.0),
        _edited(["way_backs", 0, "plan", "place"], "soul"),
        _edited(["way_backs", 0, "plan", "begun_at"], "2026-11-21"),
        _edited(["way_backs", 0, "moves", 0, "step"], 99),
        _edited(["way_backs", 0, "moves", 0, "at_unix_s"], 1e300),
        _edited(["self_checks", 0, "limiter"], "luck"),
        _edited(["least_speeds", "deadlift"], 3.0),
        _edited(["red_flags_read"], {"11": 1.0}),
        _edited(["red_flags_read"], {"00000000-0000-4000-8000-000000000000": 1.0}),
        _edited(["lifter", "name"], ""),
        _edited(["sets"], None),
    ],
)  # fmt: skip
def test_an_archive_that_was_tampered_with_is_refused_whole(
    ann: Store, elsewhere: Store, tmp_path: Path, change: Callable[[str, bytes], bytes | None]
) -> None:
    export_person(ann, "Ann", tmp_path / "ann.zip")
    wrong = _rewritten(tmp_path / "ann.zip", tmp_path / "wrong.zip", change)
    before = _rows(elsewhere)
    with pytest.raises(ArchiveError, match=r"wrong\.zip") as told:
        import_person(elsewhere, wrong)
    assert "11" not in told.value.message.removeprefix(str(wrong))
    assert _rows(elsewhere) == before


def test_no_archive_at_all_is_refused(elsewhere: Store, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(ArchiveError):
        import_person(elsewhere, tmp_path / "x.zip")
    with pytest.raises(Exception, match="no such file"):
        import_person(elsewhere, tmp_path / "y.zip")


def test_a_recording_that_is_gone_or_changed_is_told_and_the_rest_goes_out(
    ann: Store, elsewhere: Store, tmp_path: Path
) -> None:
    (recording,) = ann.recordings()
    ann.path_of(recording).write_bytes(b"changed")
    assert export_person(ann, "Ann", tmp_path / "ann.zip").missing == (recording.sha256,)
    taken = import_person(elsewhere, tmp_path / "ann.zip")
    assert (taken.new, taken.missing) == (3, (recording.sha256,))
    assert elsewhere.recordings() == []


def test_an_archive_is_there_whole_or_not_at_all(ann: Store, tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        export_person(ann, "Ann", tmp_path / "nowhere" / "ann.zip")
    with pytest.raises(UnknownRecordError):
        export_person(ann, "Carl", tmp_path / "carl.zip")
    assert not (tmp_path / "carl.zip").exists()


def test_a_deleted_person_leaves_nothing(ann: Store) -> None:
    (recording,) = ann.recordings()
    done = delete_person(ann, "ann")
    assert (done.sets, done.check_ins, done.recordings, done.shared) == (3, 1, 1, ())
    assert not ann.path_of(recording).exists()
    assert [one.name for one in ann.lifters()] == ["Bob"]
    left = _rows(ann)
    assert {name: count for name, count in left.items() if count} == {
        "lifters": 1, "sessions": 1, "sets": 1, "reps": 3, "signs": 1,
    }  # fmt: skip
    assert ann.nobodys_sessions() == []
    with pytest.raises(UnknownRecordError):
        ann.history("Ann")
    if ann.place.url is None:
        files = [path for path in ann.place.folder.iterdir() if path.is_file()]
        assert files
        for path in files:
            data = path.read_bytes()
            assert b"Ann" not in data
            assert b"worse on stairs" not in data


def test_a_session_in_which_a_deleted_person_only_answered_goes_too(store: Store) -> None:
    for name in ("Ann", "Bob"):
        store.ensure_lifter(name)
    for which, days in (("alone", 0.0), ("shared", 1.0), ("lifted", 2.0)):
        store.put_session(session(which, days))
        store.add_check_in("Ann", replace(HURTS, session=session(which, days).id))
    store.add_check_in("Bob", replace(HURTS, session=session("shared").id))
    store.put_log(session("lifted", 2.0), log(1, plan=replace(PLAN, athlete="Bob")))
    store.add_check_in("Ann", HURTS)
    assert delete_person(store, "Ann").check_ins == 4
    left = store.database.read(lambda c: set(c.execute(sa.select(metadata.tables["sessions"].c.id)).scalars()))
    assert left == {session("shared").id, session("lifted").id}
    delete_person(store, "Bob")
    assert not any(_rows(store).values())


def test_what_may_name_a_deleted_person_and_is_of_no_set_is_told(ann: Store, tmp_path: Path) -> None:
    empty = tmp_path / "empty.mcap"
    empty.write_bytes(b"a session in which nothing was lifted")
    ann.put_session(session("empty"))
    adopted = ann.path_of(ann.adopt_recording(empty, session("empty").id))
    left = [ann.place.recordings / f"cut{ending}" for ending in (".mcap", ".session.json")]
    for path in left:
        path.touch()
    done = delete_person(ann, "Ann")
    assert set(done.unclaimed) == {str(path) for path in (adopted, *left)}
    for told in (history_tables.deleted(done), words_history_data.deleted(done)):
        assert all(str(path) in told for path in left)


def test_a_recording_with_sets_of_others_stays_and_is_told(ann: Store, tmp_path: Path) -> None:
    ann.put_log(session(), log(1, 2, 3))
    ann.change_set(
        ann.sets_of_session(session().id)[2].id,
        lambda s: replace(s, entry=replace(s.entry, plan=replace(s.entry.plan, athlete="Bob"))),
    )
    path = tmp_path / "again.mcap"
    path.write_bytes(b"packets" * 1000)
    (recording,) = ann.recordings()
    ann.adopt_recording(path, session().id)
    assert delete_person(ann, "Ann").shared == (recording.sha256,)
    assert ann.path_of(recording).exists()
    assert delete_person(ann, "Bob").recordings == 1
    assert not ann.path_of(recording).exists()
    assert not any(_rows(ann).values())


def test_copies_from_before_upgrades_go_with_the_person(ann: Store) -> None:
    if ann.place.url is None:
        (ann.place.folder / f"{ann.place.file.name}.0001.20260101.backup").write_bytes(b"Ann")
        aside = ann.place.folder / f"{ann.place.file.name}.damaged.20260101"
        aside.write_bytes(b"Ann perhaps")
    else:
        ann.database.write(lambda c: c.exec_driver_sql('CREATE SCHEMA "rackside_before_0001_x"'))
    done = delete_person(ann, "Ann")
    assert done.backups == 1
    assert done.damaged == ((str(aside),) if ann.place.url is None else ())
    assert not list(ann.place.folder.glob("*.backup"))
