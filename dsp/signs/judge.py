"""The judge of one set: features in, signs out, each once. Live and settled results both come from here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Final, TypeAlias

from dsp.context import SetContext
from dsp.exercises import ANY_LIFT
from dsp.features import RepFeatures, StartFeatures
from dsp.limits import SignLimits
from dsp.results import LimitSource, Quality, Severity, Sign
from dsp.signs.effort import FORM_FADING, form_fading
from dsp.signs.finding import Finding, Outcome
from dsp.signs.position import unsettled_start
from dsp.signs.reference import Held
from dsp.signs.rules import REP_RULES, SET_RULES, Known, Rule, Stage, stage_of
from dsp.signs.table import CODES, ORDER
from dsp.signs.target import descent_target_ms

_STAGES: Final = list(Stage)


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A check that could not be decided: neither a sign nor a pass (`dsp/signs/README.md`, rule 3).

    value: None where it was not resolved; else it lies too near to its limit for its own uncertainty.
    limit, limit_source: None where the rep was not resolved at all.
    """

    code: str
    rep: int | None
    phase: str | None
    value: float | None
    unit: str | None
    limit: float | None
    limit_source: LimitSource | None


@dataclass(frozen=True, slots=True)
class _Timed:
    """A finding and the time at which it is said."""

    finding: Finding
    at_s: float


@dataclass(frozen=True, slots=True)
class _Judged:
    """The rep judged last: what was found of it by the first so many rules."""

    rep: RepFeatures
    rules: int
    timed: tuple[_Timed, ...]


_Key: TypeAlias = tuple[str, int | None, str | None]
"""What makes a sign the same sign: code, rep, and the phase where a code may have one for each."""


@dataclass(slots=True)
class JudgeState:
    """What the judge remembers between calls.

    reps: the reps told of so far, by number, in the order they came. signs: all that were given, in order.
    uncertain: the newest undecided checks. last: what was found of the rep judged last.
    """

    reps: dict[int, RepFeatures] = field(default_factory=dict)
    signs: list[Sign] = field(default_factory=list)
    uncertain: dict[_Key, Uncertain] = field(default_factory=dict)
    last: _Judged | None = None


