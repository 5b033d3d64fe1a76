"""Says where an application stands on its chain, what may be done there and by whom, and what follows.

Arguments in, values out: no database, no clock, no framework. Who a person is and whether they may act for a unit is
decided before this room is asked.
"""
