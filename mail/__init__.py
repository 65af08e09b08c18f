"""The mail room: what leaves by mail. Postmaster, filters, follow-ups, accounts, crypto and loop protection will join it.

It imports processes, desk and foundation.
"""
