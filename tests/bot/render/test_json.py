import json
import math

from hypothesis import given
from hypothesis import strategies as st
from render_cases import BLOCKS, LINE, document
from sample import DIGEST

from bot.document import (
    BarChart,
    Bullets,
    Document,
    Emphasis,
    Evidence,
    Link,
    Note,
    OpenItem,
    Paragraph,
    Section,
    Strong,
    Table,
    Text,
)
from bot.render.json import render_json


def line_of(spans):
    kinds = {"text": Text, "strong": Strong, "emphasis": Emphasis, "link": Link}
    return tuple(kinds[span.pop("type")](**span) for span in spans)


def lines_of(lines):
    return tuple(line_of(line) for line in lines)


def block_of(block):
    kind = block.pop("type")
    if "line" in block:
        block["line"] = line_of(block["line"])
    if kind == "open_item":
        block["holds_up"] = line_of(block["holds_up"])
    if kind == "bullets":
        block["items"] = lines_of(block["items"])
    if kind == "table":
        block["rows"] = tuple(lines_of(row) for row in block["rows"])
        block["columns"], block["numeric"] = tuple(block["columns"]), frozenset(block["numeric"])
    if kind == "bar_chart":
        block["labels"], block["values"] = tuple(block["labels"]), tuple(block["values"])
    kinds = {"paragraph": Paragraph, "bullets": Bullets, "evidence": Evidence, "table": Table, "note": Note}
    kinds |= {"open_item": OpenItem}
    return (kinds | {"bar_chart": BarChart})[kind](**block)


def document_of(text):
    read = json.loads(text)
    assert read.pop("format") == 1
    sections = tuple(
        Section(s["key"], s["title"], lines_of(s["lead"]), tuple(map(block_of, s["blocks"]))) for s in read["sections"]
    )
    return Document(read["title"], line_of(read["headline"]), sections, lines_of(read["foot"]))


def test_the_digest_reads_back_as_it_was():
    assert document_of(render_json(DIGEST)) == DIGEST


def test_every_kind_of_block_reads_back_as_it_was():
    whole = document(*(block for block, _ in BLOCKS.values()), headline=LINE, foot=(LINE,))

    assert document_of(render_json(whole)) == whole


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_reads_back_as_it_was(text):
    whole = document(Evidence(text, text, text, (Link(text, text),)), title=text)

    assert document_of(render_json(whole)) == whole


def test_a_missing_value_is_null():
    chart = BarChart("Items", ("W46",), (math.nan,), "items", None, "", "Nothing is known.")

    assert json.loads(render_json(document(chart)))["sections"][0]["blocks"][0]["values"] == [None]


def test_letters_of_every_language_stand_as_themselves():
    assert '"title": "Käse 東京"' in render_json(document(title="Käse 東京"))
