"""What stands behind `foundation/sanitise.py`: HTML read as a flat list in linear time, straightened, and told as plain text.

Nobody else imports from here.
"""
