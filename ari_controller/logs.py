"""Where log lines go and what they look like; never with a caller's words or a frame's variables."""

import logging
from typing import TextIO

import structlog


def log_to(stream: TextIO, *, as_json: bool) -> None:
    """JSON lines for programs, coloured ones for a terminal."""
    last = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
