"""Every text of this package that a lifter reads: plain, no diagnosis, the articles' words in quotes."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

NO_DIAGNOSIS: Final = "Rackside is no medical device and does not say what it is."

RED: Final = "Stop this movement and have it evaluated by a qualified professional."
RED_URGENT: Final = "Stop this movement and have it evaluated by a qualified professional urgently, today."
RED_SAID: Final = "You said:"
RED_READ: Final = "I have read this"
RED_STILL: Final = "You were told to stop {0} and have it evaluated by a qualified professional."
RED_ARTICLES: Final = "A B C E"
RED_FLAGS: Final = MappingProxyType(
    {
        "bowel_bladder": "a change of bowel or bladder",
        "sharp": "sharp pain",
        "radiating": "pain that radiates",
        "numb": "numbness or tingling",
        "weaker": "loss of strength",
        "swelling_pop": "a pop or marked swelling",
        "everyday_sleep": "worse with everyday activities, or it disturbs sleep",
        "worsening_fast": "severe and getting worse fast",
        "not_gone": "not gone after three days",
        "unexplained": "unexplained, and adjusting form has not mended it",
    }
)

PAIN_KEY: Final = "Stop and take a breath: 90/90 breathing. Then a few questions."
BREATHE: Final = "Stop and take a breath: 90/90 breathing."
MODIFY: Final = "Then modify this movement, or hold off on it for now."
LEAVE_OUT: Final = "A change was made and it is still more than 4: leave this movement out for now."
OTHER_MOVEMENTS: Final = 'Go on with "any movements that don\'t increase symptoms above baseline".'
MOST_LIFTING: Final = "Most lifting aggravates it: see a professional."

SAFE_ZONE: Final = 'In the "safe zone": carry on.'
RISEN: Final = "It was {0} and is {1} now."
FOUR_CHANGES: Final = "You can change one of these:"
CHANGES: Final = MappingProxyType(
    {
        "less_load": "less load",
        "shorter_range": "a shorter range, to a box or bench",
        "slower": "slower",
    }
)
OTHER_VERSION: Final = "another version of the lift"
OTHER_VERSIONS: Final = MappingProxyType(
    {
        "squat": "another version: goblet squat or front squat",
        "front_squat": "another version: goblet squat",
    }
)

CHANGE_POSITION: Final = "You have been sitting for a while: change position."
REST_THE_BODY: Final = "You have been on your feet for a while: give your body a rest."

NO_WORKING_SET: Final = "No working set of this lift in the last {0} weeks: there is nothing to hold the load against."
TONNAGE_UNKNOWN: Final = "Too few weeks of this lift to compare the week's tonnage with the mean of {0}."
JUMP_BEST: Final = "{0} more than your best working load of the last {2} weeks ({1})."
JUMP_WARNED: Final = "{0} more than a set at {1} that had warnings."
JUMP_MISSED: Final = "{0} more than a set at {1} that did not reach its target."
JUMP_TONNAGE: Final = "This week's tonnage of the lift would be {0:.1f} x the mean of the last {1} weeks."

MORE_REPS: Final = "{0} controlled reps so far, {1} are needed."
MORE_SESSIONS: Final = "Reps of {1} sessions are needed, so far there are those of {0}."

TOGETHER_FEW: Final = "{0} sessions with both signs and answers: from {1} on a figure is shown."
TOGETHER_EVEN: Final = "One of the two never changed in {0} sessions: nothing can be compared."
TOGETHER: Final = (
    "Rank correlation {0:+.2f} over {1} sessions. It says how far the two went together, and nothing of why."
)

MORE_LOADS: Final = "{0} different loads in the last weeks, {1} are needed."
MORE_SPAN: Final = "The loads lie too close together: the lightest has to be {0:.0f} % or more below the heaviest."
NO_LEAST_SPEED: Final = "No published speed of a single maximum is used for this lift: set your own to see an estimate."
LEAST_SET_BY_HAND: Final = "set by hand"
NOT_SLOWER: Final = "The drives were not slower with more load: nothing can be estimated."
TOO_LIGHT: Final = "The heaviest load is under {0:.0f} % of the estimate, too far from it to say."
TOO_WIDE: Final = "The estimate is less certain than {0:.0f} %: more sets at other loads would help."

VERDICTS: Final = MappingProxyType(
    {
        "not_answered": "Nothing was answered in the last weeks.",
        "nothing": "No pain in the answers of the last weeks.",
        "unclear": "The answers so far do not tell whether this is normal.",
        "normal": "So far this looks like normal soreness.",
        "problem": "This looks like more than normal soreness. Look at the entries below.",
    }
)
POINTS: Final = MappingProxyType(
    {
        "same_spot": "the same spot every session",
        "sharper": "sharper than before",
        "protective": "more protective: it is guarded",
        "more_frequent": "more frequent than before",
        "changes_lift": "the lift was changed to get through it",
        "lingering": "lingering for more than three days",
        "shapes_week": "it shapes the training week",
        "improves": "soreness of legs or hips that improved within 24-72 hours",
        "worked": "mild back fatigue that feels worked, not threatened",
        "better_warm": "better with a warm-up",
        "not_rising": "not rising from week to week",
    }
)

BACK_STAY: Final = "Stay at this step: {0} of {1} sessions have earned the next one."
BACK_RAISE: Final = "The next step is earned: {0}. You or your coach decide."
BACK_EASE: Final = "Pain was above 4 or rose afterwards: take a step back, or stay at the first. You decide."
BACK_STOP: Final = "Stop this movement and have it evaluated by a qualified professional before going on."
BACK_DONE: Final = "The last step is earned: the way back is done. You or your coach decide."
BACK_LOAD: Final = "{0:g} kg, full range"
BACK_RANGE: Final = "{0:g} kg, {1:.0f} cm of travel"

CAUSES: Final = "What the article on hip thrusts names. Look whether one of these is yours:"
CAUSE_LOAD: Final = '"Too Much Weight Too Soon"'
CAUSE_UNEVEN: Final = '"asymmetrical loading"'
CAUSE_ARCH: Final = '"Arching the Lower Back": "the movement should stop when your hips are fully extended"'
CAUSE_SHORT: Final = '"Not achieving full hip extension at the top"'
CAUSE_FEET_FAR: Final = "feet farther from the bench (the article says this of the hamstrings)"
CAUSE_FEET_NEAR: Final = "feet nearer to the bench (the article says this of the hamstrings too)"
SEEK_HELP: Final = "If it does not get better, or you are not sure, see a qualified professional."

SETUP_SQUAT: Final = MappingProxyType(
    {
        "brace": "A 360-degree breath, and brace",
        "midfoot": "Balanced over midfoot",
        "ribs": "Ribs not flared",
        "depth": "A depth you can hold",
        "set": "Set before the first descent",
    }
)
SETUP_HIP_THRUST: Final = MappingProxyType(
    {
        "blades": "Shoulder blades on the bench edge at the top",
        "pad": "Bar in the hip crease, on a thick pad",
        "feet": "Feet about shoulder width, shins vertical at the top",
        "neck": "Neutral neck",
        "brace": "Brace before lifting",
        "heels": "Drive through the heels",
        "ribs": "Ribs down",
        "bench": "A bench that does not wobble",
    }
)
CONDITION: Final = "Your profile names {0}: the article on hip thrusts asks you to take it into account."
CONDITIONS: Final = MappingProxyType(
    {
        "disc_or_facet": "disc or facet trouble",
        "hip_impingement": "hip impingement",
        "sacroiliac_joint": "the sacroiliac joint",
        "knee": "the knee",
        "groin": "the groin",
    }
)

LIMITERS: Final = MappingProxyType(
    {"hip": "hip", "ankle": "ankle", "control": "control under load", "trunk": "trunk strategy"}
)
LIMITER_QUESTION: Final = "Could the {0} be what limits you? See what you know of it:"
LOOKS_LIKE: Final = MappingProxyType(
    {
        "hip": (
            '"a descent that feels smooth until the last few inches"',
            '"You change position quickly near the bottom"',
            '"a shift you can\'t explain"',
            'depth feels "blocked" or "stuck"',
        ),
        "ankle": (
            '"You hinge more than you want just to stay upright"',
            '"You can\'t stay balanced through the midfoot"',
            '"Depth feels inconsistent depending on the day"',
        ),
        "control": (
            '"You rush the last part of the descent"',
            '"You lose tension at depth"',
            '"The bottom feels unstable or unpredictable"',
            'you "rely on a bounce"',
        ),
        "trunk": (
            '"The unrack feels like the hardest part"',
            'you "start already compressed"',
        ),
    }
)

ASK_PAIN: Final = "Pain, 0 (none) to 10"
ASK_KIND: Final = "How does it feel?"
ASK_PLACE: Final = "Where?"
ASK_CHANGE: Final = "Against before"
ASK_SINCE: Final = "Since when?"
ASK_FLAGS: Final = "Is any of this so?"
ASK_REMARKS: Final = "And this?"
ASK_TRIED: Final = "Done with a change?"
MOMENTS: Final = MappingProxyType(
    {
        "before": "Before the session",
        "during": "In the set",
        "after": "After the session",
        "later": "The days after: you can get through the set, then feel the cost later",
    }
)
KINDS: Final = MappingProxyType({"sharp": "sharp", "achy": "achy", "dull": "dull soreness"})
PLACES: Final = MappingProxyType(
    {
        "lower_back": "lower back",
        "hip_flexor": "hip flexor",
        "knee": "knee",
        "groin": "groin",
        "hamstring": "hamstring",
        "hip_bone": "hip bone",
        "upper_back": "upper back",
        "neck": "neck",
        "other": "other",
    }
)
SIDES: Final = MappingProxyType({"left": "left", "right": "right", "both": "both sides", "middle": "middle"})
BETTER_OR_WORSE: Final = MappingProxyType({"better": "better", "same": "the same", "worse": "worse"})
FLAGS: Final = MappingProxyType(
    {
        "bowel_bladder": "a change of bowel or bladder",
        "radiating": "it radiates",
        "numb": "numb or tingling",
        "weaker": "weaker: loss of strength",
        "swelling_pop": "a pop, or marked swelling",
        "everyday_sleep": "worse with everyday activities, or it disturbs sleep",
        "worsening_fast": "severe and getting worse fast",
        "unexplained": "unexplained, and adjusting form has not mended it",
    }
)
REMARKS: Final = MappingProxyType(
    {
        "worked": "feels worked, not threatened",
        "better_warm": "better with a warm-up",
        "protective": "I guard it",
        "changes_lift": "I change the lift just to get through it",
        "shapes_week": "it shapes my training week",
        "most_lifting": "most lifting aggravates it",
    }
)
TRIED: Final = MappingProxyType(
    {
        "less_load": "less load",
        "shorter_range": "a shorter range",
        "slower": "slower",
        "other_version": "another version",
    }
)
OFFERS: Final = MappingProxyType(
    {
        "breathe": "90/90 breathing",
        "less_load": "Less load",
        "shorter_range": "Shorter range (box or bench)",
        "slower": "Slower",
        "other_version": "Another version",
        "hold_off": "Hold off for now",
        "leave_out": "Leave it out for now",
        "other_movements": "Other movements",
        "professional": "See a professional",
    }
)
EARNED: Final = MappingProxyType(
    {
        "yes": "earned",
        "not_yet": "72 hours are not over",
        "not_answered": "no answer at the end or in the days after",
        "not_measured": "done without a sensor",
        "target": "target reps were missed",
        "signs": "the signs came again",
        "pain_rose": "pain rose in the 72 hours after",
        "pain": "pain above 4",
        "red_flag": "see a professional first",
    }
)
ARTICLES: Final = MappingProxyType(
    {
        "A": "lower back that hurts after squats (a physical therapy clinic)",
        "B": "lower back pain after squats: the limitations behind it (a training studio)",
        "C": "hip thrust: preventing back pain",
        "D": "can tight hamstrings cause back pain?",
        "E": "hip thrusts: causes of pain, and prevention",
    }
)
"""What the letters stand for."""


def articles(letters: str) -> str:
    """The articles of some letters with their names, each once, in the order of the letters."""
    return " · ".join(f"{letter}: {ARTICLES[letter]}" for letter in sorted(set(letters.split())))
