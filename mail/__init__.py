"""The mail room: postmaster, filters, follow-ups, accounts, outgoing mail, crypto, loop protection.

Empty so far. It will import processes, desk and foundation.
"""
