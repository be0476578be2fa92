"""A set as it happens, one line for each thing said: for where there is no terminal to draw on."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from desktop_app.cli.tables import COLOURS, MARKS
from desktop_app.player import Moment
from desktop_app.sign_words import sign_value
from dsp.events import Event, RepSaid, SignSaid, SpeedAlarm
from dsp.results import Rep, Sign


class Lines:
    """Prints each rep, sign and alarm once it is known, with the time."""

    def __init__(self, console: Console, name: str) -> None:
        self._console = console
        console.print(f"{name}, as if live")

    def show(self, moment: Moment) -> None:
        for event in moment.events:
            line = line_of(event)
            if line is not None:
                self._console.print(line)
                self._console.file.flush()


def line_of(event: Event) -> Text | None:
    """One line for an event that people want to hear of, None for any other."""
    if isinstance(event, RepSaid):
        return Text(f"{event.rep.said_at_s:7.2f} s  {rep_text(event.rep)}")
    if isinstance(event, SignSaid):
        return Text(f"{event.sign.said_at_s:7.2f} s  {sign_text(event.sign)}", style=COLOURS[event.sign.severity])
    if isinstance(event, SpeedAlarm):
        said = f"too fast down: {event.speed_ms:.2f} m/s against {event.target_ms:.2f}"
        return Text(f"{event.said_at_s:7.2f} s  {said}", style="red")
    return None


def rep_text(rep: Rep) -> str:
    """A rep in one line; what is not known is left out."""
    parts = [f"rep {rep.number}{MARKS[rep.quality]}:"]
    if rep.descent is not None:
        parts.append(f"down {rep.descent.duration_s:.2f} s, peak {rep.descent.peak_speed_ms:.2f} m/s;")
    if rep.drive is not None:
        parts.append(f"up {rep.drive.mean_speed_ms:.2f} m/s, peak {rep.drive.peak_speed_ms:.2f};")
    if rep.rom_m is not None:
        parts.append(f"{100 * rep.rom_m:.0f} cm")
    return " ".join(parts).rstrip(";")


def sign_text(sign: Sign) -> str:
    """A sign in one line, with its value, its limit and its cue."""
    where = "set" if sign.rep is None else f"rep {sign.rep}"
    held = f"{sign_value(sign.value, sign.unit)} against {sign_value(sign.limit, sign.unit)}"
    cue = f': "{sign.cue}"' if sign.cue else ""
    return f"{where}, {sign.severity} {sign.code} {held}{cue}"
