"""What a lifter hears: decisions without Qt, a tone and short clips as numbers, and the player that hands them over."""
