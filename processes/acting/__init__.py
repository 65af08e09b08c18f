"""The rooms behind `processes/actions/`: how parameters are read, and what several actions do alike."""
