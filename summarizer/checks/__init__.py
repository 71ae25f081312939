"""Checks of an output against its source."""
