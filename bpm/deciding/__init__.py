"""What `bpm.decisions` is made of: decision tables and what becomes of several rules that match (DMN 1.3, chapter 8)."""
