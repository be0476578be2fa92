"""What is remembered of how a lifter feels and what follows from it: pure, without window, database or clock."""
