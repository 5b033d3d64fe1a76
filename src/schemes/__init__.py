"""Reads a region's files, says what is wrong with them, and compiles them into one frozen Scheme.

Knows no clock, no database and no framework, and touches no file but the region's own.
"""
