"""The parts of the player: a stand-in ticket, answers to dialogs, the steps and the line of `process play`."""
