"""The one file that drives the engine: lock, load, act, apply what changed, store."""
