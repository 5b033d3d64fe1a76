"""Log lines as JSON, one a line, without a word that a person wrote."""

import logging
import sys

import structlog

QUOTING = ("tortoise", "aiosqlite", "asyncpg", "aiohttp", "PIL", "sanic")
"""Libraries that quote at lower levels what they were given: queries with a searched name, addresses with a token."""


def set_up() -> None:
    """Send every log to standard error; libraries only from warnings on."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
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
