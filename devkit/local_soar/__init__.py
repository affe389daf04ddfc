"""A local SOAR that real clients drive, with a page of phones to answer on."""
