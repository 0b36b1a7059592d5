"""Tests of what reads raw documents."""
