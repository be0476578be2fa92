"""Drivers: one file a sensor, each turning its packets into samples. `registry` finds them by name."""
