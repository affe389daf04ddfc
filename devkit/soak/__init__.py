"""Hundreds of waits at the same time over a bad network."""
