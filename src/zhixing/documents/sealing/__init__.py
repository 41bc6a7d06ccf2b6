"""Sealing: a finished PDF goes in, the same PDF under the court's electronic signature comes out."""
