"""Why a request is refused, in the terms of the control API."""

import sqlite3
from collections.abc import Mapping
from typing import Any, Literal

from ari_controller.control.fields import WrongField
from storage.errors import NotAllowed, NotFound, SlotTaken, StorageError, explain

Code = Literal[
    "bad_request", "no_right", "not_found", "conflict", "too_large", "too_many", "unavailable"
]
STATUS: Mapping[Code, int] = {
    "bad_request": 400, "no_right": 403, "not_found": 404, "conflict": 409, "too_large": 413,
    "too_many": 429, "unavailable": 503,
}  # fmt: skip


class ApiError(Exception):
    """A refused request; nothing was changed.

    Attributes:
        code: one of the contract's.
        detail: for programs.
    """

    def __init__(self, code: Code, message: str, **detail: Any) -> None:
        super().__init__(message)
        self.code: Code = code
        self.detail = detail

    @property
    def status(self) -> int:
        """Of HTTP."""
        return STATUS[self.code]

    @property
    def body(self) -> dict[str, Any]:
        """As it is answered."""
        return {"error": self.code, "message": str(self), "detail": self.detail}


def api_error(error: WrongField | StorageError | sqlite3.Error | TimeoutError) -> ApiError:
    """What a handler raised on purpose, or the database could not do."""
    detail = dict(getattr(error, "detail", {}))
    # The desk's own errors say themselves what they are.
    code: Code | None = getattr(error, "code", None)
    if code is not None and code in STATUS:
        return ApiError(code, str(error), **detail)
    match error:
        case WrongField():
            return ApiError("bad_request", str(error), **detail)
        case NotFound():
            return ApiError("not_found", str(error))
        case SlotTaken():
            return ApiError("conflict", str(error), reason="slot_taken")
        case NotAllowed():
            return ApiError("conflict", str(error), reason="not_allowed")
        case sqlite3.Error():
            return ApiError("unavailable", explain(error))
        case TimeoutError():
            return ApiError("unavailable", "this took too long: ask for less, or try again")
        case _:
            return ApiError("unavailable", str(error))
