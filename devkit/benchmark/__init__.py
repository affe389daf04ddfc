"""Time, memory and requests of each action, against a baseline."""
