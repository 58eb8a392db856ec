"""Accounts as Cloud and Data Center name them; what the data does not say is derived, always alike."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from bot.demo.jira_data import account_names

Mode = Literal["cloud", "datacenter"]
Json = dict[str, Any]

_MENTION = re.compile(r"\[~(?:accountid:)?([^\]\s|]+)\]")


@dataclass(frozen=True, slots=True)
class People:
    """Every known account, under each of its names."""

    mode: Mode
    base: str
    by_name: Mapping[str, Json]
    display_names: Mapping[str, str]  # by account id


def people(mode: Mode, *, base: str, users: Iterable[Json]) -> People:
    """The accounts of a site at the base address."""
    complete = [_complete(user) for user in users]
    by_name = {name: user for user in complete for name in account_names(user)}
    return People(mode, base, by_name, {user["accountId"]: user["displayName"] for user in complete})


def account(known: People, user: Mapping[str, Any], *, version: str) -> Json:
    """The user as the mode shows accounts: by account id on Cloud, by name and key on Data Center."""
    names = account_names(user)
    whole = known.by_name.get(names[0]) if names else None
    whole = whole or _complete(user)
    identity = ("accountId", "accountType") if known.mode == "cloud" else ("key", "name")
    kept = (*identity, "emailAddress", "displayName", "active", "timeZone")
    address = f"{known.base}/rest/api/{version}/user?{_query(known.mode, whole)}"
    return {"self": address} | {name: whole[name] for name in kept if name in whole}


def reference(known: People, name: str | None) -> str | None:
    """A name found in a change or a mention, as the mode writes it; unknown ones stay."""
    user = known.by_name.get(name or "")
    if user is None:
        return name
    return str(user["accountId"] if known.mode == "cloud" else user["name"])


def with_mentions(known: People, text: str) -> str:
    """The wiki text with its mentions as the mode writes them."""
    if "[~" not in text:
        return text
    prefix = "accountid:" if known.mode == "cloud" else ""
    return _MENTION.sub(lambda found: f"[~{prefix}{reference(known, found[1])}]", text)


def _query(mode: Mode, user: Json) -> str:
    return f"accountId={user['accountId']}" if mode == "cloud" else f"username={user['name']}"


def _complete(user: Mapping[str, Any]) -> Json:
    names = account_names(user) or (str(user.get("displayName") or "unknown"),)
    digest = sha256(names[-1].encode()).hexdigest()
    key = user.get("key") or user.get("name") or f"JIRAUSER{10000 + int(digest[:8], 16) % 90000}"
    defaults = {
        "accountId": f"5b{digest[:22]}",
        "accountType": "atlassian",
        "key": key,
        "name": user.get("name") or key,
        "displayName": names[-1],
        "active": True,
    }
    return defaults | {name: value for name, value in user.items() if value is not None and value != ""}
