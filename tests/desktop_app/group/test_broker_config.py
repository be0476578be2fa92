"""The broker's configuration, tried on a real broker with each credential: who may say and hear what."""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import ssl
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import aiomqtt
import pytest

from desktop_app.group.broker_config import Written, add_stations, new_password, password_line, write_broker_config
from desktop_app.group.errors import BrokerConfigError
from desktop_app.group.messages import COACH, ROOT, Here
from desktop_app.group.place import Login, read_login, read_place
from desktop_app.group.wire import encode
from tests.desktop_app.group.broker import MISSING, Broker, free_port, program
from tests.desktop_app.group.making import SOON_S, coach_at, hello, state, station_at, until
from tests.desktop_app.store.making import entry, session

STATIONS = ("rack1", "rack2")


@dataclass
class Gym:
    broker: Broker
    written: Written

    def login(self, name: str) -> Login:
        return read_login(name, self.written.folders[name] / "password", {})

    def place(self, name: str = COACH, host: str = "127.0.0.1") -> object:
        return read_place(f"mqtts://{host}:{self.broker.port}", ca=self.written.folders[name] / "ca.crt")


@pytest.fixture(scope="module")
def gym(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gym]:
    if program() is None:
        pytest.skip(MISSING)
    folder, port = tmp_path_factory.mktemp("gym"), free_port()
    written = write_broker_config(folder / "broker", STATIONS, ["localhost", "127.0.0.1"], port=port)
    with Broker(folder, written.config.read_text(), port) as broker:
        yield Gym(broker, written)


def client(gym: Gym, name: str) -> aiomqtt.Client:
    login = gym.login(name)
    context = ssl.create_default_context(cafile=str(gym.written.folders[name] / "ca.crt"))
    return aiomqtt.Client(
        "127.0.0.1", gym.broker.port, username=login.user, password=login.password, tls_context=context, timeout=5.0
    )


async def heard(gym: Gym, listener: str, speaker: str, topic: str) -> bool:
    """Whether one hears what the other says there, before what the coach says to everybody afterwards."""
    everybody = f"{ROOT}/{COACH}/up/presence"
    async with client(gym, listener) as ear, client(gym, speaker) as mouth, client(gym, COACH) as coach:
        await ear.subscribe("#", 1)
        await mouth.publish(topic, b"forged", 1)
        await coach.publish(everybody, b"last", 1)
        async with asyncio.timeout(SOON_S):
            async for message in ear.messages:
                if str(message.topic) == topic and message.payload == b"forged":
                    return True
                if message.payload == b"last":
                    return False
    return False


def try_it(gym: Gym, listener: str, speaker: str, topic: str) -> bool:
    return asyncio.run(heard(gym, listener, speaker, topic))


@pytest.mark.parametrize("name", STATIONS)
def test_a_station_speaks_under_its_own_name_alone(gym: Gym, name: str) -> None:
    other = next(each for each in STATIONS if each != name)
    assert try_it(gym, COACH, name, f"{ROOT}/{name}/up/state")
    assert not try_it(gym, COACH, name, f"{ROOT}/{other}/up/state")
    assert not try_it(gym, COACH, name, f"{ROOT}/{COACH}/up/presence")
    assert not try_it(gym, other, name, f"{ROOT}/{other}/down/order")
    assert not try_it(gym, name, name, f"{ROOT}/{name}/down/order"), "nor does it give itself orders"


@pytest.mark.parametrize("name", STATIONS)
def test_a_station_hears_the_coach_and_no_other_station(gym: Gym, name: str) -> None:
    other = next(each for each in STATIONS if each != name)
    assert try_it(gym, name, COACH, f"{ROOT}/{name}/down/order")
    assert try_it(gym, name, COACH, f"{ROOT}/{COACH}/up/presence")
    assert not try_it(gym, name, COACH, f"{ROOT}/{other}/down/order")
    assert not try_it(gym, name, other, f"{ROOT}/{other}/up/state")
    assert not try_it(gym, name, other, f"{ROOT}/{other}/up/presence")
    assert try_it(gym, name, name, f"{ROOT}/{name}/up/presence"), "by which it knows that it may speak"


def test_the_coach_does_not_speak_as_a_station(gym: Gym) -> None:
    assert not try_it(gym, COACH, COACH, f"{ROOT}/rack1/up/set")


def test_it_all_works_together(gym: Gym, tmp_path: Path) -> None:
    with (
        coach_at(gym.place(), tmp_path, gym.login(COACH)) as coach,
        station_at(gym.place("rack1"), tmp_path, "rack1", gym.login("rack1")) as first,
        station_at(gym.place("rack2"), tmp_path, "rack2", gym.login("rack2")) as second,
    ):
        first.keep(session("a"), [entry(1)])
        second.keep(session("b"), [entry(1), entry(2)])
        until(lambda: len(coach.sets) == 3 and first.waiting == second.waiting == 0)
        until(lambda: {tile.station for tile in coach.view.tiles} == set(STATIONS))
        until(lambda: all(one.offset is not None for one in coach.view.stations))
    assert coach.view.refused == {}
    assert (first.notice, second.notice) == (None, None)


def test_a_station_with_anothers_name_is_refused_and_says_so(gym: Gym, tmp_path: Path) -> None:
    with (
        coach_at(gym.place(), tmp_path, gym.login(COACH)) as coach,
        station_at(gym.place("rack1"), tmp_path, "rack2", gym.login("rack1")) as thief,
    ):
        thief.keep(session(), [entry(1)])
        until(lambda: thief.notice is not None, "not told")
        assert thief.notice is not None
        assert "rack2" in thief.notice.text
        assert coach.sets == []
        assert coach.view.tiles == ()


