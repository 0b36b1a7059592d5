"""Tests of the digest program."""
