"""Whether the numbers can be trusted: how fresh and complete each source is, and whose words could not be counted."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from bot.digest.material import Material, is_whole, reach
from bot.digest.wording import moment, several, shorten
from bot.document import Block, Bullets, Line, Link, Note, Section, Strong, Text
from models.activity import SourceState
from signals.history import sources_without_changelog

_MOST_NAMED = 8


def sources(material: Material) -> Section:
    """Each source's freshness and last run, the accounts nobody linked, and the sources without a changelog."""
    states = material.activity.sources
    blocks: list[Block] = [Bullets(tuple(_state(material, state) for state in states))] if states else []
    if not states:
        blocks.append(Note((Text("No source has been pulled yet."),)))
    blocks += [*_unseen(material), *_unlinked(material), *_bases(material)]
    return Section("sources", "Data", (), tuple(blocks))


def _unseen(material: Material) -> list[Block]:
    """What the tracker would not show in the last sync, in its own lines; for those who can mend it."""
    runs = [state.last_run for state in material.activity.sources if state.last_run is not None]
    lines = [f"{run.source}: {line}" for run in runs for line in (run.incomplete or "").splitlines()]
    shown = tuple((Text(shorten(line)),) for line in lines[:_MOST_NAMED])
    return [Bullets(shown, max(len(lines) - _MOST_NAMED, 0))] if lines and material.edition == "internal" else []


def foot(material: Material) -> Line:
    """Machine-made, data until when, complete or not, version, and where the method stands."""
    method = Link("how it is counted", material.method_url) if material.method_url else Text("method in docs/method.md")
    said = f"Machine-made · {_data(material)} · vested {material.version} · "
    return (Text(said), method)


def _data(material: Material) -> str:
    states = material.activity.sources
    if not states:
        return "no data pulled yet"
    reached = [until for state in states if (until := reach(state)) is not None]
    fresh = f"data until {_moment(material, min(reached))}" if reached else "no data yet"
    unread = [state.source for state in states if _broken(state)]
    behind = [s.source for s in states if s.source not in unread and not is_whole(s, material.activity.window)]
    gaps = [f"{_listed(unread)} could not be read"] if unread else []
    gaps += [f"{_listed(behind)} not complete"] if behind else []
    return f"{fresh} · {', '.join(gaps) or 'complete'}"


def _broken(state: SourceState) -> bool:
    run = state.last_run
    return reach(state) is None or (run is not None and run.error is not None)


def _listed(names: Sequence[str]) -> str:
    return " and ".join(names) if len(names) < 3 else f"{names[0]} and {len(names) - 1} more sources"


def _state(material: Material, state: SourceState) -> Line:
    until = reach(state)
    fresh = f"complete until {_moment(material, until)}" if until else "nothing pulled yet"
    return (Strong(state.source), Text(f" · {fresh}{_run(material, state)}"))


def _run(material: Material, state: SourceState) -> str:
    run = state.last_run
    if run is None:
        return ""
    if run.error is not None:
        why = f": {shorten(run.error)}" if material.edition == "internal" else ""
        return f" · last sync, {_moment(material, run.started_at)}, could not read it{why}"
    if run.finished_at is None:
        return f" · last sync, {_moment(material, run.started_at)}, was cut short"
    return f" · last sync {_moment(material, run.finished_at)}, {several(run.seen, 'record', 'records')} seen"


def _moment(material: Material, when: datetime) -> str:
    return moment(when, material.activity.terms.zone, near=material.activity.window.end)


def _unlinked(material: Material) -> list[Block]:
    """How much accounts wrote that are on nobody's side, and in the internal edition which."""
    activity = material.activity
    wrote = Counter(
        (comment.source, comment.author)
        for comment in activity.comments
        if comment.author and comment.created_at in activity.window
        if activity.side(comment.source, comment.author) == "unlinked"
    )
    if not wrote:
        return []
    many = several(wrote.total(), "comment", "comments")
    names = sorted(f"{activity.name(source, account)} ({count})" for (source, account), count in wrote.items())
    shown = ", ".join(names[:_MOST_NAMED]) + (
        f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    )
    who = f": {shown}" if material.edition == "internal" else ""
    said = f"{several(len(wrote), 'account', 'accounts')} not linked to a person wrote {many} this week{who}."
    return [Note((Text(f"{said} Their words are not counted as anybody's."),))]


def _bases(material: Material) -> list[Block]:
    without = sources_without_changelog(material.activity)
    if not without:
        return []
    has = "has" if len(without) == 1 else "have"
    said = (
        f"{_listed(without)} {has} no changelog: times run from created to resolved, and reopened work cannot be seen."
    )
    return [Note((Text(said),))]
