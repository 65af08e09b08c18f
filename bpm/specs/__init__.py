"""One file per kind of BPMN element: what happens when a token enters it, works in it and leaves it.

All are SpiffWorkflow task specs.  Spiff calls `_update_hook` (a token enters), `_run_hook` (it works) and `_on_complete_hook` (it leaves);
the rules they follow are those of `docs/semantics.md`.  A spec is shared by all instances of a version and never changes once it is built.
"""
