"""The package's promises put to the test, with figures: faults, soak and bench."""
