"""The demo company: a small house to look at, with 200 tickets of the last 60 days in all stages.

Its people and queues are made through their verbs, and its tickets by playing: the processes run through the runner with a moved clock, as
they would have run (`playing.py`). All that belongs to it carries a mark (`marking.py`), by which it is found and taken away again
(`removing.py`).
"""
