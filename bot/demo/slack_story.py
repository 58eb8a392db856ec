"""The made-up engagement's Slack workspace, and the digest posted there as the product posts it."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from bot.demo.jira_story import ConfigPerson
from bot.demo.slack.server import Slack
from bot.demo.slack.workspace import Channel, User, Workspace
from bot.document import Document, Edition
from bot.due import Due
from bot.errors import UserError
from bot.jobs.deliver import Courier, Watch, deliver
from bot.slack.clients import posting_client
from bot.slack.delivery import SlackBoard
from models.activity import Week

CLIENT_CHANNEL, INTERNAL_CHANNEL = "C0HARBOUR", "C0HARBOURLEADS"
_EDITIONS: tuple[tuple[Edition, str], ...] = (("client", CLIENT_CHANNEL), ("internal", INTERNAL_CHANNEL))


def slack_id(person: str) -> str:
    """The made-up member id of a person."""
    return f"U0{person.upper()}"


def workspace(people: Iterable[ConfigPerson]) -> Workspace:
    """Everybody in the client's channel, the vendor's leads in theirs, and the app in both."""
    people = [person for person in people if person.role != "bot"]
    users = tuple(
        User(id=slack_id(p.id), name=p.id, real_name=p.name, email=p.email, title=p.role.title()) for p in people
    )
    app = Workspace().bot_user
    everybody = frozenset({app, *(user.id for user in users)})
    leads = frozenset({app, *(slack_id(person.id) for person in people if person.role == "lead")})
    channels = (
        Channel(id=CLIENT_CHANNEL, name="harbour", members=everybody, topic="Harbour, with the client"),
        Channel(id=INTERNAL_CHANNEL, name="harbour-leads", members=leads, topic="Ours only", is_private=True),
    )
    return Workspace(users=users, channels=channels)


def post_digests(
    engine: Engine, slack: Slack, *, week: Week, at: datetime, compose: Callable[[Edition], Document]
) -> None:
    """Both editions, claimed, posted and recorded by the code that serves real workspaces. Raises UserError."""
    ticks = iter(range(1_000_000))
    courier = Courier(
        engine,
        SlackBoard(posting_client(slack.state.workspace.bot_token, slack.base_url)),
        clock=lambda: at,
        pause=lambda _: None,
        watch=Watch(lambda: timedelta(seconds=next(ticks))),
    )
    for edition, channel in _EDITIONS:
        due = Due("harbour", week, edition, channel, at=at, until=at + timedelta(hours=48), data_until=at)
        said = deliver(courier, due, compose=partial(compose, edition))
        if not slack.messages(channel):
            raise UserError(f"the demo's digest was not posted: {said}")


def write_pages(slack: Slack, folder: Path) -> list[Path]:
    """The channels as their members see them, threads unfolded, one page each; where they were written."""
    pages = {folder / f"slack-{edition}.html": slack.page(channel, thread="all") for edition, channel in _EDITIONS}
    for path, page in pages.items():
        path.write_text(page, encoding="utf-8")
    return list(pages)
