"""Labelled comments: read from JSON lines, cut into zones and sentences, each sentence with the behaviours it shows."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.columns import Zone
from signals.behaviours.sentences import Span, sentences

CORPUS = Path(__file__).parent / "corpus"

_NOT_PROSE = re.compile(
    r"""(?P<code>^[ \t]*(?:```|~~~).*?(?:^[ \t]*(?:```|~~~)[ \t]*$|\Z)
        |\{(?P<macro>code|noformat)[^}]*\}.*?(?:\{(?P=macro)\}|\Z)
        |^[ \t]+at[ ][\w.$]+\(.*?\)$
        |^(?:\ {4}|\t).*$(?<!\w\.))
    |(?P<quote>\{quote\}.*?(?:\{quote\}|\Z)|^[ \t]*>.*?$|^bq\.\ .*?$|^On\ [^\n]{5,150}\ wrote:$)
    |(?P<table>^[ \t]*\|[^\n]*\|[ \t]*$)
    |(?P<heading>^h[1-6]\.\ [^\n]*$|^\#{2,6}\ [^\n]*$)""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_KINDS = ("code", "quote", "table", "heading")


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled comment; `labels` names a verbatim span per behaviour, `uncertain` those left out of judgement."""

    id: str
    project: str
    text: str
    labels: dict[str, str]
    title: str = ""
    stratum: str = "written"  # written for the corpus, or drawn from real ones: "random" or "enriched"
    uncertain: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CutExample:
    """An example with its sentences, and for each sentence the behaviours whose span it touches."""

    example: Example
    spans: tuple[Span, ...]
    shown: tuple[frozenset[str], ...]


def corpus_files(folder: Path = CORPUS) -> list[Path]:
    """The folder's JSON-lines files, in the order of their names."""
    return sorted(folder.glob("*.jsonl"))


def fingerprint(paths: Sequence[Path]) -> str:
    """A hash of the files' contents: the same for the same examples in the same files."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def examples(paths: Sequence[Path]) -> list[Example]:
    """Every labelled comment of the files, in order. ValueError names the file and line of one that cannot be read."""
    return [
        _example(line, f"{path}:{number}")
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        if line.strip()
    ]


def _example(line: str, where: str) -> Example:
    try:
        row = json.loads(line)
        return Example(
            id=str(row["id"]),
            project=row.get("project") or "",
            text=row["text"],
            labels=dict(row["labels"]),
            title=row.get("title") or "",
            stratum=row.get("stratum", "written"),
            uncertain=frozenset(row.get("uncertain", ())),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        msg = f"{where} is not a labelled comment (id, text and labels are needed): {error!r}"
        raise ValueError(msg) from error


def zones_of(markup: str) -> list[Zone]:
    """Zones of a text that no connector has read: Markdown and Jira markup told apart by their plainest signs.

    Stored comments bring better zones of their own; labelled files hold only text.
    """
    return list(_zones(markup))


def _zones(markup: str) -> Iterator[Zone]:
    done = 0
    for match in _NOT_PROSE.finditer(markup):
        if done < match.start():
            yield Zone(done, match.start(), "prose")
        yield Zone(match.start(), match.end(), next(kind for kind in _KINDS if match[kind] is not None))
        done = match.end()
    if done < len(markup):
        yield Zone(done, len(markup), "prose")


def cut(example: Example) -> CutExample:
    """The example in sentences; a labelled span outside all prose counts for the comment, not for a sentence."""
    spans = tuple(sentences(example.text, zones_of(example.text)))
    places = {behaviour: _place(example.text, quote) for behaviour, quote in example.labels.items()}
    shown = tuple(
        frozenset(b for b, place in places.items() if place and place.start < span.end and span.start < place.end)
        for span in spans
    )
    return CutExample(example, spans, shown)


def _place(text: str, quote: str) -> Span | None:
    start = text.find(quote)
    return Span(start, start + len(quote)) if quote and start >= 0 else None
