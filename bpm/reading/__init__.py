"""Reading a model: from bytes nobody trusts to a normalised document and a verdict for every element.

Runs in the reader's child process only; `bpm.reader` is the door.
"""
