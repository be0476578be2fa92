"""Sensors over Bluetooth: found, connected one by one, watched, and connected again."""
