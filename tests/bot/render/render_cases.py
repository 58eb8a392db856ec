"""Documents of every kind for the renderers: one case a type, and strategies that make up the rest."""

from dataclasses import replace

from hypothesis import strategies as st

from bot.document import (
    BarChart,
    Block,
    Bullets,
    Document,
    Emphasis,
    Evidence,
    Link,
    Note,
    OpenItem,
    Paragraph,
    Section,
    Span,
    Strong,
    Table,
    Text,
)

CHART = BarChart("Items finished a week", ("W46", "W47"), (3.0, 9.0), "items", 6.0, "median 6", "Three, then nine.")
# What each case must leave in any rendering.
SPANS: dict[type[Span], tuple[Span, tuple[str, ...]]] = {
    Text: (Text("plain words"), ("plain words",)),
    Strong: (Strong("heavy words"), ("heavy words",)),
    Emphasis: (Emphasis("words aside"), ("words aside",)),
    Link: (Link("HAR-7", "https://tracker.example/HAR-7"), ("HAR-7",)),
}
LINE = tuple(span for span, _ in SPANS.values())
BLOCKS: dict[type[Block], tuple[Block, tuple[str, ...]]] = {
    Paragraph: (Paragraph((Text("one paragraph"),)), ("one paragraph",)),
    Bullets: (Bullets(((Text("first point"),), (Text("second point"),)), 4), ("first point", "second point", "4")),
    Evidence: (
        Evidence("f1", "risk_flag", "We pay twice.", (Text("Ana, Tue 17 Nov"),)),
        ("We pay twice.", "Ana, Tue 17 Nov"),
    ),
    OpenItem: (
        OpenItem("f2", (Text("Maria: who owns the keys?"),), (Text("HAR-231"),)),
        ("Maria: who owns the keys?", "HAR-231"),
    ),
    Table: (
        Table("Sources", ("Name", "Issues"), (((Text("Jira"),), (Text("412"),)),), frozenset({1})),
        ("Sources", "Name", "Issues", "Jira", "412"),
    ),
    BarChart: (CHART, ("Items finished a week", "W46", "W47", "median 6")),
    Note: (Note((Text("small print"),)), ("small print",)),
}


def document(*blocks: Block, **fields) -> Document:
    whole = Document("Harbour, week 47", (Text("All is well."),), (Section("one", "First", (), blocks),), ())
    return replace(whole, **fields)


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></title><b>",
    "<!channel> & &amp; {{ 7 * 7 }}",
    "[bold red]no markup[/] :smile:",
    "\x1b[31mred\x1b]8;;https://evil.example\x1b\\x\x07",
    "\x9b31mC1 \x00 \x7f \r overwritten",
    "\u202egnitirw\u2066",
    "line\nbreak\u2028and\ttab",
    "שלום مرحبا 東京 👩\u200d👩\u200d👧",
    "half \ud800 pair \uffff",
    "javascript:alert(1)",
)
strings = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60), st.text("ab \n<&東é\u0301", max_size=90))
urls = st.one_of(strings, st.just("https://tracker.example/HAR-7?a=1&b=2"))
spans = st.one_of(
    st.builds(Text, strings), st.builds(Strong, strings), st.builds(Emphasis, strings), st.builds(Link, strings, urls)
)
lines = st.lists(spans, max_size=3).map(tuple)


@st.composite
def tables(draw):
    columns = draw(st.integers(1, 6))
    heads = draw(st.lists(strings, min_size=columns, max_size=columns))
    rows = draw(st.lists(st.lists(lines, min_size=columns, max_size=columns).map(tuple), max_size=3))
    numeric = draw(st.frozensets(st.integers(0, columns - 1)))
    return Table(draw(strings), tuple(heads), tuple(rows), numeric)


@st.composite
def charts(draw):
    values = draw(st.lists(st.one_of(st.floats(0, 1e9), st.just(float("nan"))), max_size=60))
    labels = draw(st.lists(strings, min_size=len(values), max_size=len(values)))
    level = draw(st.none() | st.floats(0, 1e9))
    return BarChart(draw(strings), tuple(labels), tuple(values), draw(strings), level, draw(strings), draw(strings))


blocks = st.one_of(
    st.builds(Paragraph, lines),
    st.builds(Bullets, st.lists(lines, max_size=3).map(tuple), st.integers(0, 9)),
    st.builds(Evidence, strings, strings, strings, lines),
    st.builds(OpenItem, strings, lines, lines),
    tables(),
    charts(),
    st.builds(Note, lines),
)
sections = st.builds(
    Section, strings, strings, st.lists(lines, max_size=2).map(tuple), st.lists(blocks, max_size=3).map(tuple)
)
documents = st.builds(
    Document, strings, lines, st.lists(sections, max_size=2).map(tuple), st.lists(lines, max_size=2).map(tuple)
)