class SetJudge:
    """Judges one set while it goes on.

    Call `start` once if there was a walk-out; for each rep `descent` (may be left out), `rep` and, when the next rep
    begins, `top`; then `finish`. Each returns only what is new, the most severe first. A later call may see the same
    rep with more fields known, or known better: what has been said is not said again, nor taken back.
    `said_at_s` None takes the end of the phase that decided, as batch does.

    Raises ParameterError where the context names no known exercise.
    """

    def __init__(self, context: SetContext, limits: SignLimits) -> None:
        self._context, self._limits, self._row = context, limits, context.row
        self._state = JudgeState()
        codes = self._row.signs if self._row is not None else ANY_LIFT
        reduced = self._held(()).reduced_on_purpose
        self._codes = frozenset(c for c in codes if c in CODES and not (reduced and CODES[c].silent_when_reduced))
        self._rules: dict[Stage, list[Rule]] = {stage: [] for stage in _STAGES}
        for rule in REP_RULES:
            if rule.code in self._codes:
                self._rules[stage_of(rule.known, self._row)].append(rule)

    @property
    def signs(self) -> tuple[Sign, ...]:
        """All signs so far, in the order they were said."""
        return tuple(self._state.signs)

    @property
    def uncertain(self) -> tuple[Uncertain, ...]:
        """The checks that stand undecided, as they were last made."""
        return tuple(self._state.uncertain.values())

    def start(self, features: StartFeatures) -> list[Sign]:
        """Judge how settled the lifter was before the first descent."""
        if "unsettled_start" not in self._codes:
            return []
        found = unsettled_start(features, self._held(()))
        return self._settle([_Timed(finding, features.known_at_s) for finding in found], None)

    def descent(self, features: RepFeatures, said_at_s: float | None = None) -> list[Sign]:
        """Judge what the descent and the turn decide."""
        return self._judge(features, Stage.DESCENT, said_at_s)

    def rep(self, features: RepFeatures, said_at_s: float | None = None) -> list[Sign]:
        """Judge the whole rep, but for the rest after it; from now on it may serve as a reference."""
        signs = self._judge(features, Stage.REP, said_at_s)
        self._state.reps[features.number] = features
        return signs

    def top(self, features: RepFeatures, said_at_s: float | None = None) -> list[Sign]:
        """Judge the rest between this rep and the next, which has just begun."""
        signs = self._judge(features, Stage.NEXT, said_at_s)
        self._state.reps[features.number] = features
        return signs

    def finish(self, said_at_s: float) -> list[Sign]:
        """Judge the set as a whole; a set that goes on after all may be finished again."""
        reps = self._resolved()
        timed: list[_Timed] = []
        for code, check in SET_RULES:
            if code in self._codes and not (code == "depth_varies" and self._travel_told()):
                timed += [_Timed(finding, said_at_s) for finding in check(reps, self._held(reps))]
        return self._settle(timed, None)

    def descent_target_ms(self, rom_m: float | None) -> float | None:
        """The peak descent speed that the live tone follows, m/s; see `dsp.signs.target`."""
        return descent_target_ms(rom_m, self._held(self._resolved()))

    def _judge(self, rep: RepFeatures, stage: Stage, said_at_s: float | None) -> list[Sign]:
        """Every rule due by this stage: the earlier ones again, since the values may be known better by now."""
        for key in [k for k in self._state.uncertain if k[1] == rep.number]:
            del self._state.uncertain[key]
        held = self._held(self._before(rep.number))
        due = [rule for s in _STAGES[: _STAGES.index(stage) + 1] for rule in self._rules[s]]
        if rep.quality is Quality.UNRESOLVED:
            self._leave_open(due, rep.number)
            return []
        # In batch the same rep comes at each stage: what was found of it stands.
        last = self._state.last
        timed = list(last.timed) if last is not None and last.rep is rep else []
        done = last.rules if last is not None and last.rep is rep else 0
        for rule in due[done:]:
            at_s = self._known_at_s(rep, rule.known) if said_at_s is None else said_at_s
            found = rule.check(rep, held)
            timed += [_Timed(f, at_s) for f in found if rule.expected or f.outcome is not Outcome.UNKNOWN]
        self._state.last = _Judged(rep, len(due), tuple(timed))
        signs = self._settle(timed, rep.number)
        if FORM_FADING in self._codes and stage is not Stage.DESCENT:
            known = Known.REP if stage is Stage.REP else Known.TOP
            at_s = self._known_at_s(rep, known) if said_at_s is None else said_at_s
            order = [*(n for n in self._state.reps if n != rep.number), rep.number]
            fading = form_fading(order, self._state.signs, self._begun(order), self._limits)
            signs = _ordered(signs + self._settle([_Timed(f, at_s) for f in fading], rep.number))
            self._state.signs[len(self._state.signs) - len(signs) :] = signs
        return signs

    def _settle(self, timed: Iterable[_Timed], rep: int | None) -> list[Sign]:
        """Of the findings, the new signs: one for each code (and phase, where a code has several), the worst."""
        by_key: dict[_Key, list[_Timed]] = {}
        for each in timed:
            phase = each.finding.phase if CODES[each.finding.code].per_phase else None
            by_key.setdefault((each.finding.code, rep, phase), []).append(each)
        given = {self._key(sign) for sign in self._state.signs}
        signs: list[Sign] = []
        for key, found in by_key.items():
            told = [self._sign(each, rep) for each in found if each.finding.outcome is Outcome.SIGN]
            self._state.uncertain.pop(key, None)
            if told and key not in given:
                excess = [each.finding.excess for each in found if each.finding.outcome is Outcome.SIGN]
                signs.append(max(zip(told, excess, strict=True), key=lambda s: (s[0].severity.rank, s[1]))[0])
            elif not told and key not in given:
                self._keep_open(key, found)
        signs = _ordered(signs)
        self._state.signs += signs
        return signs

    def _sign(self, timed: _Timed, rep: int | None) -> Sign:
        """The finding as a sign, no more severe than its code, its source and the lift's being named allow."""
        finding, spec = timed.finding, CODES[timed.finding.code]
        most = [finding.severity, spec.severity]
        if finding.source is LimitSource.FALLBACK or self._row is None:
            most.append(Severity.NOTE)
        return Sign(
            code=spec.code, rep=rep, phase=finding.phase, value=float(finding.value or 0.0), unit=finding.unit,
            limit=float(finding.limit), limit_source=finding.source, severity=min(most, key=lambda s: s.rank),
            said_at_s=timed.at_s, cue=None if finding.silent else finding.cue or spec.cue, article=spec.article,
        )  # fmt: skip

    def _keep_open(self, key: _Key, found: Sequence[_Timed]) -> None:
        """Remember a check that could not be decided: one too near to call rather than one not resolved."""
        for outcome in (Outcome.UNCERTAIN, Outcome.UNKNOWN):
            for finding in (each.finding for each in found if each.finding.outcome is outcome):
                self._state.uncertain[key] = Uncertain(
                    key[0], key[1], finding.phase, finding.value, finding.unit, finding.limit, finding.source
                )
                return

    def _leave_open(self, due: Sequence[Rule], number: int) -> None:
        for code in dict.fromkeys(rule.code for rule in due if rule.expected):
            self._state.uncertain[(code, number, None)] = Uncertain(code, number, None, None, None, None, None)

    def _known_at_s(self, rep: RepFeatures, known: Known) -> float:
        """When the part of the rep that a rule needs was over; the rep's end where that is not known."""
        if known is Known.REP:
            return max((t for t in (rep.descent_end_at_s, rep.drive_end_at_s) if t is not None), default=rep.end_s)
        if known is Known.DESCENT:
            end_s = rep.descent_end_at_s
        elif known is Known.TOP:
            end_s = rep.top_end_at_s
        else:
            end_s = rep.bottom_end_at_s
        return rep.end_s if end_s is None else end_s

    def _held(self, earlier: Sequence[RepFeatures]) -> Held:
        return Held(self._context, self._limits, self._row, tuple(earlier))

    def _resolved(self) -> list[RepFeatures]:
        return [rep for rep in self._state.reps.values() if rep.quality is not Quality.UNRESOLVED]

    def _before(self, number: int) -> list[RepFeatures]:
        """The resolved reps before this one: no rep is ever held against itself or a later one."""
        return list(takewhile(lambda rep: rep.number != number, self._resolved()))

    def _begun(self, order: Sequence[int]) -> frozenset[str]:
        """What the set began with: codes of its first rep, those too near to call among them."""
        first = order[: self._limits.form_fading_begun_reps]
        told = {sign.code for sign in self._state.signs if sign.rep in first}
        return frozenset(
            told | {u.code for u in self._state.uncertain.values() if u.rep in first and u.value is not None}
        )

    def _travel_told(self) -> bool:
        """Whether `short_rom` has a say in this set: `depth_varies` would tell the same thing twice."""
        told = any(sign.code == "short_rom" for sign in self._state.signs)
        return told or any(u.code == "short_rom" and u.value is not None for u in self._state.uncertain.values())

    @staticmethod
    def _key(sign: Sign) -> _Key:
        return (sign.code, sign.rep, sign.phase if CODES[sign.code].per_phase else None)


def judge_set(
    start: StartFeatures | None, reps: Sequence[RepFeatures], context: SetContext, limits: SignLimits
) -> tuple[Sign, ...]:
    """All signs of a set in hand: the calls of the live path in the same order, said at the features' own times."""
    return judged(start, reps, context, limits).signs


def judged(
    start: StartFeatures | None, reps: Sequence[RepFeatures], context: SetContext, limits: SignLimits
) -> SetJudge:
    """As `judge_set`, but the judge itself, for what stands undecided."""
    judge = SetJudge(context, limits)
    if start is not None:
        judge.start(start)
    for rep in reps:
        judge.descent(rep)
        judge.rep(rep)
        judge.top(rep)
    if reps:
        judge.finish(max(reps[-1].end_s, reps[-1].top_end_at_s or reps[-1].end_s))
    return judge


def _ordered(signs: Iterable[Sign]) -> list[Sign]:
    """The most severe first, then in the order of the table."""
    return sorted(signs, key=lambda s: (-s.severity.rank, ORDER[s.code]))
