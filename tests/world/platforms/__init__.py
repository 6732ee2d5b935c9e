"""Every other platform of the world: the same firms and customers, each in the platform's own layout, over real HTTP.

A platform is one file: a subclass of `base.Platform`. `tests/crawler/test_platforms.py` crawls them all.
"""