def test_a_wrong_password_and_a_broker_that_is_not_trusted_are_told(gym: Gym, tmp_path: Path) -> None:
    wrong = replace(gym.login("rack1"), password=new_password())
    with station_at(gym.place(), tmp_path, "rack1", wrong) as station:
        until(lambda: station.net.notice is not None and "refuses rack1" in station.net.notice.text)
    unknown = replace(gym.place(), ca=None)
    with station_at(unknown, tmp_path, "rack1", gym.login("rack1")) as station:
        until(lambda: station.net.notice is not None and "not who it should be" in station.net.notice.text)
    with station_at(gym.place(host="127.0.0.2"), tmp_path, "rack1", gym.login("rack1")) as station:
        until(lambda: station.net.notice is not None and "is for other names" in station.net.notice.text)
        assert station.net.notice is not None
        assert "--host" in station.net.notice.advice
        assert "--ca" not in station.net.notice.advice
        assert ".." not in station.net.notice.text
        assert not station.net.connected


def test_a_broker_that_waits_for_encryption_is_told(gym: Gym, tmp_path: Path) -> None:
    with station_at(replace(gym.place(), tls=False, ca=None), tmp_path, "rack1", gym.login("rack1")) as station:
        until(lambda: station.net.notice is not None and "mqtts://" in station.net.notice.advice, "no advice")


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root is made another user")
def test_what_the_guide_says_of_root_holds(tmp_path: Path) -> None:
    """Where the package's user mosquitto is there, whom it becomes."""
    port = free_port()
    made = write_broker_config(tmp_path / "gym", ["rack1"], ["localhost"], port=port)
    assert '"user root"' in (made.folder / "README.txt").read_text()
    found = program()
    if found is None:
        pytest.skip(MISSING)

    def runs() -> bool:
        with subprocess.Popen([found, "-c", str(made.config)], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as broker:  # fmt: skip
            try:
                return broker.wait(1.0) is None
            except subprocess.TimeoutExpired:
                broker.terminate()
                return True

    assert not runs()
    made.config.write_text(made.config.read_text() + "user root\n")
    assert runs()


def test_forged_sets_and_states_of_a_station_do_not_reach_the_coach(gym: Gym, tmp_path: Path) -> None:
    async def forge() -> None:
        async with client(gym, "rack2") as mouth:
            for _ in range(20):
                await mouth.publish(f"{ROOT}/rack1/up/state", encode(state(1)), 1)
                await mouth.publish(f"{ROOT}/rack1/up/presence", encode(hello(here=Here.LOST)), 1, retain=True)
            await mouth.publish(f"{ROOT}/rack2/up/state", encode(state(1)), 1)

    with coach_at(gym.place(), tmp_path, gym.login(COACH)) as coach:
        until(lambda: coach.net.connected)
        until(lambda: coach.view.serial > 2)
        asyncio.run(forge())
        until(lambda: coach.view.tiles)
        assert {tile.station for tile in coach.view.tiles} == {"rack2"}


def test_everything_is_its_owners_alone(gym: Gym) -> None:
    for path in gym.written.folder.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    secret = gym.login("rack1").password
    assert secret is not None
    assert secret not in (gym.written.folder / "passwords").read_text()


def test_nothing_is_written_over_and_stations_can_be_added(tmp_path: Path) -> None:
    written = write_broker_config(tmp_path / "b", ["rack1"], ["localhost"])
    before = {path: path.read_bytes() for path in written.folder.rglob("*") if path.is_file()}
    with pytest.raises(BrokerConfigError, match="already"):
        write_broker_config(tmp_path / "b", ["rack1"], ["localhost"])
    with pytest.raises(BrokerConfigError, match="already"):
        add_stations(tmp_path / "b", ["rack1"])
    added = add_stations(tmp_path / "b", ["rack2"])
    assert (added.folders["rack2"] / "ca.crt").read_text() == (written.folder / "ca.crt").read_text()
    after = {path: path.read_bytes() for path in before}
    changed = [path.name for path in before if before[path] != after[path]]
    assert changed == ["passwords"]
    write_broker_config(tmp_path / "b", ["rack1"], ["localhost"], replace=True)
    assert (written.folder / "ca.crt").read_bytes() != before[written.folder / "ca.crt"]


@pytest.mark.parametrize(
    ("stations", "hosts"),
    [(["coach"], ["h"]), (["a b"], ["h"]), (["a", "A"], ["h"]), ([], ["h"]), (["a"], []), (["a"], ["h\nuser x"])],
)
def test_names_that_cannot_be_are_refused(stations: list[str], hosts: list[str], tmp_path: Path) -> None:
    with pytest.raises(BrokerConfigError):
        write_broker_config(tmp_path / "b", stations, hosts)
    assert not (tmp_path / "b").exists()


def test_passwords_are_hashed_as_mosquitto_does() -> None:
    """Its own tool made this line of the password `secret`."""
    salt = "q9cOcKGVJnQJwzc0"
    found = "cTv+t43TmxClhRnzXYfI4VF6r117dGlAf7JwJ52DmTl7ZB1fqYeUvglxSzuEo+I+weL49OnAbfvo4MHCEZB4iA=="
    assert password_line("ann", "secret", base64.b64decode(salt), 101) == f"ann:$7$101${salt}${found}\n"


def test_the_certificate_is_the_brokers_alone(gym: Gym) -> None:
    openssl = shutil.which("openssl")
    assert openssl is not None
    said = subprocess.run(
        [openssl, "x509", "-in", str(gym.written.folder / "server.crt"), "-noout", "-text"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert "DNS:localhost, IP Address:127.0.0.1" in said
    assert "CA:FALSE" in said
