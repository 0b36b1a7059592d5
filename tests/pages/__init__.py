"""Tests of the page kinds: what each yields, seen in the built files."""
