"""What stands behind `foundation/texts.py`: the closed language between braces, its filters, the tags of OTRS, how values are shown.

Nobody else imports from here.
"""
