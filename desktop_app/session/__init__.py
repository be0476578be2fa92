"""A training session without a window: what comes in, what it means, and what there is to show. No Qt here."""
