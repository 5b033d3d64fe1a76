"""A photo or a file in; a checked, upright, small document out, of which nothing but pixels and pages survives.

Decoding happens in a process of its own with limits (`process`). What a document proves, and where it is kept, is not
known here.
"""
