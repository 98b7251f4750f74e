"""How long callers waited: histograms of every turn's stages, as Prometheus reads them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.database import Database
from storage.times import stamp

BUCKETS_MS = (50, 100, 200, 300, 400, 500, 700, 1000, 1500, 2000, 3000, 5000)
"""Upper bounds; beyond the last one it is plus infinity."""
STAGES = ("endpoint", "final", "decision", "first_token", "first_audio", "audible")
"""Each from the end of the caller's speech, as `turns` keeps them."""


@dataclass(frozen=True)
class Histogram:
    """One stage of the answers to one question.

    Attributes:
        counts: turns up to each bound, cumulative, and all of them last.
        total_ms: the sum of their milliseconds.
    """

    business: str
    slot: str
    stage: str
    counts: tuple[int, ...]
    total_ms: float

    @property
    def count(self) -> int:
        """How many turns."""
        return self.counts[-1]

    def quantile(self, share: float) -> float:
        """About how many ms at most that share of the turns took: within its bucket as if spread evenly."""
        wanted, lower, before = share * self.count, 0.0, 0
        for bound, upto in zip(BUCKETS_MS, self.counts, strict=False):
            if upto >= wanted:
                inside = upto - before
                return lower + (bound - lower) * ((wanted - before) / inside if inside else 1.0)
            lower, before = float(bound), upto
        return float(BUCKETS_MS[-1])


def histograms(
    db: Database, *, business: str | None = None, since: datetime | None = None
) -> list[Histogram]:
    """By business, question and stage; stages that never occurred are left out."""
    columns = ", ".join(
        f"""count({stage}_ms), total({stage}_ms), {", ".join(f"total({stage}_ms <= {bound})" for bound in BUCKETS_MS)}"""
        for stage in STAGES
    )
    width = 2 + len(BUCKETS_MS)
    rows = db.execute(
        f"""
        SELECT turns.business, turns.slot, {columns} FROM turns JOIN calls ON calls.id = turns.call
        WHERE turns.slot IS NOT NULL AND (? IS NULL OR turns.business = ?) AND (? IS NULL OR calls.started_at >= ?)
        GROUP BY turns.business, turns.slot ORDER BY turns.business, turns.slot
        """,  # noqa: S608  # columns are our own names
        (business, business, *([stamp(since)] * 2 if since else (None, None))),
    )
    found = []
    for row in rows:
        for index, stage in enumerate(STAGES):
            count, total, *upto = row[2 + index * width : 2 + (index + 1) * width]
            if count:
                counts = (*(int(number) for number in upto), count)
                found.append(Histogram(row[0], row[1], stage, counts, total))
    return found


def exposition(found: Sequence[Histogram]) -> Iterator[str]:
    """Lines of Prometheus' text format, version 0.0.4; seconds, as its conventions want."""
    name = "vorzimmer_answer_seconds"
    yield f"# HELP {name} From the end of the caller's speech to each stage of the answer."
    yield f"# TYPE {name} histogram"
    for one in found:
        labels = f'business="{one.business}",question="{one.slot}",stage="{one.stage}"'
        bounds = [*(f"{bound / 1000:g}" for bound in BUCKETS_MS), "+Inf"]
        for bound, count in zip(bounds, one.counts, strict=True):
            yield f'{name}_bucket{{{labels},le="{bound}"}} {count}'
        yield f"{name}_sum{{{labels}}} {one.total_ms / 1000:g}"
        yield f"{name}_count{{{labels}}} {one.count}"
