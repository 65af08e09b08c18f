"""The closed language of conditions, parameters and texts, from characters to values.

`lexis` cuts a text into tokens and refuses what is too long or nested too deep, `grammar` turns it into a tree of allowed nodes,
`evaluator` finds the value of such a tree, `operators` and `functions` say what can be computed, `values` how values mix and read as text.
The house uses it through `bpm.expressions` and `bpm.texts` only.
"""
