"""The words of the page about what a crash left. No Qt here."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from desktop_app.diary.recovering import LeftOver, RecoveryState, Stage
from desktop_app.views import words

TITLE: Final = "Not in your history yet"
TITLE_DONE: Final = "In your history now"
WHY: Final = "The last session ended before everything was kept. Nothing of it is lost."
LOOKING: Final = "Looking through the recordings …"
KEEP: Final = "Keep everything  (Enter)"
KEEPING: Final = "Keeping …"
GO_ON: Final = "Go on  (Enter)"
LATER: Final = "Not now  (Esc)"
KEYS: Final = "Enter keeps everything · Esc leaves it for the next start · Up and Down scroll"
DONE: Final = "Nothing was lost. What nobody is named in can be given to a lifter in the history."
WHEN: Final = "%a %d %b %Y, %H:%M"
NOBODY: Final = "nobody named"
NO_LIFT: Final = "no lift named"
SETS: Final = "{0} sets, {1} reps"
ONE_SET: Final = "1 set, {0} reps"
NO_SETS: Final = "nothing was lifted in it"
KNOWN: Final = "its sets are kept, the recording is not yet"
STAGES: Final = {
    Stage.WAITING: "is measured next",
    Stage.MEASURING: "is being measured",
    Stage.MEASURED: "can be kept",
    Stage.UNUSABLE: "stays where it is",
    Stage.KEPT: "kept",
}


def when(item: LeftOver) -> str:
    """When it was lifted, in this machine's zone."""
    return datetime.fromtimestamp(item.unix_s).astimezone().strftime(WHEN)


def what(item: LeftOver) -> str:
    """Who lifted what, as far as it is known; or why it cannot be used."""
    if item.why is not None:
        return item.why
    if item.stage in {Stage.WAITING, Stage.MEASURING}:
        return STAGES[item.stage]
    who = ", ".join(item.lifters) or NOBODY
    lifts = ", ".join(words.EXERCISES.get(name, name) for name in item.exercises) or NO_LIFT
    if item.sets:
        return f"{lifts} · {who}"
    if not item.known:
        return NO_SETS
    return STAGES[Stage.KEPT] if item.stage is Stage.KEPT else KNOWN


def how_much(item: LeftOver) -> str:
    """What would be kept; nothing before that is known."""
    if not item.sets or item.why is not None:
        return ""
    return ONE_SET.format(item.reps) if item.sets == 1 else SETS.format(item.sets, item.reps)


def said(item: LeftOver) -> str:
    """One recording, for who hears the screen."""
    parts = (when(item), what(item), how_much(item), STAGES[item.stage])
    return ", ".join(dict.fromkeys(part for part in parts if part))


def title(state: RecoveryState) -> str:
    """Before and after."""
    return TITLE_DONE if _is_done(state) else TITLE


def button(state: RecoveryState) -> str:
    """What Enter does now."""
    if state.worth_showing:
        return KEEPING if state.keeping else KEEP
    return GO_ON


def line(state: RecoveryState) -> str:
    """What it is about, or how it went."""
    if state.notice is not None:
        return f"{state.notice.text} {state.notice.advice}".strip()
    if state.looking:
        return LOOKING
    return DONE if _is_done(state) else WHY


def _is_done(state: RecoveryState) -> bool:
    return not state.worth_showing and any(item.stage is Stage.KEPT for item in state.items)
