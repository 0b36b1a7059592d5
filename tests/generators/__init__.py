"""Tests of the generators: sites moved here and built, compared address by address with what their generators make."""
