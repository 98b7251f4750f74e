"""What each table and column is for, and the page in the docs that is drawn from it: `python -m storage.schema`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from storage.database import connect

EVERYWHERE: Mapping[str, str] = {
    "id": "a ULID where nothing else is said",
    "business": "the firm's key",
    "created_at": "when the row was made",
    "updated_at": "when it last changed",
    "retired_at": "when it left the file; such rows stay for the sake of what happened with them",
    "call": "the call that it came from; empty when people did it",
    "customer": "who it belongs to",
    "zone": "the firm's time zone, in which people read the row's times",
    "idempotency_key": "unique: the same order twice is one row",
    "status": "how far it is; a trigger or a check refuses what no legal way leads to",
    "why": "a few words of whoever did it",
    "who": "`caller`, `controller`, or `operator:NAME`",
    "lease_until": "until then nobody else takes it",
    "next_at": "when it is tried next",
    "attempts": "how often it was tried",
    "reason": "why it failed, or was dropped",
}


@dataclass(frozen=True)
class Table:
    """What a table holds, and those of its columns that do not say so themselves."""

    about: str
    columns: Mapping[str, str]
    refers: Mapping[str, str] = field(default_factory=dict)
    """Columns that name rows of another table without a foreign key: what is erased there may have left its id here."""


SCHEMA: Mapping[str, Table] = {
    "businesses": Table("Firms, mirrored from their YAML files at each start.", {
        "key": "the file's name", "name": "as callers hear it", "branch": "the profile", "mode": "`termin` or `auftrag`",
        "state": "Bundesland, for its holidays", "confirm": "`auto` or `by_hand`", "numbers": "JSON list of what callers dial",
        "reminder_h": "how long before an appointment its customer is reminded; 0: never"}),
    "services": Table("What can be booked, mirrored.", {
        "key": "as in the file", "name": "as people hear it", "duration_min": "minutes", "price_eur": "as on the price list",
        "buffer_min": "minutes after it in which the same person takes nobody else"}),
    "staff": Table("Who takes appointments, mirrored.", {"key": "as in the file", "name": "by which callers ask for them"}),
    "service_staff": Table("Who does what, mirrored.", {"service": "its key", "staff": "their key"}),
    "resources": Table("Rooms and devices, mirrored.", {"key": "as in the file", "name": "what it is called"}),
    "hours": Table("The hours of a week, mirrored.", {
        "staff": "whose; empty: the firm's", "weekday": "0 is Monday", "opens": "local, HH:MM", "closes": "local, HH:MM"}),
    "routes": Table("On which channels a firm and its customers are told, mirrored.", {
        "audience": "`business`, `customer` (by number), `customer_mail`", "channel": "its name in vorzimmer.yaml"}),
    "special_hours": Table("Days with hours of their own, set by people; they go before holidays and the week.", {
        "staff": "whose; empty: the firm's", "day": "YYYY-MM-DD", "opens": "local; empty: closed", "closes": "local"}),
    "absences": Table("Who is away.", {"staff": "their key", "starts_at": "from", "ends_at": "until"}),
    "customers": Table(
        "Who calls: a name and a number make one customer of one firm, however the name is spelled; a family at one "
        "telephone is several. They go with their last entry.", {
        "name": "the fullest that was given", "folded": "as search folds it", "email": "only if they gave it",
        "phonetic": "how each word of the name sounds (Kölner Phonetik)", "last_at": "their last entry"}),
    "customer_numbers": Table("The numbers of a customer.", {"number": "E.164"}),
    "blocked_numbers": Table("Numbers from which a firm takes no calls.", {
        "number": "E.164", "refused": "how often it tried since", "last_at": "when last"}),
    "appointments": Table("Appointments; no two overlap per person or resource.", {
        "service": "its key", "staff": "their key", "resource": "the room or device that it takes", "starts_at": "from",
        "ends_at": "until", "blocked_until": "`ends_at` and the service's buffer", "name": "of the customer, as given then",
        "phone": "E.164", "status": "`held`, `requested`, `confirmed`, `declined`, `cancelled`",
        "expires_at": "when a hold ends", "visit": "the first part's id, of several services in one visit"},
        {"call": "calls"}),
    "inquiries": Table("What customers of craftsmen want done.", {
        "problem": "in their words", "address": "where", "urgency": "`urgent` or `normal`", "name": "of the customer",
        "phone": "E.164", "status": "`new`, `in_progress`, `done`", "category": "a kind of order of the firm's", "reply": "what they were answered",
        "cost_cents": "euro cents", "on_day": "of the work, YYYY-MM-DD"}, {"call": "calls"}),
    "messages": Table("Messages, and call-backs that were promised.", {
        "kind": "`message` or `callback`", "number": "E.164", "name": "whom to ask for", "words": "what to pass on",
        "promised_for": "until when", "urgent": "1: an emergency", "done_at": "when somebody took care of it", "done_by": "who",
        "snoozed_until": "until then it is not due: somebody put it off"}, {"call": "calls"}),
    "notes": Table("What people noted on an entry of any kind.", {
        "entry": "an id of another table", "at": "when", "text": "what"}),
    "calls": Table("Calls, from their first second on.", {
        "caller": "E.164; empty when withheld", "dialled": "which number", "transport": "how the audio came",
        "channel": "Asterisk's id", "sip_call_id": "of the SIP dialogue", "started_at": "when it rang",
        "answered_at": "when we spoke", "ended_at": "when it was over", "state": "of the call machine",
        "exit_reason": "how it ended", "turns": "how many", "summary": "what it was about, made after it",
        "extraction": "the same as data: JSON, see storage/extraction.py", "extracted_by": "`rules` or `model`"}),
    "turns": Table("What was heard and said, and each stage's delay in ms from the end of the caller's speech.", {
        "turn": "counted from 1", "slot": "the question that was open", "heard": "by the recogniser",
        "confidence": "0 to 1", "said": "as far as it was heard", "endpoint_ms": "the end was decided",
        "final_ms": "the text was final", "decision_ms": "the answer was decided", "first_token_ms": "of a model",
        "first_audio_ms": "of the voice", "audible_ms": "the caller heard it"}),
    "events": Table("Everything that happened, in order: calls and turns are made from it.", {
        "id": "in the order of writing", "call": "empty for what people did", "seq": "within its call", "at": "when",
        "kind": "see storage/events.py", "body": "JSON"}, {"call": "calls"}),
    "jobs": Table("What an ended call leaves to be done, from the rows alone: a crash only delays it.", {
        "id": "in order", "kind": "`summary` or `extraction` (by a model)", "status": "`queued`, `running`, `done`, `dead`"}),
    "outbox": Table("Who has to be told what; see notifications.md.", {
        "id": "the beginning of its key", "entry": "what it tells of", "what": "such as `booked`", "channel": "by which",
        "audience": "`business` or `customer`", "recipient": "number or address of a customer", "facts": "JSON, for the template",
        "due_at": "when it was to be sent", "valid_until": "later it is dropped", "sent_at": "when it was",
        "status": "`queued`, `sending`, `sent`, `dead`, `dropped`", "parts": "of an SMS",
        "call": "whose summary it waits for"}, {"call": "calls"}),
    "search_entries": Table("What can be found, and where it is.", {
        "id": "the row of `search`", "kind": "of entry", "entry": "its id", "turn": "of a call", "at": "when"}),
    "search": Table("Full text (FTS5) of `search_entries`, folded: ü, ue and u are one, ß and ss too; beginnings of one to three letters have an index.", {
        "scope": "firm and kind, as words", "words": "folded text, and numbers in the forms that people type"}),
    "passages": Table("What callers may be told, mirrored from `faq`.", {
        "id": "the row of `knowledge`", "key": "as in the file", "questions": "a line for each", "answer": "what they hear"}),
    "knowledge": Table("Full text (FTS5) of `passages`.", {
        "heads": "the beginnings of the words that say something, and of the parts of compounds"}),
    "tokens": Table("Access for programs.", {
        "business": "the firm; empty: all of them", "name": "what it is for", "right": "`calendar`, `read` or `write`",
        "hash": "SHA-256 of the secret, which is kept nowhere", "last_used_at": "to ten minutes", "revoked_at": "since when it opens nothing"}),
    "orders": Table(
        "What operators did, a row for each entry that it changed, so that it can be taken back for ten seconds. Ids and "
        "states only; gone after a day.", {
        "id": "of the order", "part": "counted from 0", "who": "`operator:NAME`", "verb": "such as `bookings.confirm`",
        "kind": "the entry's table", "entry": "its id", "before": "JSON: the columns that changed; empty: it was made",
        "after": "JSON: the same as they became", "told": "JSON: which messages it queued and which it dropped", "at": "when",
        "undo_until": "so long", "undone_at": "when it was taken back", "undoing": "1 only within the transaction that does so"}),
    "audit": Table("Who did what to which entry. Only ever appended to; each line is bound to the one before it.", {
        "id": "in order, without gaps", "at": "when", "verb": "what", "entry": "to what", "before": "state", "after": "state",
        "hash": "SHA-256 of the line before and this one"}),
}  # fmt: skip
_FTS = {"search", "knowledge"}
_SHADOWS = ("search_", "knowledge_", "_sqlite", "sqlite_")
"""Tables of FTS5 and of sqlite-utils."""


def tables(db: Database) -> list[str]:
    """The tables that are ours."""
    own = {"search_entries"}
    return [name for name in db.table_names() if name in own or not name.startswith(_SHADOWS)]


def page(db: Database) -> str:
    """The drawn and explained schema, as Markdown."""
    return "\n".join([*_drawing(db), "", *_explained(db)])


def _drawing(db: Database) -> Iterator[str]:
    """As Mermaid's entity relationships: lines are foreign keys, dotted ones references that may outlive their goal."""
    yield "```mermaid"
    yield "erDiagram"
    for name, table in SCHEMA.items():
        keys = db.execute(f"PRAGMA foreign_key_list({name})").fetchall()
        # Of a key of several columns, which begins with the business, the last one tells.
        lines = {number: (str(other), str(column)) for number, _, other, column, *_ in keys}
        for other, column in sorted(lines.values()):
            yield f"    {other} ||--o{{ {name} : {column}"
        for column, other in table.refers.items():
            yield f"    {other} |o..o{{ {name} : {column}"
    yield "```"


