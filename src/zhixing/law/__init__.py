"""The law as dated pure functions: no clock, no I/O beyond packaged tables, no randomness.

A rule names the subject it decides (`@rule("interest.delay")`), the statute book resolves the subject to the
article in force on the day, and every result carries the steps that led to it.
"""
