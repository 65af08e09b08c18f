"""What of the desk fields can point to, one kind of thing per file."""
