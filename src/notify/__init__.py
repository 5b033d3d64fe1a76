"""What is said to whom about a change, and over which channel: words, the platform's field rules, windows and credits.

Pure: texts and facts in, texts and decisions out. Sends nothing, knows no clock, no database and no HTTP.
"""
