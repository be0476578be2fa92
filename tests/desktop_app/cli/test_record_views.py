"""A recording as lines and as a picture, of items in memory."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from desktop_app.cli.record_lines import RecordLines
from desktop_app.cli.record_screen import RecordScreen, picture
from desktop_app.live_board import LiveBoard
from sensor.ble.status import LinkState
from sensor.loaded import SetInfo
from sensor.recording.marks import Header
from sensor.session import Item, RecordingSession
from tests.sensor.live_items import START_NS, Sender, resting, squat, together

LEFT, RIGHT = Sender(), Sender("BB:02", "Bar right", "S2", offset_s=40.0, warnings=("It is slow.",))


def streaming(sender: Sender, at_s: float, text: str = "streaming") -> Item:
    return replace(sender.status(LinkState.STREAMING, at_s, text), battery=0.87, rate_hz=199.6)


class Recorded:
    """A session whose every item is shown."""

    def __init__(self, path: Path) -> None:
        self.board = LiveBoard()
        header = Header(SetInfo("squat", (), 100.0, "Ada"), START_NS)
        self.session = RecordingSession(path, header, listener=self.board.take)
        self.out = StringIO()

    def lines(self, items: list[Item]) -> list[str]:
        view = RecordLines(Console(file=self.out, width=120), self.session, self.board)
        for item in items:
            self.session.take([item])
            view.show()
        self.session.end()
        return self.out.getvalue().splitlines()

    def drawn(self, width: int = 100) -> str:
        console = Console(file=self.out, width=width, height=40, force_terminal=False)
        console.print(picture(self.session, self.board))
        return self.out.getvalue()


@pytest.fixture
def recorded(tmp_path: Path) -> Recorded:
    return Recorded(tmp_path / "set.mcap")


def test_lines_of_one_sensor(recorded: Recorded, project: Path) -> None:
    lifted = squat(project)
    items = [*LEFT.items(lifted), LEFT.status(LinkState.LOST, 40.0, "nothing came for 5.0 s; trying again. Come near.")]
    lines = recorded.lines(items)
    assert lines[0] == "           Bar left: setting up"
    assert lines[1].endswith("Bar left: streaming")
    assert [line.split()[2:4] for line in lines if "rep " in line] == [["rep", f"{n}:"] for n in range(1, 6)]
    assert lines[-1] == "  40.05 s  Bar left: lost: nothing came for 5.0 s; trying again. Come near."
    assert not any("[Bar left]" in line for line in lines)


def test_of_several_each_line_says_whose_it_is(recorded: Recorded, project: Path) -> None:
    lifted = squat(project)
    lines = recorded.lines(together(LEFT.items(lifted), RIGHT.items(lifted)))
    assert sum(line.endswith("[Bar left]") for line in lines) == 5
    assert sum(line.endswith("[Bar right]") for line in lines) == 5


def test_counts_that_change_are_no_news(recorded: Recorded) -> None:
    texts = [f"only {n} of 200 samples a second come; bring the sensor nearer" for n in (93, 94.5, 90)]
    lines = recorded.lines([streaming(LEFT, k, text) for k, text in enumerate(texts)])
    assert len(lines) == 1


def test_a_problem_is_told_once(recorded: Recorded) -> None:
    odd = replace(LEFT, driver="from_the_future")
    lines = recorded.lines(odd.items(resting(1.0)))
    assert sum("not decoded" in line for line in lines) == 1


def test_a_picture_of_one_sensor(recorded: Recorded, project: Path) -> None:
    lifted = squat(project)
    recorded.session.take([*LEFT.items(lifted), streaming(LEFT, 38.0)])
    drawn = recorded.drawn()
    assert "set.mcap   squat   100 kg   Ada   38.7 s" in drawn
    assert "Bar left  streaming  battery 87 %  200 Hz  484 packets" in drawn
    assert drawn.count("\n5 ") == 1
    assert "height" in drawn
    assert "Ctrl-C ends the recording." in drawn
    recorded.session.end()


@pytest.mark.parametrize("width", [60, 80, 200])
def test_a_picture_of_several_fits_a_screen(recorded: Recorded, project: Path, width: int) -> None:
    lifted = squat(project)
    recorded.session.take([*together(LEFT.items(lifted), RIGHT.items(lifted)), streaming(LEFT, 38.0)])
    lost = RIGHT.status(LinkState.LOST, 38.0, "broke the connection; trying again. Bring the sensor nearer.")
    recorded.session.take([lost])
    drawn = recorded.drawn(width)
    assert len(drawn.splitlines()) <= 40
    assert "Bar right  lost" in drawn
    assert "trying again" in drawn
    recorded.session.end()


def test_before_anything_came(recorded: Recorded) -> None:
    recorded.session.take([LEFT.status(LinkState.CONNECTING, 0.0)])
    assert "Bar left  connecting" in recorded.drawn()
    recorded.session.end()


def test_a_screen_draws_and_leaves_nothing_standing(recorded: Recorded, project: Path) -> None:
    console = Console(file=recorded.out, width=100, height=40, force_terminal=True)
    with RecordScreen(console, recorded.session, recorded.board) as screen:
        for item in LEFT.items(squat(project)[:500]):
            recorded.session.take([item])
            screen.show()
    recorded.session.end()
    assert "Bar left" in recorded.out.getvalue()
