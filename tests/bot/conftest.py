"""The running product for the tests of this folder."""

from ..casework.stage import bench, house, platform, prepared, server

__all__ = ["bench", "house", "platform", "prepared", "server"]
