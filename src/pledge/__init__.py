"""The pledge: its text, the ink that signs it, and the exact content that it is bound to.

Values in, values out. Who signs, with which ticket, and where a signature is kept is not decided here.
"""
