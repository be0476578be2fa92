"""Which names there can be: the same everywhere that one is given, kept or sent."""

from __future__ import annotations

import pytest
import typer

from desktop_app.cli.options import read_athlete
from desktop_app.cli.terminal import one_line
from desktop_app.group.messages import Plan
from desktop_app.group.strict import MisfitError, from_object
from desktop_app.names import NAME_MAX_CHARS, is_name, name_key
from desktop_app.session.settings import Settings
from desktop_app.session.settings_json import settings_from_plain, settings_to_plain
from desktop_app.store.errors import BadRecordError
from desktop_app.store.people import checked_name

GOOD = ("Ann", "علی\u200cرضا", "\U0001f468\u200d\U0001f469\u200d\U0001f467 Ann", "क्\u200dष", "x" * NAME_MAX_CHARS)
TURNING = tuple(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
BAD = ("", " ", "\u200d", "\u200c \u200c", "a\nb", "a\x1bb", "x" * (NAME_MAX_CHARS + 1), *(f"a{c}b" for c in TURNING))


@pytest.mark.parametrize("name", GOOD)
def test_joined_letters_and_emoji_are_names_everywhere(name: str) -> None:
    assert is_name(name)
    assert read_athlete(name) == checked_name(name) == one_line(name) == name
    assert from_object(Plan, {"lifter": name}).lifter == name
    assert settings_from_plain(settings_to_plain(Settings(athlete=name))).athlete == name


@pytest.mark.parametrize("name", BAD)
def test_what_turns_writing_or_is_not_seen_is_no_name_anywhere(name: str) -> None:
    assert not is_name(name)
    with pytest.raises(typer.BadParameter):
        read_athlete(name)
    with pytest.raises(BadRecordError):
        checked_name(name)


@pytest.mark.parametrize("mark", TURNING)
def test_nothing_that_turns_writing_comes_from_the_network(mark: str) -> None:
    with pytest.raises(MisfitError):
        from_object(Plan, {"lifter": f"a{mark}b"})


def test_names_that_look_alike_are_one_lifters() -> None:
    assert name_key("Ann\u200d") == name_key("ANN")
