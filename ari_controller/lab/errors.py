"""What can go wrong with the lab; each message says what to do about it."""


class LabError(Exception):
    """The lab cannot do what was asked; the message is for the person at the keyboard."""


class SetupError(LabError):
    """Asterisk could not be fetched; the demo falls back to the memory transport."""


class AptMissingError(SetupError):
    """This machine has no apt-get or no dpkg-deb: the lab needs Debian or one of its children."""


class NoMirrorError(SetupError):
    """The machine's apt sources name no Debian mirror."""


class MirrorUnreachableError(SetupError):
    """apt could not fetch from the mirror: retry when the network is back."""


class PackageMissingError(SetupError):
    """The mirror no longer has a package that Asterisk needs, or the unpacked tree lacks a library."""


class StartError(LabError):
    """The private Asterisk did not come up; the message carries the last lines of its log."""
