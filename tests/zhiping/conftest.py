"""The running product for the tests of this folder."""

from ..casework.beginning import bench, house, platform, postgres_server, prepared, prepared_postgres, server

__all__ = ["bench", "house", "platform", "postgres_server", "prepared", "prepared_postgres", "server"]
