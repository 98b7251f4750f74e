"""Who may do what, from credentials and configuration alone."""

import pytest

from ari_controller.control.rights import ALL, Machine, Peer, Refusal, Who, identify
from config.site import Right, Site
from tests.firms import configuration

WATCH, STEER, BOOK, ADMIN = Right.WATCH, Right.STEER, Right.BOOK, Right.ADMIN
OWN, ANNA, BEN, OTTO, GROUP = 990, 1001, 1002, 1003, 600
ACCOUNTS = {0: "root", OWN: "vorzimmer", ANNA: "anna", BEN: "ben", OTTO: "otto"}
OPERATORS = """\
operators:
  anna: {name: Anna Huber, phone: PJSIP/empfang}
  chef: {user: ben, rights: [watch, admin], businesses: [friseur]}
  leer: {user: otto, rights: []}
"""


def site(lines: str = OPERATORS) -> Site:
    return configuration(lines).site


def who(uid: int, *groups: int, lines: str = OPERATORS, group: int | None = GROUP) -> Who | Refusal:
    machine = Machine(OWN, {uid: ACCOUNTS[uid]} if uid in ACCOUNTS else {}, group)
    return identify(Peer(uid, 100, frozenset(groups)), machine, site(lines))


GIVEN = OPERATORS + "control: {group_rights: [watch]}\n"
ROOT_LISTED = "operators: {wirt: {user: root, rights: [watch], businesses: [], phone: PJSIP/1}}\n"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (who(ANNA), Who("anna", "Anna Huber", frozenset({WATCH, STEER, BOOK}), None, "PJSIP/empfang")),
        (who(ANNA, GROUP), Who("anna", "Anna Huber", frozenset({WATCH, STEER, BOOK}), None, "PJSIP/empfang")),
        (who(BEN), Who("chef", "chef", frozenset({WATCH, ADMIN}), frozenset({"friseur"}))),
        (who(0), Who("root", "root", ALL)),
        (who(OWN), Who("vorzimmer", "vorzimmer", ALL)),
        (who(0, lines=ROOT_LISTED), Who("wirt", "wirt", ALL, None, "PJSIP/1")),
        (who(4711, GROUP, lines=GIVEN), Who("uid 4711", "uid 4711", frozenset({WATCH}))),
    ],
)  # fmt: skip
def test_they_may_what_their_entry_or_their_group_says(found: Who, expected: Who) -> None:
    assert found == expected


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (who(4711), "4711 is no operator"),
        (who(4711, GROUP), "members of the group vorzimmer have no rights"),
        (who(4711, GROUP, lines=GIVEN, group=None), "4711 is no operator"),
        (who(4711, 601, lines=GIVEN), "no operator"),
        (who(OTTO), "leer has no rights"),
        (who(OTTO, GROUP, lines=GIVEN), "leer has no rights"),
        (who(1004), "no operator"),
    ],
)
def test_others_are_refused_with_what_would_help(found: Refusal, told: str) -> None:
    assert told in found.reason
    assert "vorzimmer.yaml" in found.reason


def test_the_primary_group_counts_too() -> None:
    machine = Machine(OWN, {}, GROUP)
    assert isinstance(identify(Peer(4711, GROUP), machine, site(GIVEN)), Who)
    assert isinstance(identify(Peer(4711, GROUP + 1), machine, site(GIVEN)), Refusal)


def test_an_account_without_a_name_is_nobodys_entry() -> None:
    lines = 'operators: {"1234": {rights: [watch]}}\n'
    assert isinstance(identify(Peer(1234, 1), Machine(OWN, {}, None), site(lines)), Refusal)
