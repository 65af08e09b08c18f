"""Changes of many tickets at once: what was selected is kept, looked at before, and then done one ticket at a time.

    change = selecting.keep(ticket_ids, actor=anna)                  # the snapshot
    selecting.plan(change, {"queue": "Sales"}, actor=anna)           # what is to become of them
    looking_ahead.obstacles(change, actor=anna)                      # where that is not possible, and why
    selecting.begin(change)                                          # `workers/bulk_changes.py` does the rest, by `doing.py`

    move = moving.look(version, {"old": "new"}, actor=dora)          # the same with all that run another version of a process
    moving.begin(move, actor=dora)                                   # when they have been looked at

What somebody may do is asked of each ticket when its turn comes, and whatever became of one is told in its item.
"""
