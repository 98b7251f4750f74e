"""A week at two desks: a practice with a calendar, a craftsman with orders; what the control API would answer."""

from collections.abc import Mapping
from typing import Any

from tests.tui.fake_client import FakeClient
from tui.client import Refused

BERLIN = "Europe/Berlin"
ODD = "Müßig-Обломов [bold]Ümit[/bold] 李小龍 שלום 👩‍🔧 von und zu Hohenlohe-Langenburg-Schillingsfürst"
FIRMS: list[dict[str, Any]] = [
    {
        "key": "huber", "name": "Praxis Huber", "mode": "termin", "branch": "arztpraxis", "zone": BERLIN, "language": "de", "confirm": "by_hand",
        "staff": [{"key": "anna", "name": "Anna"}, {"key": "ben", "name": "Ben"}, {"key": "clara", "name": "Clara"}],
        "services": [{"key": "kontrolle", "name": "Kontrolle", "duration_min": 30}, {"key": "reinigung", "name": "Zahnreinigung", "duration_min": 60}],
        "categories": [], "transfer": [], "open": True, "next_opening": None,
    },
    {
        "key": "dach", "name": "Dach & Co", "mode": "auftrag", "branch": "handwerk", "zone": BERLIN, "language": "de", "confirm": "auto",
        "staff": [], "services": [], "categories": [{"key": "leck", "name": "Leck"}], "transfer": [], "open": True, "next_opening": None,
    },
]  # fmt: skip


def booking(
    number: int, start: str, end: str, name: str, staff: str = "anna", **more: Any
) -> dict[str, Any]:
    """A row of /bookings; times are UTC of 14 July."""
    return {
        "id": f"b{number}", "business": "huber", "call": f"call{number}", "service": "kontrolle", "service_name": "Kontrolle", "staff": staff,
        "staff_name": staff.title(), "starts_at": f"2026-07-14T{start}:00.000Z", "ends_at": f"2026-07-14T{end}:00.000Z", "zone": BERLIN,
        "name": name, "phone": f"+4915123456{number:02d}", "status": "confirmed", "customer": None, "visit": None, "also": 0, "conflict": None,
        "created_at": "2026-07-13T10:00:00.000Z", "updated_at": "2026-07-13T10:00:00.000Z", **more,
    }  # fmt: skip


BOOKINGS = [
    booking(1, "06:00", "06:30", "Brandt, Klaus"),
    booking(2, "07:30", "08:00", "Yilmaz, Aylin", status="requested", also=2),
    booking(3, "07:30", "08:30", "Öztürk, Mehmet", "ben", service="reinigung", service_name="Zahnreinigung"),
    booking(4, "08:00", "08:30", ODD, status="requested", conflict="overlap"),
    booking(5, "12:00", "13:00", "Hofmann, Petra", "clara", service_name="Zahnreinigung"),
    booking(6, "13:00", "13:30", "Schmidt, Ina", "ben", status="requested", conflict="outside_hours"),
    booking(7, "14:00", "14:30", "Weg, Wolfgang", status="cancelled"),
]  # fmt: skip
DAY = {
    "open": [["08:00", "12:00"], ["13:00", "17:00"]],
    "closed_reason": None,
    "staff": FIRMS[0]["staff"],
    "items": BOOKINGS,
    "absences": [
        {"id": "a1", "business": "huber", "staff": "ben", "starts_at": "2026-07-14T13:30:00.000Z", "ends_at": "2026-07-15T22:00:00.000Z", "why": "Fortbildung"}
    ],
    "free": {"anna": [["08:30", "09:30"], ["10:30", "12:00"], ["13:00", "17:00"]], "ben": [["08:00", "09:30"]], "clara": [["08:00", "12:00"]]},
}  # fmt: skip
DAYS = {
    "days": {
        f"2026-07-{day:02d}": {"count": day % 7 + 1, "requested": int(day % 5 == 1), "conflicts": int(day == 14)}
        for day in range(1, 32)
        if day % 7 not in {4, 5}
    }
}  # fmt: skip
DETAIL: dict[str, Any] = {
    **BOOKINGS[1],
    "history": [
        {"at": "2026-07-14T12:28:00.000Z", "who": "caller", "verb": "new", "why": ""},
        {"at": "2026-07-14T12:30:00.000Z", "who": "operator:mk", "verb": "note", "why": ""},
    ],
    "notes": [{"id": "n1", "at": "2026-07-14T12:30:00.000Z", "who": "operator:mk", "text": "Hat Angst vor der Spritze"}],
    "customer": {"id": "c1", "name": "Yilmaz, Aylin", "email": None, "numbers": ["+491512345602", "+4989123456"]},
    "others": [],
    "summary": None,
    "source": {
        "call": "call2",
        "slots": {
            "service": {"turn": 3, "quote": "zur Kontrolle bitte", "value": "Kontrolle", "confirmed": True},
            "when": {"turn": 4, "quote": "Dienstag um halb zehn", "value": "Di 14.07. 09:30", "confirmed": True},
            "name": {"turn": 5, "quote": "Yilmaz", "value": "Yilmaz, Aylin", "confirmed": False},
        },
    },
    "parts": [],
    "can": {"confirm": None, "decline": None, "move": None, "cancel": None, "note": None},
}  # fmt: skip


