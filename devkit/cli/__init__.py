"""The commands: each parses here and hands over to a worker function with real arguments."""
