"""Reads of 查控."""
