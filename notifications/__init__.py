"""Who is told what, and how: rules, recipients, texts, channels.

Empty so far. It will import mail.outbox, processes, desk and foundation.
"""
