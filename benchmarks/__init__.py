"""Measures what `docs/performance.md` promises: `python -m benchmarks` measures all of it, one file here per measurement.

Times of one machine say little about another; figures are therefore ratios wherever something can be compared with itself or with
stock SpiffWorkflow, each from the medians of runs that took turns.
"""
