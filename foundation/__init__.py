"""The ground everything stands on: settings, database, unit of work, registries, clock, outbox, texts, the one way out.

Empty so far. It will import nothing of ours.
"""
