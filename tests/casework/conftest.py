"""The house, its state and the running product for the tests of this folder."""

from .beginning import bench, house, platform, postgres_server, prepared, prepared_postgres, server

__all__ = ["bench", "house", "platform", "postgres_server", "prepared", "prepared_postgres", "server"]
