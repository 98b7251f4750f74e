"""Who is at the other end of the control socket and what they may do: decided from credentials and configuration alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from config.site import Operator, Right, Site
from storage.audit import By
from storage.desk.table import Scope

ROOT = 0
ALL = frozenset(Right)


@dataclass(frozen=True)
class Peer:
    """The credentials of the process that connected, as the kernel states them."""

    uid: int
    gid: int
    groups: frozenset[int] = frozenset()
    """Supplementary groups."""


@dataclass(frozen=True)
class Machine:
    """What this machine's lists of accounts and groups say."""

    own_uid: int
    """The controller's."""
    accounts: Mapping[int, str]
    """Names by uid; an account that has none is not in it."""
    group: int | None
    """The gid of `control.group`; None where there is no such group."""


@dataclass(frozen=True)
class Who:
    """Somebody who may do something."""

    key: str
    """Their key among the operators, else their account's name."""
    name: str
    """As colleagues read it."""
    rights: frozenset[Right]
    businesses: frozenset[str] | None = None
    """None: all."""
    phone: str | None = None
    """What Asterisk rings for them; None: they cannot take a call over."""

    @property
    def scope(self) -> Scope:
        """The businesses that they see."""
        return Scope(self.businesses)

    def by(self, why: str = "") -> By:
        """As the audit writes them."""
        return By(f"operator:{self.key}", why)


@dataclass(frozen=True)
class Refusal:
    """Somebody who may do nothing, and what would change that."""

    reason: str


def identify(peer: Peer, machine: Machine, site: Site) -> Who | Refusal:
    """Who connected.

    Root and the controller's own account may do everything, listed operators what their entry says, members of
    `control.group` what `control.group_rights` says, and nobody else anything.
    """
    account = machine.accounts.get(peer.uid)
    listed = _listed(account, site)
    if peer.uid in {ROOT, machine.own_uid}:
        key = listed[0] if listed else account or f"uid {peer.uid}"
        entry = listed[1] if listed else Operator()
        return Who(key, entry.name or key, ALL, None, entry.phone)
    if listed:
        return _operator(*listed)
    group = site.control.group
    if machine.group is None or machine.group not in {peer.gid, *peer.groups}:
        return Refusal(
            f"the account {account or peer.uid} is no operator here: list it under `operators` in vorzimmer.yaml"
        )
    if not site.control.group_rights:
        return Refusal(
            f"members of the group {group} have no rights here: list the account {account or peer.uid} under "
            "`operators` in vorzimmer.yaml, or give the group some with `control.group_rights`"
        )
    key = account or f"uid {peer.uid}"
    return Who(key, key, frozenset(site.control.group_rights))


def _listed(account: str | None, site: Site) -> tuple[str, Operator] | None:
    """The first entry that is this account's."""
    if account is None:
        return None
    entries = site.operators.items()
    return next(((key, one) for key, one in entries if (one.user or key) == account), None)


def _operator(key: str, entry: Operator) -> Who | Refusal:
    if not entry.rights:
        return Refusal(
            f"the operator {key} has no rights: give some with `operators.{key}.rights` in vorzimmer.yaml"
        )
    businesses = None if entry.businesses is None else frozenset(entry.businesses)
    return Who(key, entry.name or key, frozenset(entry.rights), businesses, entry.phone)
