"""`/vested` over a real WebSocket: who is answered, who is refused, how fast it is acknowledged, and that once."""

from datetime import timedelta

import pytest

CLIENT, LEADS, ELSEWHERE = "CHARCLIENT", "GHARLEADS", "CELSEWHERE"
QUOTE = "If the webhook retries after the refund we pay twice."
REFUSED, STRANGER = "is not open to you", "not listed in an engagement here"
COMMANDS = {
    "digest": "Harbour",
    "signals @ana": "Ana",
    "me": "sentence",
    "risks": "has waited",
    "velocity": "Harbour",
    "ask risks by ana in the last 4 weeks": "",
    "explain risk": "HAR-1",
    "people": "drifter",
    "status": "jira",
    "settings": "time",
    "help": "What you can ask",
}


def shown(seen) -> str:
    return " ".join(f"{message.text} {message.blocks}" for message in seen.messages)


def test_smoke(asked):
    for text in COMMANDS:
        seen = asked.asks("lena", text)
        print(text, seen.ack.took, len(seen.messages), shown(seen)[:300])
