"""What fields and forms of dialogs are made of."""
