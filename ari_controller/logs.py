"""Where log lines go and what they look like; never with a caller's words or a frame's variables."""

import logging
from typing import TextIO

import structlog
from structlog.typing import Processor


def log_to(stream: TextIO, *, as_json: bool, also: Processor | None = None) -> None:
    """JSON lines for programs, coloured ones for a terminal; `also` sees each line and hands it on."""
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
            *([also] if also is not None else []),
            structlog.processors.format_exc_info,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
