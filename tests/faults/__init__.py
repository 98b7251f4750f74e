"""The one place for faults: each link of a call can be cut, delayed, dropped or corrupted at a named moment.

- `relay`: the wire between the controller and Asterisk (events, requests, media).
- `parts`: the voice worker's process and the database.
- `scenarios`: scenario files that say which link suffers when, and the runs that do it.
"""
