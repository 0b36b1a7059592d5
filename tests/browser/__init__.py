"""Finished pages in a real browser."""
