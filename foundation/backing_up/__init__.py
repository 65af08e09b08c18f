"""The rooms behind `foundation/backups.py`: rows in a form both databases take, files with their hashes, the manifest, the key, loading."""
