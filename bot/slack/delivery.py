"""Digests in Slack channels: posted with a mark in their metadata, and found again by it."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bot.document import BarChart, Document
from bot.jobs.deliver import Part, PostError
from bot.render.safe import one_line
from bot.render.slack import SlackMessage, SlackPost, render_slack
from bot.slack.images import share_image
from models.deliveries import DeliveryKey

log = logging.getLogger("vested.slack")
EVENT_TYPE = "vested_digest"
_PAGE, _MOST_PAGES = 200, 50
_LONGEST_REASON = 200
_SKEW = timedelta(days=1)  # how far our clock may be ahead of Slack's without a post being overlooked
# What Slack says where a workspace or an app does not take charts of Slack's own yet.
_NOT_TAKEN = frozenset({"invalid_blocks", "invalid_blocks_format", "unsupported_block", "msg_blocks_too_long"})
_REMEDY: Mapping[str, str] = {
    "not_in_channel": "invite the app to the channel with /invite",
    "channel_not_found": "check the channel's id in the config, and invite the app where it is private",
    "is_archived": "the channel is archived: name another one in the config",
    "missing_scope": "reinstall the app with the scopes of slack-manifest.json",
    "invalid_auth": "the bot token is not valid: reinstall the app and export its token",
    "account_inactive": "the app was removed from the workspace: install it again",
    "token_revoked": "the bot token was revoked: reinstall the app and export its token",
}


@dataclass(slots=True)
class SlackBoard:
    """Slack as a board.

    `native` is given up for good once the workspace refuses charts of Slack's own, `uploads` once it refuses files.
    """

    client: WebClient
    native: bool = True
    uploads: bool = True

    def lay_out(self, document: Document) -> Sequence[Part]:
        """The message for the channel and its replies, each with a plain form for where Slack refuses the other.

        A reply is named by its section, so that one that stands already is recognised although newer data brought
        another section before it. Where the two forms fall into different messages a refused reply has none: the next
        attempt lays out plain ones alone, and those that differ have names of their own.
        """
        plain = _messages(render_slack(document, native_charts=False, feedback=True))
        rich = _messages(render_slack(document, native_charts=True, feedback=True))
        if [message.key for message in rich] == [message.key for message in plain]:
            pairs = zip(rich, plain, strict=True)
            return [Part(pair[0].key, pair if self.native else pair[1:]) for pair in pairs]
        if self.native:
            return [Part(message.key, (message,)) for message in rich]
        return [Part(_apart(message, rich), (message,)) for message in plain]

    def find(self, key: DeliveryKey, *, since: datetime) -> str | None:
        """The oldest message of the channel with that mark; its timestamp is its id."""
        oldest = f"{(since - _SKEW).timestamp():.6f}"
        found = [message["ts"] for message in self._history(key.channel, oldest) if _mark_of(message) == (key, "")]
        return str(min(found, key=float)) if found else None

    def replies(self, key: DeliveryKey, message: str) -> Collection[str]:
        """The keys of the replies in the message's thread."""
        marks = [_mark_of(reply) for reply in self._thread(key.channel, message)]
        return {mark[1] for mark in marks if mark is not None and mark[0] == key}

    def post(self, key: DeliveryKey, part: Part, *, under: str | None) -> str:
        """The timestamp of the message, posted in its own or in its plain form; the images it wants follow it."""
        assert isinstance(part.content, tuple)
        ts, form = self._post_form(key, part.key, part.content, under=under)
        self._share(form.images, channel=key.channel, thread=under or ts)
        return ts

    def _post_form(
        self, key: DeliveryKey, name: str, forms: Sequence[SlackMessage], *, under: str | None
    ) -> tuple[str, SlackMessage]:
        """The timestamp, and the form that Slack took."""
        form, *others = forms
        try:
            return self._post(key, name, form, under=under), form
        except PostError as error:
            if not isinstance(error.__cause__, SlackApiError) or _word(error.__cause__) not in _NOT_TAKEN:
                raise
            self.native = False
            if not others:
                raise
        return self._post_form(key, name, others, under=under)

    def _post(self, key: DeliveryKey, name: str, message: SlackMessage, *, under: str | None) -> str:
        with _told():
            answer = self.client.chat_postMessage(
                channel=key.channel,
                text=message.text,
                blocks=list(message.blocks),
                thread_ts=under,
                metadata=_metadata(key, name),
                unfurl_links=False,
                unfurl_media=False,
            )
            return str(answer["ts"])

    def _share(self, charts: Sequence[BarChart], *, channel: str, thread: str) -> None:
        """Images in the thread, up to the first that fails: the message stands, and says the same in letters."""
        for chart in charts if self.uploads else ():
            try:
                share_image(self.client, chart, channel=channel, thread=thread)
            except Exception as error:  # noqa: BLE001 - whatever it is, it must not make a message that stands fail
                self.uploads = not (isinstance(error, SlackApiError) and _word(error) == "missing_scope")
                off = "" if self.uploads else ", and none is tried until the next start"
                log.warning("an image could not be shared in %s%s: %s", channel, off, _reason(error))
                return

    def _history(self, channel: str, oldest: str) -> Iterator[Mapping[str, Any]]:
        def page(cursor: str | None) -> SlackResponse:
            return self.client.conversations_history(
                channel=channel, oldest=oldest, limit=_PAGE, cursor=cursor, include_all_metadata=True
            )

        yield from _pages(page)

    def _thread(self, channel: str, ts: str) -> Iterator[Mapping[str, Any]]:
        def page(cursor: str | None) -> SlackResponse:
            return self.client.conversations_replies(
                channel=channel, ts=ts, limit=_PAGE, cursor=cursor, include_all_metadata=True
            )

        yield from _pages(page)


