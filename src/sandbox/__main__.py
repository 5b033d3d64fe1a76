"""Starts the stand-in: ``python -m sandbox``."""

import asyncio
import sys

from .app import serve
from .settings import Settings, SettingsError


def main() -> int:
    """Read the settings, says where to open the phone, runs until stopped."""
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"沙箱手机：http://127.0.0.1:{settings.port}/\n")
    sys.stdout.flush()
    asyncio.run(serve(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
