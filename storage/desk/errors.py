"""Why something that was asked of the desk is refused, as a tree; each says what the asker can do.

DeskError
├── BadField     a value is missing, unknown or malformed: mend the request
├── NoSuchPath   the table has no such entry: the program is older or newer than the controller
├── NoSuchEntry  there is no such row in the asker's businesses: look again
└── Conflict     the row's state, or somebody else's, is in the way: `detail.reason` says what
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from storage.errors import NotAllowed, NotFound, SlotTaken, StorageError


class DeskError(StorageError):
    """The base: `code` is what programs go by, `detail` what they show."""

    code: ClassVar[str] = ""

    def __init__(self, message: str, **detail: Any) -> None:  # what JSON can hold
        super().__init__(message)
        self.detail: Mapping[str, Any] = detail


class BadField(DeskError):
    """A value of the request is wrong; `detail.field` names it."""

    code = "bad_request"


class NoSuchPath(DeskError):
    """Nothing is served there."""

    code = "not_found"


class NoSuchEntry(DeskError):
    """There is no such row, or not for this asker."""

    code = "not_found"


class Conflict(DeskError):
    """Nothing was changed; `detail.reason` is one of the codes of `docs/desk.md`."""

    code = "conflict"

    def __init__(self, message: str, reason: str, **detail: Any) -> None:  # see above
        super().__init__(message, reason=reason, **detail)


def desk_error(error: StorageError) -> DeskError | None:
    """What the desk's own rules raise, in the terms of this tree; None for what concerns the database itself."""
    match error:
        case DeskError():
            return error
        case NotFound():
            return NoSuchEntry(str(error))
        case SlotTaken():
            return Conflict(str(error), "slot_taken")
        case NotAllowed():
            return Conflict(str(error), "not_allowed")
        case _:
            return None
