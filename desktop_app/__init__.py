"""What people use: the command line, and what it shares with the window."""
