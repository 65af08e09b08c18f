"""Proof of history: that nobody has changed, removed or added an entry behind the back of the writer.

    checkpoints.checkpoint()                       # each hour
    proof = chains.prove()                         # `laufzettel history verify`
    erasing.erase(ticket, [3], reason=…, actor=…)  # what must not be kept, as a gap that is proven

Three things hold each other: an entry holds the hash of the one before; the row of the ticket the length and the end of its chain; and a
signed checkpoint, each hour, the lengths and ends of all chains that have grown, and the digest of the checkpoint before.
"""
