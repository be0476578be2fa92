"""The words of the sounds to choose among the settings. No Qt here."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from desktop_app.sound.face import VoiceKind

HEARD: Final = "Heard in a set"
TONE: Final = "tone"
CUES: Final = "cues"
COUNT: Final = "rep count"
HEARD_HINT: Final = "Stop, last rep and the sensor's loss are told in any case."
VOICE: Final = "Voice"
VOICES: Final = MappingProxyType({VoiceKind.SYSTEM: "the system's", VoiceKind.RECORDED: "recorded"})
