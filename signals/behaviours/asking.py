"""What a passage asks of whom: requests, with their topics and the people they speak to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from signals.behaviours.base import Passage, Thread
from signals.behaviours.cues import (
    BROAD_CALL,
    BROAD_TOPICS,
    BY_SHARED_WORDS,
    CALL,
    FOR_INFORMATION,
    FYI,
    ORDER,
    REQUEST,
    TO_ALL,
    TOPICS,
)
from signals.behaviours.sentences import sentences

_MENTION = re.compile(r"\[~(?:accountid:)?(?P<account>[^\]\n]+)\]|(?<![\w@])@(?P<handle>\w[\w.-]*)")
_WORDS = re.compile(r"[a-z0-9][\w'-]{2,}")
_COMMON = frozenset(
    """
    the and for with that this from have has had are was were will would could should can may not but you
    your our their his her its they them then than when what which who how why there here please also just
    some any all one two into about over out get got make made done does did use used using need needs want
    wants new now more most like let know add added look see think work works
    """.split()  # noqa: SIM905 - a list of words reads best as words
)


@dataclass(frozen=True, slots=True)
class Request:
    """One sentence that asks for something. `to` are the accounts it speaks to; a stranger's handle stands as it is."""

    passage: Passage
    text: str
    to: frozenset[str]
    to_all: bool
    call: bool

    def is_about(self, behaviour: str, answer: str) -> bool:
        """Whether the request is one for this behaviour, so that the answer was asked for."""
        if TOPICS[behaviour].search(self.text) or (BROAD_CALL.search(self.text) and behaviour in BROAD_TOPICS):
            return True
        return behaviour in BY_SHARED_WORDS and len(content_words(self.text) & content_words(answer)) >= 2


def prose_sentences(passage: Passage) -> list[str]:
    """What the author wrote, sentence by sentence: quotes, code and headings left out."""
    return [passage.text[start:end] for start, end in sentences(passage.text, passage.zones)]


def requests(passage: Passage, thread: Thread) -> Iterator[Request]:
    """The passage's requests, in order. A mention holds until the next one; one for information speaks to nobody."""
    spoken_to: frozenset[str] = frozenset()
    for sentence in prose_sentences(passage):
        spoken_to = mentions(sentence, thread) or spoken_to
        if asks(sentence):
            yield Request(
                passage=passage,
                text=sentence,
                to=spoken_to,
                to_all=TO_ALL.search(sentence) is not None,
                call=CALL.search(sentence) is not None,
            )


def asks(sentence: str) -> bool:
    """Whether the sentence asks or orders; telling for information is neither."""
    if FYI.search(sentence):
        return False
    return "?" in sentence or any(pattern.search(sentence) for pattern in (REQUEST, ORDER, BROAD_CALL))


def mentions(sentence: str, thread: Thread) -> frozenset[str]:
    """Accounts the sentence speaks to: by mention, or by name at its start ("Ana, could you ...")."""
    named = {
        _account(match, sentence, thread) for match in _MENTION.finditer(sentence) if not _is_aside(match, sentence)
    }
    called = {account for account, name in thread.handles.items() if name and _is_called(name, sentence)}
    return frozenset(named | called) - {"all", "here", "channel", "team", "everyone"}


def content_words(text: str) -> frozenset[str]:
    """The words that say what the text is about, cut to their first five letters so that forms of a word meet."""
    return frozenset(word[:5] for word in _WORDS.findall(text.casefold()) if word not in _COMMON)


def _is_aside(match: re.Match[str], sentence: str) -> bool:
    before = sentence[: match.start()]
    others = _MENTION.sub("", before).rstrip(" ,@")
    return FOR_INFORMATION.search(others) is not None


def _account(match: re.Match[str], sentence: str, thread: Thread) -> str:
    """The account behind a mention: longest known name first, since a display name may hold spaces."""
    if account := match["account"]:
        return account
    rest = sentence[match.start() + 1 :].casefold()
    known = sorted(
        ((name or account, account) for account, name in thread.handles.items()), key=lambda pair: -len(pair[0])
    )
    for name, account in known:
        if _starts(rest, name) or _starts(rest, account):
            return account
    return match["handle"].rstrip(".-")


def _starts(rest: str, name: str) -> bool:
    name = name.casefold().removeprefix("@")
    return bool(name) and rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum()


def _is_called(name: str, sentence: str) -> bool:
    first = re.escape(name.removeprefix("@").split()[0])
    return (
        re.match(rf"\W*(?:(?:hi|hey|hello|dear)\s+)?{first}\b(?:\s+\w+)?\s*[,:]", sentence, re.IGNORECASE) is not None
    )
