"""What the window remembers between sessions: the store in a thread of its own, and what is made of it. No Qt."""
