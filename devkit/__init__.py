"""Tools for people who develop or try the package; nothing here ships with it."""
