"""What people use: the command line, and what it shares with the window."""

__version__ = "0.1.0"
