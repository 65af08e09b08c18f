"""Who may do what with tickets: the world where it is tried (`world.py`), how (`attempts.py`), and what is expected (`table.py`)."""
