"""Tests of what brings a site to its host."""
