"""Gives models a diagram that have none, or only part of one. The door is `bpm/layout.py`.

`contents` reads from an opened document what is to be drawn, `writing` adds what was found to its text. What lies between is pure
data: `columns` (how far along), `chains` (what goes on in a straight line), `rows` (which line), `grid` (pixels), `routing` and
`steering` (flows around shapes), `labels`. `scopes` does all of that for one process or subprocess, `pools` sets processes below each
other, and `joining` adds to drawings that somebody has begun.
"""
