"""Walk tests: the engine against a small reference token machine, over random and foreign models."""
