"""Where the broker is: what may be used, what may not, and what is warned of."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from desktop_app.group.errors import BrokerPlaceError, LoginError
from desktop_app.group.place import PASSWORD_VARIABLE, Login, read_login, read_place


@pytest.mark.parametrize(
    ("text", "url", "warned"),
    [
        ("gym.example", "mqtts://gym.example:8883", False),
        ("gym.example:1234", "mqtts://gym.example:1234", False),
        ("mqtts://[::1]", "mqtts://[::1]:8883", False),
        ("mqtt://localhost", "mqtt://localhost:1883", False),
        ("mqtt://127.8.8.8", "mqtt://127.8.8.8:1883", False),
        ("mqtt://[::1]:99/", "mqtt://[::1]:99", False),
        ("mqtt://192.168.1.5", "mqtt://192.168.1.5:1883", True),
    ],
)
def test_addresses(text: str, url: str, warned: bool) -> None:
    place = read_place(text, plain=True)
    assert place.url == url
    assert (place.warning is not None) is warned
    assert (place.context() is not None) is url.startswith("mqtts")


def test_certificates_and_names_are_always_checked() -> None:
    context = read_place("gym.example").context()
    assert context is not None
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize(
    "text",
    ["mqtt://192.168.1.5", "mqtt://localhost.example", "mqtt://127.0.0.1.example", "mqtt://[::2]", "ws://localhost", "",
     "mqtts://", "mqtts://a/b", "mqtts://user@a", "mqtts://a:0x1", "mqtts://a?x"],
)  # fmt: skip
def test_what_may_not_be_used(text: str) -> None:
    with pytest.raises(BrokerPlaceError) as caught:
        read_place(text)
    assert caught.value.advice


def test_passwords_come_from_a_file_or_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.touch(mode=0o600)
    file.write_text("from the file\n")
    environ = {PASSWORD_VARIABLE: "from outside"}
    assert read_login("ann", file, environ) == Login("ann", "from the file")
    assert read_login("ann", None, environ) == Login("ann", "from outside")
    assert read_login(None, None, environ) == Login()
    assert "from" not in repr(read_login("ann", file, environ))
    with pytest.raises(LoginError):
        read_login("ann", None, {})
    file.write_text("two\nlines\n")
    with pytest.raises(LoginError):
        read_login("ann", file, {})
