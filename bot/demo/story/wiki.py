"""The story's Markdown as Jira wiki markup, so that one text serves every look-alike tracker."""

import re
from collections.abc import Iterator

_FENCE = "```"
_INLINE = (
    (re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)"), r"!\1|thumbnail!"),
    (re.compile(r"(?<!!)\[([^\]]+)\]\((https?://[^)\s]+)\)"), r"[\1|\2]"),
    (re.compile(r"\*\*([^*\n]+)\*\*"), r"*\1*"),
    (re.compile(r"@\{([\w.-]+)\}"), r"[~\1]"),
)
_CODE = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^(#{1,6}) ")
_NUMBERED = re.compile(r"^\d+\. ")
_CHECKBOX = re.compile(r"^- \[(?P<done>[ x])\] ")


def wiki(markdown: str) -> str:
    """The same text in Jira's markup: headings, lists, tables, quotes, code, images, links and mentions."""
    return "\n".join(_lines(markdown.splitlines()))


def _lines(lines: list[str]) -> Iterator[str]:
    in_code = False
    table_above = False
    for line in lines:
        if line.startswith(_FENCE):
            in_code = not in_code
            language = line.removeprefix(_FENCE).strip()
            yield f"{{code:{language}}}" if language else "{code}"
        elif in_code:
            yield line
        else:
            is_row = line.startswith("|")
            yield _row(line, is_head=not table_above) if is_row else _line(line)
            table_above = is_row


def _row(line: str, *, is_head: bool) -> str:
    return _inline(line).replace("|", "||") if is_head else _inline(line)


def _line(line: str) -> str:
    if line.startswith("> "):
        return f"bq. {_inline(line[2:])}"
    if heading := _HEADING.match(line):
        return f"h{len(heading[1])}. {_inline(line[heading.end() :])}"
    if box := _CHECKBOX.match(line):
        return f"* {'(/)' if box['done'] == 'x' else '(x)'} {_inline(line[box.end() :])}"
    if _NUMBERED.match(line):
        return f"# {_inline(_NUMBERED.sub('', line))}"
    return _inline(f"* {line[2:]}" if line.startswith("- ") else line)


def _inline(line: str) -> str:
    """Everything outside of `code` converted; what is inside stays as it is written."""
    parts = _CODE.split(line)
    return "".join(f"{{{{{part}}}}}" if index % 2 else _prose(part) for index, part in enumerate(parts))


def _prose(text: str) -> str:
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    return text
