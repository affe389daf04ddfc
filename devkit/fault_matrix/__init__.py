"""The package under every kind of failure: the fault matrix and its checks."""
