"""Who is told what, and how: rules, recipients, texts, channels.

It imports mail.outbox, processes, desk and foundation.
"""
