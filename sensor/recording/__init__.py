"""Recordings: raw packets in MCAP files, written so that a crash loses half a second, and read however they end."""
