"""The schema's history: named functions, each applied once in one transaction with its record."""

from storage.migrations import (  # in this order
    the_book,
    the_desk,
    the_front,
    understanding,
    with_operators,
)
from storage.migrations.registry import MIGRATIONS

__all__ = ["MIGRATIONS", "the_book", "the_desk", "the_front", "understanding", "with_operators"]
