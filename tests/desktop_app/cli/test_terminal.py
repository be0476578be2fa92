"""What others wrote, on a terminal: never more than text."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.live import Live
from rich.table import Table
from rich.text import Text

from desktop_app.cli.terminal import PlainConsole, harmless, one_line

NASTY = "[/red]\x1b[31mbar\x1b]0;title\x07 \u202e:smile: \x9b2J"


def shown(printed: object) -> str:
    out = StringIO()
    PlainConsole(out).print(printed, soft_wrap=True)
    return out.getvalue()


@pytest.mark.parametrize("how", [str, Text])
def test_a_name_is_text_and_nothing_else(how: type) -> None:
    assert shown(how(NASTY)) == "[/red][31mbar]0;title :smile: 2J\n"


def test_also_within_a_table() -> None:
    table = Table(NASTY)
    table.add_row(NASTY)
    assert not set(shown(table)) & set("\x1b\x07\x9b\u202e")


def test_what_is_ours_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    out = StringIO()
    console = PlainConsole(out)
    console.print(Text("bold", style="bold"))
    with Live(console=console, auto_refresh=False, transient=True) as live:
        live.update(Text("one\ntwo"), refresh=True)
    assert "\x1b[1mbold" in out.getvalue()
    assert "\x1b[1A" in out.getvalue()


def test_letters_of_any_language_stay() -> None:
    assert harmless("Größe 漢字 ё\n🏋") == "Größe 漢字 ё\n🏋"
    assert one_line("bar\r\n\x1b[2J one\ttwo ") == "bar [2J one two"
