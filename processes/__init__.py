"""Process definitions, and tickets as their instances: deployment, the runner, transition actions, the ticket and its verbs, history.

Only `definitions.py`, `runner.py` and the rooms behind them drive the engine in bpm; all others may use its languages alone.
"""
