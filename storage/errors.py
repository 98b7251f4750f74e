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


_REMEDIES = (
    ("disk is full", "free some space; nothing was lost"),
    ("readonly", "check the rights of its folder and of the file"),
    ("locked", "another process holds it: try again, or look who does"),
    (
        "malformed",
        "it is damaged: stop the controller and restore a backup with `vorzimmer restore`",
    ),
    (
        "not a database",
        "it is damaged: stop the controller and restore a backup with `vorzimmer restore`",
    ),
)


def explain(error: Exception) -> str:
    """What SQLite says, and what to do about it."""
    said = str(error)
    remedy = next((remedy for sign, remedy in _REMEDIES if sign in said), "nothing was changed")
    return f"the database cannot be used: {said}; {remedy}"
