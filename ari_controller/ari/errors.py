"""What can go wrong with Asterisk's REST interface, as a tree; each message says what to do.

AriError
├── AriUnreachableError     retry: nobody answers there, or Asterisk is not ready
├── AriDeniedError          fix the configuration: user or password
├── AriReplacedError        stop the other controller: it took our application's name
└── AriRefusedError         Asterisk said no to one request
    ├── NotFoundError       the channel or bridge is gone: let it go
    ├── ConflictError       the wrong moment: wait for the channel's StasisStart, or it has ended
    └── AsteriskFailedError Asterisk could not do it: see its log
"""


class AriError(Exception):
    """The base of everything that the ARI link raises."""


class AriUnreachableError(AriError):
    """Nobody answers at the address, or Asterisk is still starting: worth a retry."""


class AriDeniedError(AriError):
    """Asterisk knows the user not or the password is wrong: no retry will help."""


class AriReplacedError(AriError):
    """Another connection registered our application: no retry, or the two would fight for it."""


class AriRefusedError(AriError):
    """Asterisk refused one request.

    Attributes:
        status: the HTTP status.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class NotFoundError(AriRefusedError):
    """The channel, bridge or module is not there (any more)."""


class ConflictError(AriRefusedError):
    """The request came at the wrong moment (409, 412, 422): the channel is not in our application."""


class AsteriskFailedError(AriRefusedError):
    """Asterisk could not do it (400, 5xx): its log says why."""


def refusal(status: int, what: str, said: str) -> AriRefusedError:
    """The error for an HTTP status, from what was asked and what Asterisk said."""
    if status == 404 or (status == 400 and "not found" in said.lower()):
        return NotFoundError(f"{what}: Asterisk has no such thing ({said}); it has ended", status)
    if status in {409, 412, 422}:
        return ConflictError(
            f"{what}: the wrong moment ({said}); wait for the channel's StasisStart", status
        )
    return AsteriskFailedError(f"{what}: Asterisk failed ({status}: {said}); see its log", status)
