"""One file for each thing that deeds are done to.

Each deed checks access first, asks the pure core, and records actions; nothing is written elsewhere.
"""
