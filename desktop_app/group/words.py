"""What the group's network says to people."""

from __future__ import annotations

from typing import Final

LOST: Final = "lost"
STALE: Final = "not heard"
STOP: Final = "stop"
FAST: Final = "running away"
CAREFUL: Final = "careful"
NO_SENSOR: Final = "no data"
PAIN: Final = "stopped for pain"

CONNECTING: Final = "connecting to {}"
CONNECTED: Final = "connected to {}"
UNREACHABLE: Final = "The broker {} cannot be reached: {}."
UNREACHABLE_ADVICE: Final = "Check that it runs and that this laptop is on its network; it is tried again by itself."
REFUSED: Final = "The broker {} refuses {}."
REFUSED_ADVICE: Final = "Check name and password: `rackside broker-config` wrote a file with each."
UNTRUSTED: Final = "The broker {} is not who it should be: {}."
UNTRUSTED_ADVICE: Final = (
    "Name the certificate of its authority with --ca; `rackside broker-config` wrote it as ca.crt."
)
OTHER_NAME: Final = "The certificate of the broker {} is for other names: {}."
OTHER_NAME_ADVICE: Final = (
    "Reach it by a name in its certificate (README.txt of `rackside broker-config` lists them), or make it anew with "
    "`rackside broker-config --replace --host NAME`."
)
PERHAPS_TLS_ADVICE: Final = (
    "Check that it runs at that port and is on this network; a broker with a certificate is reached by mqtts://."
)
NOT_ALLOWED: Final = "The broker does not let this user speak as {}."
NOT_ALLOWED_ADVICE: Final = "Use the name that the password was made for, or add it to the broker's access rules."
TWICE: Final = "Another laptop speaks as {} too."
TWICE_ADVICE: Final = "Give each station a name of its own."
PLAIN: Final = "What is sent to {} can be read and changed by anybody on the network."
PLAIN_ADVICE: Final = "Use mqtts:// with a certificate; `rackside broker-config` makes one."
BAD_PLACE: Final = "{!r} is no address of a broker."
BAD_PLACE_ADVICE: Final = "Write it as mqtts://HOST or mqtts://HOST:PORT, without user and password."
NOT_PLAIN: Final = "{} would be without encryption."
NOT_PLAIN_ADVICE: Final = "Use mqtts://, or say --plain if everybody on that network may read and change what is sent."
NO_PASSWORD: Final = "there is no password for {}."
NO_PASSWORD_ADVICE: Final = "Name its file with --password-file, or put it in RACKSIDE_MQTT_PASSWORD."
PASSWORD_FILE: Final = "{}: {}"
PASSWORD_FILE_ADVICE: Final = "Name the file that `rackside broker-config` wrote: one line, only yours to read."
NOT_RECORDED: Final = "Sets cannot be put by for the coach: {}."
TWO_COACHES: Final = "Another coach's program is connected too."
TWO_COACHES_ADVICE: Final = "Close one of them: stations answer to one coach."
FAULT: Final = "A fault of the program in the group's network: {}."
FAULT_ADVICE: Final = "It goes on by itself; please report what you did."
