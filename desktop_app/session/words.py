"""What the session itself has to say: banners, notices, and what to change in the next set."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

SIMULATED_BANNER: Final = "Simulated: no sensor, nothing is recorded"
DEMO_BANNER: Final = "Demo: an example set, as if live"
REPLAY_BANNER: Final = "Replay of {0}, as if live"
SIMULATED_NAME: Final = "Simulated sensor"

NOT_RECORDED: Final = "{0}; the set goes on and is not recorded."
SETS_NOT_KEPT: Final = "The list of sets could not be kept: {0}."
NOTHING_COMES: Final = "Nothing comes from {0}."
NOTHING_COMES_ADVICE: Final = "Bring the sensor near and see that it is on; the set goes on when it is back."
LOOKING_FOR: Final = "Looking for {0}"
FAULT: Final = "This is a fault of Rackside itself ({0}); the session goes on."
FAULT_ADVICE: Final = "Please report it; RACKSIDE_DEBUG=1 in the environment shows where."

NO_CALIBRATION: Final = "Only a real sensor can be calibrated."
NO_CALIBRATION_ADVICE: Final = "F3 chooses one."

COACH_SAYS: Final = "Coach: {0}"
SAME_AGAIN: Final = "Same again: {0}."
NOT_MEASURED: Final = "{0} of {1} reps could not be measured well: keep the bar still for two seconds before and after."
ENDED_FOR_PAIN: Final = "Ended for pain: go on only with what does not make it worse, lighter, shorter or slower."

SLOWING: Final = "Less load, or stop sooner: the drive was {value:.0f} % slower on rep {rep}."
FORM_FADING: Final = "Less load, or stop sooner: control faded in rep {rep}."

CHANGES: Final = MappingProxyType(
    {
        ("fast_descent", "s"): "{value:.1f} s down on rep {rep}, at least {limit:.1f} s is meant",
        ("fast_descent", "m/s"): "{value:.2f} m/s down on rep {rep}",
        ("late_rush", "ratio"): "the end of the descent was rushed on rep {rep}",
        ("bounce", "m/s^2"): "bounced out of the bottom on rep {rep}",
        ("bounce", "s"): "{value:.1f} s at the bottom of rep {rep}",
        ("lost_tension", "m"): "the bar sank again at the bottom of rep {rep}",
        ("lost_tension", "s"): "the bar dropped into the bottom of rep {rep}",
        ("bottom_unstable", "m/s^2"): "the bar shook at the bottom of rep {rep}",
        ("bottom_unstable", "deg/s"): "the bar shook at the bottom of rep {rep}",
        ("position_change", "m"): "the bar jumped {value_cm:.0f} cm near the bottom of rep {rep}",
        ("position_change", "deg/s"): "the bar turned quickly near the bottom of rep {rep}",
        ("shift", "deg"): "the bar was {value:.1f} degrees off on rep {rep}",
        ("shift", "m"): "the bar went {value_cm:.0f} cm sideways on rep {rep}",
        ("forward_drift", "m"): "the bar went {value_cm:.0f} cm forward on rep {rep}",
        ("rushed_reps", "s"): "{value:.1f} s at the top of rep {rep}",
        ("tempo_missed", "s"): "{value:.1f} s on rep {rep}, at least {limit:.1f} s is asked",
        ("depth_varies", "m"): "the reps differ by {value_cm:.0f} cm",
        ("short_rom", "m"): "{value_cm:.0f} cm of travel on rep {rep}",
        ("overshoot", "m"): "{value_cm:.0f} cm past the lockout on rep {rep}",
        ("no_lockout_hold", "s"): "held {value:.1f} s at the top of rep {rep}",
        ("floor_impact", "m/s"): "{value:.1f} m/s at the floor on rep {rep}",
        ("unsettled_start", "s"): "{value:.1f} s from the last step to the first rep",
        ("unsettled_start", "m"): "the bar was not still before the first rep",
    }
)
"""What was seen, by code and unit of the sign: stands behind its cue. Never why, never of the body."""
