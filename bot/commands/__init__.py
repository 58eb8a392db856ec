"""What can be asked, one command a file: the same function answers in Slack and in the terminal."""

from bot.commands.ask import ask
from bot.commands.base import Command
from bot.commands.digest import digest
from bot.commands.explain import explain
from bot.commands.help import help_on
from bot.commands.me import me
from bot.commands.mute import mute
from bot.commands.people import people
from bot.commands.risks import risks
from bot.commands.settings import settings
from bot.commands.signals import signals
from bot.commands.status import status
from bot.commands.velocity import velocity

COMMANDS: tuple[Command, ...] = (
    Command("digest", "one week: what shipped, what was flagged, what needs a decision", "digest [2026-W47]", digest),
    Command("signals", "one person's findings with their sentences, for a 1:1", "signals @engineer [weeks]", signals),
    Command("me", "what was found in your own words, and who looked", "me [weeks]", me),
    Command("risks", "flags and questions that wait for an answer, oldest first", "risks", risks),
    Command("velocity", "items a week, how long they take, what is in progress", "velocity", velocity),
    Command("ask", "a plain question about behaviours, people and a time", "ask risks by ana in the last 4 weeks", ask),
    Command("explain", "why one sentence was found, and whether it counts", "explain FINDING", explain),
    Command("people", "whose account is whose, and which are nobody's", "people", people),
    Command("status", "how fresh and how complete each source is", "status", status),
    Command("settings", "what this engagement is configured to do", "settings", settings),
    Command("mute", "no digest in this channel for some weeks", "mute [weeks|off]", mute),
    Command(
        "help",
        "what can be asked, or one command in full",
        "help [command]",
        lambda context, arguments: help_on(COMMANDS, context, arguments),
    ),
)
