"""Log lines as JSON, one a line, without a word that a person wrote."""

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path

import structlog

QUOTING = ("tortoise", "aiosqlite", "asyncpg", "aiohttp", "PIL", "sanic")
"""Libraries that quote at lower levels what they were given: queries with a searched name, addresses with a token."""
PLAIN = ("asyncio",)
"""Libraries whose first line says what happened and to nobody."""


class Lines(logging.Formatter):
    """Writes what a library has to say as one line of JSON: where it was said and what kind of fault, not its words."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line.

        Args:
            record: of a library; its words may quote a person, and so may the text and the places of its fault.
        """
        words = str(record.msg).partition("\n")[0] if record.name.partition(".")[0] in PLAIN else "library"
        kind = record.exc_info[0] if record.exc_info else None
        line = {
            "event": words, "logger": record.name, "kind": kind.__name__ if kind else "",
            "place": f"{Path(record.pathname).parent.name}/{record.filename}:{record.lineno}",
            "level": record.levelname.lower(), "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }  # fmt: skip
        return json.dumps(line, ensure_ascii=False)


def set_up() -> None:
    """Send every log to standard error; libraries only from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.captureWarnings(True)
    for name in QUOTING:  # whatever level somebody sets for the rest
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
