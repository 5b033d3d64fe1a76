"""What deeds and views both ask of an application, a person or a unit.

Which deeds are open, what lacks, what something is called. Nothing here records, and nothing here knows deed or view.
"""
