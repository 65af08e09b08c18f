"""The rooms behind `foundation/fulltext.py`: what people type, what is indexed, and how each database is asked."""