def _explained(db: Database) -> Iterator[str]:
    for name, table in SCHEMA.items():
        yield f"### {name}\n\n{table.about}\n"
        yield "| column | type | what |\n|---|---|---|"
        for column in db[name].columns:
            about = table.columns.get(column.name) or EVERYWHERE[column.name]
            kind = "text" if name in _FTS else column.type.lower()
            needed = "" if column.notnull or column.is_pk or name in _FTS else ", or nothing"
            yield f"| `{column.name}` | {kind}{needed} | {about} |"
        for (sql,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? ORDER BY name", (name,)
        ).fetchall():  # fmt: skip
            yield f"\nTrigger `{sql}`: {TRIGGERS[sql]}"
        yield ""


TRIGGERS: Mapping[str, str] = {
    "appointments_overlap_insert": "refuses what overlaps another appointment of the person or resource, or falls into an absence (`slot_taken`), or blocks more than a day (`too_long`).",
    "appointments_overlap_update": "refuses the same for a change; what stood before an absence may still be confirmed.",
    "appointments_absence_move": "refuses a move into an absence.",
    "appointments_legal": "refuses changes of status that no legal way leads along (`not_allowed`), but for an order that is being taken back.",
    "inquiries_legal": "refuses the same.",
    "audit_keeps_on_update": "refuses every change.",
    "audit_keeps_on_delete": "refuses every deletion.",
}


def main() -> None:
    """Prints the page."""
    with TemporaryDirectory() as folder:
        db = connect(Path(folder) / "schema.db")
        print(page(db))  # noqa: T201  # this is what it is for
        db.close()


if __name__ == "__main__":
    main()
