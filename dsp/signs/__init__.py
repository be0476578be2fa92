"""Signs of lost control: features of reps in, signs out (`dsp/signs/README.md`).

`table` says what there is, one file a group how it is measured, `reference` what it is held against,
`finding` when a value is beyond its limit, `judge` keeps a set's account.
"""

from dsp.signs.judge import SetJudge, Uncertain, judge_set, judged
from dsp.signs.table import CODES, Group, SignCode

__all__ = ["CODES", "Group", "SetJudge", "SignCode", "Uncertain", "judge_set", "judged"]
