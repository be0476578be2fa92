"""A recording as it happens, one line for each thing said: for where there is no terminal to draw on."""

from __future__ import annotations

import re

from rich.console import Console
from rich.text import Text

from desktop_app.cli.live_lines import line_of
from desktop_app.cli.terminal import one_line
from desktop_app.live_board import LiveBoard
from dsp.events import SetSettled
from sensor.ble.status import LinkState, LinkStatus
from sensor.session import LiveSensor, RecordingSession

STYLES: dict[LinkState, str] = {
    LinkState.STREAMING: "green",
    LinkState.STALLED: "yellow",
    LinkState.LOST: "red",
    LinkState.GONE: "dim",
}
"""Colour of a link's state; others are as the text is."""


class RecordLines:
    """Prints each rep, sign, alarm and change of a link once it is known, with the time and, of several, the sensor."""

    def __init__(self, console: Console, session: RecordingSession, board: LiveBoard) -> None:
        self._console, self._session, self._board = console, session, board
        self._said: dict[str, str] = {}
        self._problems: dict[str, int] = {}

    def show(self) -> None:
        """Print what is new."""
        for sensor in self._session.sensors.values():
            self._link(sensor)
            for problem in sensor.problems[self._problems.get(sensor.id, 0) :]:
                self._print(sensor, Text(f"           {problem}", style="magenta"))
            self._problems[sensor.id] = len(sensor.problems)
        for sensor_id, event in self._board.news():
            line = line_of(event)
            if line is None and isinstance(event, SetSettled) and event.final:
                reps = len(event.result.reps)
                line = Text(f"           set over: {reps} {'rep' if reps == 1 else 'reps'}", style="bold")
            if line is not None:
                self._print(self._session.sensors[sensor_id], line)

    def _link(self, sensor: LiveSensor) -> None:
        status = sensor.status
        if status is None:
            return
        # Counts change all the time; what is said of them does not.
        key = f"{status.state} {re.sub(r'[0-9.]+', '', status.text)}"
        if self._said.get(sensor.id) == key:
            return
        self._said[sensor.id] = key
        zero_ns = self._session.zero_ns
        when = "         " if zero_ns is None else f"{(status.at_ns - zero_ns) * 1e-9:7.2f} s"
        text = Text(f"{when}  {one_line(sensor.title)}: {told(status)}", style=STYLES.get(status.state, ""))
        self._console.print(text, soft_wrap=True)
        self._console.file.flush()

    def _print(self, sensor: LiveSensor, line: Text) -> None:
        if len(self._session.sensors) > 1:
            line = Text.assemble(line, (f"  [{one_line(sensor.title)}]", "dim"))
        self._console.print(line, soft_wrap=True)
        self._console.file.flush()


def told(status: LinkStatus) -> str:
    """A link's state with what there is to say of it, each once."""
    state = status.state.value.replace("_", " ")
    return status.text if status.text.startswith(state) else f"{state}: {status.text}" if status.text else state


def sensor_line(sensor: LiveSensor) -> Text:
    """One sensor's link in one line: state, battery, rate, packets; what is unknown is left out."""
    status = sensor.status
    line = Text(one_line(sensor.title), style="bold")
    if status is None:
        return line
    line.append("  " + status.state.value.replace("_", " "), style=STYLES.get(status.state, ""))
    parts = [
        None if status.battery is None else f"battery {100 * status.battery:.0f} %",
        None if status.rate_hz is None else f"{status.rate_hz:.0f} Hz",
        f"{sensor.packets} packets" if sensor.packets else None,
        f"{sensor.lost} samples lost" if sensor.lost else None,
        f"{sensor.refused} packets not understood" if sensor.refused else None,
        "calibrated" if sensor.calibration is not None else None,
    ]
    line.append("".join(f"  {part}" for part in parts if part is not None), style="dim")
    return line


def trouble_line(sensor: LiveSensor) -> Text | None:
    """What the user should know of the link, with what to do; None where all is well."""
    status = sensor.status
    if status is None or status.text in ("", status.state.value.replace("_", " ")):
        return None
    text = status.text.removeprefix("streaming. ")
    calm = status.state in (LinkState.STREAMING, LinkState.SETTING_UP, LinkState.CONNECTING, LinkState.SEARCHING)
    return Text(f"  {text}", style="dim" if calm else STYLES.get(status.state, ""))
