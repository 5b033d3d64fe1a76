"""Stands in for the WeChat platform: a strict server for callbacks and APIs, with a phone in the browser.

Somebody else's server: nothing of the product may be imported here, and nothing here knows what the product does.
"""
