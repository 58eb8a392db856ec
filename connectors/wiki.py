"""Jira wiki markup (Data Center, and Cloud's API v2) as plain text with zones.

No maintained parser keeps track of where text came from, so this is ours. Every pattern stops at a line's end or at its
own delimiter, so reading takes time in proportion to the text, whatever is in it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.text import Canvas, Kind, Plain, is_template_heading, row

_FENCES = re.compile(
    r"(?<!\\)\{(?P<macro>code|noformat|quote|panel|info|note|tip|warning|expand|section|column)"
    r"(?P<options>:[^{}\n]{0,300})?\}|^[ \t]*(?P<fence>```)[\w+-]{0,20}[ \t]*$",
    re.MULTILINE,
)
_VERBATIM = frozenset({"code", "noformat", "fence"})
_TITLE = re.compile(r"\btitle=([^|}]+)")
_LINE = re.compile(
    r"[ \t]*(?:h[1-6]\.[ \t]*(?P<heading>.*)|bq\.[ \t]*(?P<bq>.*)|>[ \t>]*(?P<quoted>.*)|(?P<row>\|.*)"
    r"|(?P<rule>-{4,}[ \t]*$)|(?:[*#]{1,20}|-)[ \t]+(?P<item>.*)|[*#-]{2,20}[ \t]+(?P<nested>.*))"
)
_COLUMNS = re.compile(r"\|\|?")

# A whole bracket group is one match, so a bar inside a link does not end its table cell.
_ATOMS = re.compile(
    r"\\\\[ \t]?|\\(?P<escaped>[{}\[\]*_+\-!|#?^~\\])"
    r"|\{\{(?P<mono>[^{}\n]{1,500}(?:\{[^{}\n]{0,100}\}[^{}\n]{0,100})?)\}\}"
    r"|\{(?:color|anchor)(?::[^{}\n]{0,100})?\}"
    r"|\[(?P<link>[^\[\]\n]{1,2000})\]"
    r"|!(?:[^!\s|]{1,300}\.\w{2,5}|https?://[^!\s|]{1,1000})(?:\|[^!\n]{0,200})?!"
    r"|(?P<url>https?://[^\s\[\]{}|]+)|(?P<private>\ue000)"
)
_LINKED = re.compile(r"https?://|mailto:|ftp://|file:|www\.")
_EMPHASES: Mapping[str, re.Pattern[str]] = {
    mark: re.compile(rf"(?<![\w/{sign}]){sign}(?=[^\s{sign}])([^{sign}\n]{{1,2000}})(?<=\S){sign}(?![\w/{sign}])")
    for mark, sign in {"*": r"\*", "_": "_", "+": r"\+", "^": r"\^", "~": "~", "-": "-"}.items()
}
_CITED = re.compile(r"\?\?([^?\n]{1,1000})\?\?")
_BOLD = re.compile(r"[ \t]*(?:\{color[^{}\n]{0,100}\})?\*[^*\n]+\*:?(?:\{color\})?:?[ \t]*")
_MARKED = re.compile(r"[*_+^~\-?\[\]{}!\\\ue000]|://")
_ATOMIC = re.compile(r"[\\{\[!\ue000]|://")  # without any of these there are no atoms
_PLACEHOLDER = "\ue000"


@dataclass(slots=True)
class _Page:
    """What is being written: the paragraph so far and the macros that are open."""

    canvas: Canvas = field(default_factory=Canvas)
    paragraph: list[str] = field(default_factory=list)
    quoting: bool = False

    @property
    def kind(self) -> Kind:
        return "quote" if self.quoting else "prose"

    def end(self) -> None:
        if self.paragraph:
            self.canvas.block("\n".join(self.paragraph), self.kind)
            self.paragraph.clear()

    def block(self, text: str, kind: Kind) -> None:
        self.end()
        self.canvas.block(text, "quote" if self.quoting and kind != "code" else kind)


def plain(text: str) -> Plain:
    """The words of the markup, block under block. A macro that nobody closed runs to the end, as its writer saw it."""
    page = _Page()
    verbatim, start = "", 0
    for fence in _FENCES.finditer(text) if "{" in text or "```" in text else ():
        macro = fence["macro"] or "fence"
        if verbatim and macro != verbatim:
            continue  # inside code only its own closing counts
        _write(page, text[start : fence.start()], verbatim)
        verbatim = macro if macro in _VERBATIM and not verbatim else ""
        if macro not in _VERBATIM:
            _fence(page, macro, fence["options"] or "")
        start = fence.end()
    _write(page, text[start:], verbatim)
    page.end()
    return page.canvas.plain()


def _fence(page: _Page, macro: str, options: str) -> None:
    """Act on the opening or closing of a macro whose inside is markup again."""
    page.end()
    if macro == "quote":
        page.quoting = not page.quoting
    elif title := _TITLE.search(options):
        page.block(inline(title[1]), "heading")


def _write(page: _Page, text: str, verbatim: str) -> None:
    if verbatim:
        page.block(text, "code")
        return
    for line in text.split("\n"):
        _write_line(page, line)


def _write_line(page: _Page, line: str) -> None:
    if not line.strip():
        page.end()
    elif match := _LINE.match(line):
        _write_block(page, match)
    elif _BOLD.fullmatch(line) and is_template_heading(words := inline(line)):
        page.block(words, "heading")
    else:
        page.paragraph.append(inline(line).strip())


def _write_block(page: _Page, match: re.Match[str]) -> None:
    text = match[match.lastgroup or 0]
    match match.lastgroup:
        case "heading":
            page.block(inline(text), "heading")
        case "bq" | "quoted":
            page.block(inline(text), "quote")
        case "row":
            page.block(_row(text), "table")
        case "rule":
            page.end()
        case _:
            page.end()
            page.paragraph.append(inline(text))


def _row(text: str) -> str:
    shown, atoms = _lift(text)
    return row([_lower(_emphasised(cell), atoms) for cell in _COLUMNS.split(shown)])


def inline(text: str) -> str:
    """One line without its marks: links are their text, mentions `@name`, images gone."""
    if not _MARKED.search(text):
        return text
    shown, atoms = _lift(text)
    return _lower(_emphasised(shown), atoms)


def _lift(text: str) -> tuple[str, list[str]]:
    """The text with a placeholder where marks have no meaning (code, addresses), and what belongs there, in order."""
    atoms: list[str] = []
    if not _ATOMIC.search(text):
        return text, atoms

    def place(match: re.Match[str]) -> str:
        if (words := _atom(match)) == "":
            return ""
        atoms.append(words)
        return _PLACEHOLDER

    return _ATOMS.sub(place, text), atoms[::-1]


def _lower(text: str, atoms: list[str]) -> str:
    """Put the atoms back, first placeholder first; what is left of `atoms` belongs to text still to come."""
    return re.sub(_PLACEHOLDER, lambda _: atoms.pop(), text) if _PLACEHOLDER in text else text


def _atom(match: re.Match[str]) -> str:
    name = match.lastgroup
    if name is None:
        return "\n" if match[0].startswith("\\\\") else ""
    return _link(match[name], match[0]) if name == "link" else match[name]


def _link(inside: str, written: str) -> str:
    if inside.startswith("~"):
        return "@" + inside[1:].removeprefix("accountid:")
    label, bar, _ = inside.partition("|")
    if bar:
        return inline(label.strip())
    return inside if _LINKED.match(inside) else inside.removeprefix("^") if inside.startswith("^") else written


def _emphasised(text: str) -> str:
    """The text without the marks of emphasis; nested ones fall one after the other."""
    for mark, pattern in _EMPHASES.items():
        if text.count(mark) > 1:
            text = pattern.sub(r"\1", text)
    return _CITED.sub(r"\1", text) if "??" in text else text
