"""`python -m digest` → the command `digest`."""

from digest.cli import run

run()
