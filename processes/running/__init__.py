"""The rooms behind `processes/runner.py`: the ticket as the engine sees it, one step, what becomes of its changes, its failures."""
