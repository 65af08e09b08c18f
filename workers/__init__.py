"""Background jobs: shallow functions that find, call and log, and the schedule of all recurring work.

It imports mail, notifications, reports, processes, desk and foundation.
"""
