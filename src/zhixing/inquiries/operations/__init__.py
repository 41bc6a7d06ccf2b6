"""Writes of 查控."""