def inquiry(number: int, name: str, problem: str, **more: Any) -> dict[str, Any]:
    """A row of /inquiries."""
    return {
        "id": f"i{number}", "business": "dach", "call": f"call{number}", "problem": problem, "address": "Gartenstr. 5, 80331 München", "urgency": "normal",
        "name": name, "phone": f"+4917012345{number:02d}", "status": "new", "category": "Leck", "zone": BERLIN,
        "created_at": f"2026-07-14T{8 + number:02d}:20:00.000Z", "updated_at": "2026-07-14T10:00:00.000Z", "on_day": None, "reply": None,
        "cost_cents": None, "customer": None, "also": 0, **more,
    }  # fmt: skip


INQUIRIES = [
    inquiry(4, "Brandt, Jens", "Dach undicht am Hinterhaus, seit gestern nass", urgency="urgent"),
    inquiry(3, "Hofmann GmbH", "Angebot für zwölf Steckdosen", category="Angebot"),
    inquiry(2, ODD, "Regenrinne [red]verstopft[/red] und das Wasser läuft an der Wand herunter"),
    inquiry(1, "Kramer, Uwe", "Ziegel locker", status="in_progress"),
]  # fmt: skip


def callback(
    number: int, name: str | None, promised: str | None, words: str, **more: Any
) -> dict[str, Any]:
    """A row of /callbacks."""
    return {
        "id": f"m{number}", "business": "huber", "call": f"call{number}", "kind": "callback", "number": f"+4916012345{number:02d}", "name": name,
        "words": words, "promised_for": promised, "created_at": "2026-07-14T09:00:00.000Z", "done_at": None, "done_by": None, "customer": None,
        "customer_name": None, "urgent": 0, "zone": BERLIN, "overdue": False, "attempts": 0, "snoozed_until": None, **more,
    }  # fmt: skip


CALLBACKS = [
    callback(1, "Yilmaz, Aylin", "2026-07-14T11:52:00.000Z", "Bitte wegen der Rechnung zurückrufen", urgent=1, attempts=1),
    callback(2, None, "2026-07-14T14:00:00.000Z", "Frage zur Öffnungszeit"),
    callback(3, ODD, "2026-07-15T07:00:00.000Z", "[bold]Röntgenbild[/bold]"),
    callback(4, "Meier, Ute", None, "Rezept"),
]  # fmt: skip
CUSTOMERS: list[dict[str, Any]] = [
    {"id": "c1", "business": "huber", "name": "Yilmaz, Aylin", "email": "a@example.org", "numbers": ["+491512345602"], "last_at": "2026-07-14T07:30:00.000Z", "zone": BERLIN},
    {"id": "c2", "business": "huber", "name": "Yilmas, Eileen", "email": None, "numbers": ["+491512345603"], "last_at": "2026-05-02T07:30:00.000Z", "zone": BERLIN},
    {"id": "c3", "business": "dach", "name": ODD, "email": None, "numbers": [], "last_at": None, "zone": BERLIN},
]  # fmt: skip
CUSTOMER = {
    **CUSTOMERS[0],
    "entries": {"bookings": [BOOKINGS[1], BOOKINGS[0]], "inquiries": [], "callbacks": [CALLBACKS[0]], "calls": [
        {"id": "call2", "started_at": "2026-07-14T07:10:00.000Z", "zone": BERLIN, "exit_reason": "farewell", "outcome": "Termin"}]},
    "notes": [{"id": "n2", "at": "2026-07-10T10:00:00.000Z", "who": "operator:mk", "text": "Spricht leise"}],
}  # fmt: skip


def hit(
    number: int, sentence: str, marks: list[list[int]], name: str | None = "Brandt, Jens"
) -> dict[str, Any]:
    """A row of /search."""
    head = {
        "id": f"call{number}",
        "caller": "+4917012345",
        "name": name,
        "mode": "auftrag",
        "duration_s": 362,
        "exit_reason": "farewell",
    }
    return {
        "kind": "turn", "entry": f"call{number}", "turn": number, "business": "dach", "at": f"2026-07-{14 - number:02d}T07:12:00.000Z",
        "sentence": sentence, "marks": marks, "call": head,
    }  # fmt: skip


