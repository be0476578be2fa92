"""Many lifters at once: tiles for a coach, stations over the network, the summary. No Qt."""
