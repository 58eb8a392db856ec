"""The page that looks like Slack: what it shows, to whom, and that nothing in it is markup of somebody else's."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.slack.mrkdwn import Names, mrkdwn
from bot.demo.slack.page import render_home, render_page
from bot.demo.slack.shapes import Json
from bot.demo.slack.state import Message, State, View
from bot.demo.slack.workspace import Channel, User, Workspace

BOT = "U0VESTED"
WORKSPACE = Workspace(
    users=(User(id="U1", name="ana", real_name="Ana Ruiz"), User(id="U2", name="ben", real_name="Ben <Osei>")),
    channels=(Channel(id="C1", name="harbour", members=frozenset({"U1", "U2", BOT})),),
)
NAMES = Names({"U1": "Ana Ruiz"}, {"C1": "harbour"}, {})
ALLOWED = {"a", "b", "blockquote", "br", "code", "div", "i", "pre", "s", "span"}


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = set()
        self.hrefs = []

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.hrefs += [value for name, value in attrs if name == "href"]


@pytest.fixture
def state():
    return State(WORKSPACE, clock=lambda: datetime(2026, 11, 23, 8, tzinfo=UTC))


def post(state: State, text: str = "", *blocks: Json, **fields) -> Message:
    return state.write(
        Message(**{"channel": "C1", "ts": state.next_ts(), "user": BOT, "text": text, "blocks": blocks} | fields)
    )


def words(page: str) -> str:
    return re.sub(r"<[^>]+>", "", page)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* and _italic_ and ~gone~", "<b>bold</b> and <i>italic</i> and <s>gone</s>"),
        ("*_both_*", "<b><i>both</i></b>"),
        ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
        ("`a*b*c`", "<code>a*b*c</code>"),
        ("<https://e.example/?a=1&amp;b=2|the link>", '<a href="https://e.example/?a=1&amp;b=2">the link</a>'),
        ("<javascript:alert(1)|click>", "click"),
        ("<@U1> in <#C1>", '<span class="mention">@Ana Ruiz</span> in <span class="mention">#harbour</span>'),
        ("<!channel>", '<span class="mention loud">@channel</span>'),
        ("&lt;!channel&gt; &amp; co", "&lt;!channel&gt; &amp; co"),
        (":white_check_mark: :unheard_of:", '<span class="emoji">✅</span> :unheard_of:'),
        ("• one\n• two", "• one<br>• two"),
    ],
)
def test_mrkdwn_reads_as_slack_reads_it(text, html):
    assert mrkdwn(text, NAMES) == f"<div>{html}</div>"


def test_quoted_lines_stand_together():
    shown = mrkdwn("she wrote\n&gt; one\n&gt; two", NAMES)

    assert shown == "<div>she wrote</div><blockquote>one<br>two</blockquote>"


@given(st.text(alphabet="*_~`<>&|@#!:/\n ab\"'javscript", max_size=40))
def test_no_text_becomes_markup_of_its_own(text):
    tags = Tags()

    tags.feed(str(mrkdwn(text, NAMES)))

    assert tags.seen <= ALLOWED
    assert not [href for href in tags.hrefs if not href.lower().startswith(("http:", "https:", "mailto:"))]


@pytest.mark.parametrize(
    "block",
    [
        {"type": "section", "text": {"type": "plain_text", "text": "<script>x</script>"}},
        {"type": "section", "text": {"type": "mrkdwn", "text": "<script>x</script>"}},
        {"type": "header", "text": {"type": "plain_text", "text": "<script>x</script>"}},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "<script>x</script>"}]]},
        {"type": "image", "image_url": '"><script>x</script>', "alt_text": '"><script>x</script>'},
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "<script>x</script>"}]}],
        },
        {
            "type": "data_visualization",
            "title": "<script>x</script>",
            "chart": {"type": "pie", "segments": [{"label": "<script>x</script>", "value": 1}]},
        },
    ],
)
def test_hostile_text_is_shown_and_never_run(state, block):
    post(state, "fallback", block)

    page = render_page(state, "C1")

    assert "<script" not in page


def test_names_are_escaped_too(state):
    post(state, "hello", user="U2")

    assert "Ben &lt;Osei&gt;" in render_page(state, "C1")


def test_a_channel_shows_author_time_and_day(state):
    post(state, "Week 47 is out")

    shown = words(render_page(state, "C1"))

    assert "Monday, November 23rd" in shown
    assert re.search(r"Vested\s+APP\s+9:00 AM\s+Week 47 is out", shown)


def test_a_thread_is_folded_until_it_is_asked_for(state):
    main = post(state, "Week 47")
    post(state, "Flow in detail", thread_ts=main.ts)

    folded, unfolded = render_page(state, "C1"), render_page(state, "C1", thread=main.ts)

    assert "1 reply" in folded
    assert "Flow in detail" not in folded
    assert "Flow in detail" in unfolded


def test_an_ephemeral_message_is_shown_to_its_reader_alone(state):
    post(state, "for Ana", only_for="U1")

    shown = {reader: "for Ana" in render_page(state, "C1", reader=reader) for reader in ("U1", "U2", None)}

    assert shown == {"U1": True, "U2": False, None: False}


@pytest.mark.parametrize("kind", ["bar", "line", "area"])
@pytest.mark.parametrize("values", [(3, 7), (0, 0), (-2, 5), (0.5, 0.25), (1_000_000, 3)])
def test_charts_are_drawn_whatever_the_values(state, kind, values):
    data = [{"label": f"W{number}", "value": value} for number, value in enumerate(values)]
    axis = {"categories": ["W0", "W1"]}
    chart = {"type": kind, "series": [{"name": "done", "data": data}], "axis_config": axis}
    post(state, "chart", {"type": "data_visualization", "title": "Done a week", "chart": chart})

    page = render_page(state, "C1")

    assert "Done a week" in page
    assert "nan" not in page.split("<main>")[1]
    assert page.count('class="x"') == 2


def test_the_page_asks_nothing_of_anybody_else(state):
    post(state, "Week 47", {"type": "divider"})

    page = render_page(state, "C1")

    assert not re.search(r'(src|href)="(https?:)?//', page)
    assert "url(" not in page


def test_home_shows_what_the_app_published(state):
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "*Your signals*"}}
    state.show(View(id="V1", user="U1", body={"type": "home", "blocks": [block]}, hash="h", root="V1"), "published")

    assert "<b>Your signals</b>" in render_home(state, "U1")
    assert "Your signals" not in render_home(state, "U2")
