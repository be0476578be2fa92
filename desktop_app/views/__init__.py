"""The window: widgets that show what the session says, and nothing else."""
