"""The commands of `laufzettel`, one module per group: part of the composition root, so they may use everybody; only `app.py` uses them."""
