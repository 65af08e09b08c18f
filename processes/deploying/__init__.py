"""The parts of `processes/definitions.py`: how an upload is read, bound to the desk, stored, built into a model and made startable."""
