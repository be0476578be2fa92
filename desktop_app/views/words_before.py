"""The words of the page before a set."""

from __future__ import annotations

from typing import Final

TITLE: Final = "Before the set: {0}"
CHECKLIST: Final = "Set-up, one key a line"
NO_CHECKLIST: Final = "The articles have no set-up list for this lift."
ALL_DONE: Final = "Set-up done"
LOAD: Final = "Load ({0})"
REMINDER: Final = "Remember"
QUESTION: Final = "A question ({0})"
LOOK_AT: Final = "Q: look at it"
STEP: Final = "Your way back is at {0}."
TAKE_STEP: Final = "W: lift that instead"
DRILLS: Final = "Drills for: {0}"
BASELINE: Final = "Baseline"
KEYS: Final = "1 to 9: a line is done · PgDn: more · Enter: go on"
KEYS_QUESTION: Final = "1 to 9: a line is done · Q: the question · PgDn: more · Enter: go on"
SELF_CHECK: Final = "What you know of it"
SELF_CHECK_KEYS: Final = "1 to 9: that is so · Enter: keep · Esc: not now"
SELF_CHECK_ARTICLE: Final = (
    "Article {0}. The bar's pattern asks; only you can answer. Nothing follows from it but what you look at."
)
SEEN_IN: Final = "Seen in {0} of the last sessions: {1}"