HITS: dict[str, Any] = {
    "items": [
        hit(1, "Am Wasserrohr tropft es, können Sie ein Angebot machen?", [[3, 13], [40, 47]]),
        hit(2, "Ein sehr langer Satz davor, der von allem Möglichen handelt, bis endlich das Wasserrohr kommt und noch viel mehr danach steht, damit es umbricht.", [[77, 87]], None),
        hit(3, "[bold]Wasserrohr[/bold] 李小龍 שלום", [[6, 16]], ODD),
    ],
    "next": None, "total": 412, "took_ms": 3.2,
}  # fmt: skip


def entry_hit(kind: str, row: Mapping[str, Any], sentence: str) -> dict[str, Any]:
    """A row of /search about an entry."""
    return {
        "kind": kind, "entry": row["id"], "turn": None, "business": row["business"], "at": "2026-07-13T10:00:00.000Z",
        "sentence": sentence, "marks": [[0, 4]], "call": None, "about": row,
    }  # fmt: skip


ENTRY_HITS = [
    entry_hit("booking", BOOKINGS[1], "Yilmaz, Aylin, kontrolle, 2026-07-14T07:30:00.000Z, +4915123456002"),
    entry_hit("booking", BOOKINGS[6], "Weg, Wolfgang, kontrolle, 2026-07-14T14:00:00.000Z, +4915123456007"),
    entry_hit("inquiry", INQUIRIES[2], "Regenrinne verstopft"),
    entry_hit("callback", CALLBACKS[2], "Röntgenbild"),
    entry_hit("customer", CUSTOMERS[1], "Yilmas, Eileen"),
]  # fmt: skip
CALLS = {
    "items": [
        {"id": "call1", "business": "huber", "started_at": "2026-07-14T12:10:00.000Z", "zone": BERLIN, "name": "Yilmaz, Aylin", "caller": "+491512345602", "mode": "termin",
         "duration_s": 185, "exit_reason": "farewell", "outcome": [{"kind": "booking", "id": "b2", "status": "requested"}], "summary": "Möchte zur Kontrolle", "ended_at": "2026-07-14T12:13:05.000Z"},
        {"id": "call2", "business": "dach", "started_at": "2026-07-14T11:02:00.000Z", "zone": BERLIN, "name": None, "caller": None, "mode": "auftrag",
         "duration_s": 11, "exit_reason": "caller_hung_up", "outcome": [], "ended_at": "2026-07-14T11:02:11.000Z"},
    ],
    "next": None, "total": 2,
}  # fmt: skip


def listing(items: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A whole list on one page."""
    return {"items": items, "next": None, "total": len(items), **more}


def busy(client: FakeClient) -> FakeClient:
    """Lays a busy desk down."""
    undo = {"order": "o1", "undo_until": "2026-07-14T12:32:10.000Z", "row": {}}
    client.answers |= {
        "/businesses": listing(FIRMS),
        "/bookings": listing(BOOKINGS),
        "/bookings/day": DAY,
        "/bookings/days": DAYS,
        "/inquiries": listing(INQUIRIES, counts={"new": 3, "in_progress": 1, "done": 12}),
        "/callbacks": listing(CALLBACKS),
        "/customers": listing(CUSTOMERS),
        "/search": HITS,
        "/calls": CALLS,
    }
    details: list[tuple[str, list[dict[str, Any]]]] = [
        ("bookings", BOOKINGS), ("inquiries", INQUIRIES), ("callbacks", CALLBACKS), ("customers", CUSTOMERS),
    ]  # fmt: skip
    for path, rows in details:
        for row in rows:
            client.answers[f"/{path}/{row['id']}"] = {
                **row,
                "history": [],
                "notes": [],
                "source": {"call": row["call"], "slots": {}} if row.get("call") else None,
            }
            for verb in (
                "confirm",
                "decline",
                "cancel",
                "move",
                "note",
                "start",
                "done",
                "reopen",
                "snooze",
                "erase",
                "merge",
            ):
                client.answers[f"/{path}/{row['id']}/{verb}"] = undo
    client.answers |= {"/bookings/b2": DETAIL, "/customers/c1": CUSTOMER}
    return client


def refused(reason: str) -> Refused:
    """A conflict with its reason."""
    return Refused("conflict", f"it cannot be done: {reason}", {"reason": reason})


def without(client: FakeClient, *rights: str) -> FakeClient:
    """An operator who may less."""
    kept: Mapping[str, Any] = {
        "rights": [one for one in client.operator["rights"] if one not in rights]
    }
    client.operator |= kept
    return client
