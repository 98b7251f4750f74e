"""Where every migration is entered, in the order in which they are applied."""

from sqlite_utils import Migrations

MIGRATIONS = Migrations("vorzimmer")
