"""Whether work gets faster or slower: items a week, how long they take, and what has been in progress for long."""

from bot.digest.material import ENOUGH_ITEMS, Material
from bot.digest.wording import duration, keys_of, named, number, several, short_day, spaced, too_early
from bot.document import BarChart, Block, Bullets, Line, Note, Paragraph, Section, Strong, Text
from signals.base import AgeingItem, Durations

_MOST_AGEING = 5


def velocity(material: Material) -> Section | None:
    """Throughput over the weeks, cycle and lead time beside the weeks before, and work in progress with its age."""
    if not material.activity.issues:
        return None
    blocks: list[Block] = [
        _chart(material),
        Paragraph((Strong("Cycle time"), Text(f" (started to finished): {_compared(*material.cycle)}"))),
        Paragraph((Strong("Lead time"), Text(f" (created to finished): {_compared(*material.lead)}"))),
        *_progress(material),
        Note((Text(_how(material)),)),
    ]
    return Section("velocity", "Velocity", _lead(material), tuple(blocks), whole=True)


def _lead(material: Material) -> tuple[Line, ...]:
    parts: list[Line] = [(Strong("Velocity"),)]
    parts.append((Text(f"cycle time: {_compared(*material.cycle)}"),))
    if material.in_progress.items:
        parts.append(_in_progress(material))
    return (spaced(parts),)


def _in_progress(material: Material) -> Line:
    items, old = material.in_progress.items, _ageing(material)
    count = Text(f"{len(items)} in progress")
    if not old:
        return (count,)
    return (count, Text("; longer than 85% of finished items took: "), *keys_of([item.issue for item in old], 2))


def _ageing(material: Material) -> list[AgeingItem]:
    """Items past the P85 of cycle times, where enough were finished to have one."""
    if material.in_progress.sample < ENOUGH_ITEMS:
        return []
    return [item for item in material.in_progress.items if item.past_p85]


def _compared(recent: Durations, earlier: Durations) -> str:
    """The last four weeks beside all weeks before, each only where it has enough items."""
    if (now := _percentiles(recent)) is None:
        return f"too early to say ({recent.sample} of {ENOUGH_ITEMS} items in four weeks)"
    before = _percentiles(earlier)
    then = f"{before[0]} and {before[1]}" if before else too_early(earlier.sample, ENOUGH_ITEMS)
    return f"half within {now[0]}, 85% within {now[1]} (weeks before: {then})"


def _percentiles(times: Durations) -> tuple[str, str] | None:
    if times.p50 is None or times.p85 is None or times.sample < ENOUGH_ITEMS:
        return None
    return duration(times.p50), duration(times.p85)


def _chart(material: Material) -> BarChart:
    weeks, median = material.throughput.weeks, material.throughput.median_before
    counts = tuple(float(week.count) for week in weeks)
    said = ", ".join(f"{week.count} in the week of {short_day(week.week.monday)}" for week in weeks)
    level = f"median of the weeks before {number(median)}" if median is not None else "too early for a median"
    return BarChart(
        title=f"Items finished a week, {'median ' + number(median) if median is not None else level}",
        labels=tuple(short_day(week.week.monday) for week in weeks),
        values=counts,
        unit="items",
        level=median,
        level_label=level,
        alternative=f"Items finished a week: {said}; {level}.",
    )


def _progress(material: Material) -> list[Block]:
    items, old = material.in_progress.items, _ageing(material)
    if not items:
        return [Paragraph((Text("Nothing was in progress when the week ended."),))]
    shown = tuple(_aged(item, old) for item in items[:_MOST_AGEING])
    heading = (Strong("In progress"), Text(f": {several(len(items), 'item', 'items')}, oldest first"))
    return [Paragraph(heading), Bullets(shown, max(len(items) - _MOST_AGEING, 0))]


def _aged(item: AgeingItem, old: list[AgeingItem]) -> Line:
    mark = (Text("longer than 85% of finished items took"),) if item in old else ()
    return spaced([named(item.issue), (Text(f"for {duration(item.age)}"),), mark])


def _how(material: Material) -> str:
    recent, earlier = material.cycle
    bases = sorted({times.basis for times in (recent, earlier) if times.sample})
    read = f" Times were read from: {' and '.join(bases)}." if bases else ""
    return (
        "Calendar time. Percentiles are interpolated linearly. Sub-tasks, cancelled items and items that bots opened "
        f"are left out.{read}"
    )
