"""What can go wrong with the database, as a tree; each says what the caller can do.

StorageError
├── DatabaseUnusable     the file cannot be opened, or a newer version wrote it: fix it, start again
│   └── DatabaseInUse    another controller works with it: stop that one first
├── SlotTaken            somebody else has that time: offer another
├── NotAllowed           the entry's state does not allow it: show its state
└── NotFound             there is no such entry: check the id
"""


class StorageError(Exception):
    """The base of everything that storage raises on purpose."""


class DatabaseUnusable(StorageError):
    """The database cannot be used; nothing was changed."""


class SlotTaken(StorageError):
    """Another appointment blocks the time; nothing was stored."""


class NotAllowed(StorageError):
    """The entry cannot go from its status to the wanted one; nothing was changed."""


class NotFound(StorageError):
    """There is no such entry."""


class DatabaseInUse(DatabaseUnusable):
    """Another controller works with it."""
