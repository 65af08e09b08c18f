"""The steps by which the schema grew, one idea each, run by `foundation/migrating.py`."""
