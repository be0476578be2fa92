"""The command line: one file a command; `main` is what `rackside` runs."""
