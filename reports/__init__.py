"""Reading only: statistics, process figures, exports.

Empty so far. It will import processes, desk and foundation.
"""
