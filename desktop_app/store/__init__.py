"""The history: lifters, sessions, sets and what they answered, in SQLite or PostgreSQL. See README.md here."""
