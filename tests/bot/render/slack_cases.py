"""Weeks that no team has had: more of everything than Slack takes, and text that would do harm if it could."""

from hypothesis import strategies as st
from render_cases import HOSTILE, lines, strings

from bot.document import (
    BarChart,
    Bullets,
    Document,
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

PINGS = "<!channel> <@U1> <!subteam^S1> @here <http://evil.example|bank> *b* _i_ ~s~ `c` שלום 👩\u200d👩\u200d👧 & "
LONG = (PINGS * 60)[:4_000]
QUIET = Document(
    "Harbour · week 47 (16-22 Nov)",
    (Text("A quiet week: nothing finished (median 6), nothing waits for an answer"),),
    (),
    ((Text("Machine-made · data until Mon 23 Nov, 06:10 · complete"),),),
)


def _people(many):
    for number in range(many):
        yield Paragraph((Strong(f"{PINGS}{number}"), Text(f" · {number} flags")))


FINDINGS = tuple(
    Evidence(f"f{n}", "risk_flag", LONG, (Text(PINGS), Link(f"HAR-{n}", "https://x.example"))) for n in range(300)
)
OPEN = tuple(OpenItem(f"question:jira:{n}", (Text(LONG),), (Text(LONG),)) for n in range(60))
TABLE = Table(
    LONG, (PINGS,) * 6, (((Text(LONG),), (Link(PINGS, "https://x.example/?a=1&b=2"),), *((Text("7"),),) * 4),) * 300
)
WIDE = Table("Wide", ("c",) * 30, (((Text(PINGS),),) * 30,) * 120)
CHART = BarChart(LONG, (LONG,) * 90, tuple(map(float, range(90))), LONG, 40.0, LONG, LONG)
MONSTROUS = Document(
    LONG,
    (Strong(LONG),),
    (
        Section("needs", LONG, ((Text(LONG),),) * 9, OPEN),
        Section("people", "People", ((Text("lead"),),) * 9, tuple(_people(200))),
        Section("ownership", "Ownership", (), FINDINGS),
        Section("tables", "Tables", (), (TABLE, WIDE, TABLE)),
        Section("charts", "Charts", (), (CHART,) * 5),
        Section("lists", "Lists", (), (Bullets(((Text(LONG),),) * 300, 7), Note((Text(LONG),)))),
    ),
    ((Text(LONG),),) * 5,
)

# Lengths on both sides of what Slack takes, in letters that grow when they are escaped or count twice.
sizes = st.sampled_from((0, 1, 19, 21, 49, 51, 74, 76, 149, 151, 499, 501, 1999, 2001, 2990, 2999, 3000, 3001, 4000))
units = st.sampled_from(("a", "&", "<", "*", "ש", "👧", "e\u0301", "word ", "a\n", *HOSTILE, PINGS))
long_strings = st.builds(lambda unit, size: (unit * size)[:size], units, sizes) | strings
long_lines = lines | st.builds(lambda text: (Text(text),), long_strings)
_numbers = st.sampled_from((0, 1, 2, 9, 11, 21, 99, 101))
big_blocks = st.one_of(
    st.builds(Paragraph, long_lines),
    st.builds(lambda line, many, more: Bullets((line,) * many, more), long_lines, _numbers, st.integers(0, 9)),
    st.builds(Evidence, long_strings, long_strings, long_strings, long_lines),
    st.builds(OpenItem, long_strings, long_lines, long_lines),
    st.builds(
        lambda title, line, columns, rows: Table(title, (title,) * columns, ((line,) * columns,) * rows),
        long_strings,
        long_lines,
        st.sampled_from((1, 2, 5, 19, 20, 21)),
        _numbers,
    ),
    st.builds(
        lambda title, label, many: BarChart(title, (label,) * many, (1.5,) * many, label, 2.0, title, title),
        long_strings,
        long_strings,
        _numbers,
    ),
    st.builds(Note, long_lines),
)
big_sections = st.builds(
    Section,
    long_strings,
    long_strings,
    st.lists(long_lines, max_size=4).map(tuple),
    st.builds(lambda held, times: tuple(held) * times, st.lists(big_blocks, max_size=3), st.sampled_from((1, 2, 20))),
)
big_documents = st.builds(
    Document,
    long_strings,
    long_lines,
    st.lists(big_sections, max_size=4).map(tuple),
    st.lists(long_lines, max_size=5).map(tuple),
)
