"""Why a request is refused, in the terms of the control API."""

import sqlite3
from collections.abc import Mapping
from typing import Any, Literal

from storage.desk.errors import DeskError
from storage.errors import StorageError, explain

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


def api_error(error: StorageError | sqlite3.Error | TimeoutError) -> ApiError:
    """What a handler raised on purpose, or the database could not do."""
    match error:
        case DeskError(code="bad_request" | "not_found" | "conflict" as code):
            return ApiError(code, str(error), **error.detail)
        case sqlite3.Error():
            return ApiError("unavailable", explain(error))
        case TimeoutError():
            return ApiError("unavailable", "this took too long: ask for less, or try again")
        case _:
            return ApiError("unavailable", str(error))