def _pages(page: Callable[[str | None], SlackResponse]) -> Iterator[Mapping[str, Any]]:
    cursor = None
    for _ in range(_MOST_PAGES):
        with _told():
            answer = page(cursor)
        yield from answer.get("messages") or ()
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
    raise PostError("the channel has too many messages to tell whether the digest stands there already")


@contextmanager
def _told() -> Iterator[None]:
    """Whatever goes wrong between us and Slack, as one line with its remedy."""
    try:
        yield
    except SlackApiError as error:
        raise PostError(_line(error), retry_after=_retry_after(error)) from error
    except (SlackClientError, OSError) as error:
        raise PostError(f"Slack did not answer ({type(error).__name__}: {error})") from error


def _line(error: SlackApiError) -> str:
    word = _word(error)
    remedy = _REMEDY.get(word)
    return f"Slack said {word}{f': {remedy}' if remedy else ''}"


def _reason(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        return _line(error)
    return f"{type(error).__name__}: {one_line(str(error))[:_LONGEST_REASON]}"


def _word(error: SlackApiError) -> str:
    answer = error.response
    status = getattr(answer, "status_code", 200)
    told = answer.get("error") if isinstance(getattr(answer, "data", answer), dict) else None
    return str(told or f"HTTP {status}")


def _retry_after(error: SlackApiError) -> timedelta | None:
    if getattr(error.response, "status_code", 200) != 429:
        return None
    headers = {str(name).lower(): value for name, value in error.response.headers.items()}
    value = headers.get("retry-after", "30")
    seconds = str(value[0] if isinstance(value, list) else value)
    return timedelta(seconds=int(seconds) if seconds.isdecimal() else 30)


def _messages(post: SlackPost) -> Sequence[SlackMessage]:
    return (post.main, *post.replies)


def _apart(plain: SlackMessage, rich: Sequence[SlackMessage]) -> str:
    """The plain message's name: its own where no equal message was laid out before."""
    return plain.key if not plain.key or plain in rich else f"{plain.key}-plain"


def _metadata(key: DeliveryKey, name: str) -> dict[str, Any]:
    payload = {"engagement": key.engagement, "week": key.week, "edition": key.edition, "part": name}
    return {"event_type": EVENT_TYPE, "event_payload": payload | {"channel": key.channel}}


def _mark_of(message: Mapping[str, Any]) -> tuple[DeliveryKey, str] | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    told = metadata.get("event_payload") or {}
    key = DeliveryKey(*(str(told.get(part, "")) for part in ("engagement", "week", "edition", "channel")))
    return key, str(told.get("part", ""))
