"""Process definitions, and tickets as their instances: deployment, the runner, transition actions, the ticket and its verbs.

Empty so far. It will drive the engine in bpm; only definitions, runner and rehearsal may do so.
"""
