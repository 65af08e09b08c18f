"""Pages in a real browser: how they look, whether everybody can use them, and what their scripts do."""
