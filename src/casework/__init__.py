"""Every deed a person can do to an application, an account or a unit: access first, then one journal entry.

What is shown of them (`views`) stands here too, so that chat and page say the same. No HTTP, no XML, no SQL.
"""
