"""Background jobs: shallow functions that find, call and log, and the schedule of all recurring work.

Empty so far. It will import mail, notifications, reports, processes, desk and foundation.
"""
