"""How a normalised model becomes specs: one file per subject, used by `bpm.parser` alone."""
