"""Sensors and their recordings: packets, drivers, files in and out, replay, and a simulated sensor."""
