"""Everything that is spoken with the platform: the callback's wire, and the client of its API.

Knows the platform's formats, codes and limits; knows nothing of applications, people or storage.
"""
