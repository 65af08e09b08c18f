"""The ground everything stands on: settings, database, unit of work, registries, clock, outbox, texts, the one way out.

It imports nothing of ours.
"""
