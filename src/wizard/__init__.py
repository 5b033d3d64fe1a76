"""The guided filling of one scheme: what is open, what is missing, what is wrong and what to ask next.

Only pure computing lives here: scheme, answers and facts come in as arguments, values go out. No file, no clock, no
framework and no word of any region.
"""
