"""Realistic tickets in bulk, for trying out and for measuring: life stories that are played once and printed as often as is wanted.

A story (`stories.py`) is played with the real verbs and the real runner (`playing.py`); the rows it wrote become a pattern
(`patterns.py`) in which ids, people, texts and moments are left open. Each printed ticket fills it in with its own (`printing.py`), so
that its rows are those the runner would have written for it. Tables are not named here: whatever hangs on a ticket is printed.
"""
