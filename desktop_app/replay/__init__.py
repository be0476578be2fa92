"""Replay without a window: opening in the background, the playhead, marks, overlays, comparisons, exports."""
