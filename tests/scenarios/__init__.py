"""Whole processes, played."""
