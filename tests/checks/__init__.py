"""Tests of the checks: what each tells, and what it lets pass."""
