"""Models whose every text place is filled with hostile texts, and what watches that nothing of them runs."""
