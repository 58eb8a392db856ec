from math import nan

import pytest
from render_cases import CHART, document
from sample import DIGEST
from slack_reader import of_type, texts, words

from bot.document import BarChart, Document, Evidence, Link, Note, OpenItem, Paragraph, Section, Strong, Table, Text
from bot.render.slack import render_answer, render_home, render_slack

FINDING = Evidence(
    "f1", "risk_flag", "We pay twice.\nOr thrice.", (Text("Ana, "), Link("HAR-7", "https://x.example/7"))
)
OPEN = OpenItem("question:jira:7", (Text("Maria: who owns the keys?"),), (Link("HAR-7", "https://x.example/7"),))


def reply(*blocks, **options):
    return render_slack(document(*blocks), **options).replies[0]


def chart_of(message):
    return of_type(message, "data_visualization")[0]


def test_the_message_says_title_headline_leads_and_foot_and_the_thread_the_rest():
    post = render_slack(DIGEST)

    said = words(post.main.blocks)
    order = ["Lagoon · week 47", "Booking v2 may miss", "Marta: may an owner", "7 issues", "Made by a machine"]
    assert sorted(order, key=said.index) == order
    titles = [of_type(one, "header")[0]["text"]["text"] for one in post.replies]
    assert titles == [part.title for part in DIGEST.sections if part.blocks or not part.lead]
    assert not any("7 issues (median 6)" in words(one.blocks) for one in post.replies)


def test_the_text_is_the_headline_alone():
    assert render_slack(DIGEST).main.text == (
        "Booking v2 may miss its date by four days:"
        " the refund rule waits for your answer, and scope grew by two issues."
    )
    assert render_slack(Document("Week 47", (), (), ())).main.text == "Week 47"
    assert render_slack(DIGEST).replies[0].text == "Shipped · Lagoon · week 47 (16\u201322 Nov)"


def test_a_finding_shows_its_sentence_who_said_it_and_what_may_be_said_to_it():
    _, quote, line, actions = reply(FINDING).blocks

    assert quote["text"]["text"] == "&gt; We pay twice.\n&gt; Or thrice."
    assert line["elements"][0]["text"] == "*Risk flag* · Ana, <https://x.example/7|HAR-7>"
    assert [(button["action_id"], button["text"]["text"]) for button in actions["elements"]] == [
        ("finding.confirmed", "Confirm"),
        ("finding.disputed", "Not this"),
        ("finding.was-asked", "Was asked"),
        ("finding.wrong-behaviour", "Wrong behaviour\u2026"),
    ]
    assert {button["value"] for button in actions["elements"]} == {"f1"}
    assert actions["elements"][0]["accessibility_label"] == "Confirm \u2013 Risk flag"


def test_an_open_item_may_be_answered_or_accepted():
    _, line, held, actions = reply(OPEN).blocks

    assert line["text"]["text"] == "Maria: who owns the keys?"
    assert held["elements"][0]["text"] == "Holds up <https://x.example/7|HAR-7>"
    assert [(button["action_id"], button["value"]) for button in actions["elements"]] == [
        ("risk.answered", "question:jira:7"),
        ("risk.accepted", "question:jira:7"),
    ]


def test_the_same_finding_may_stand_in_a_message_twice():
    ids = [block["block_id"] for block in of_type(reply(FINDING, OPEN, FINDING), "actions")]

    assert len(set(ids)) == 3


@pytest.mark.parametrize("finding", ["", "f" * 2_001])
def test_a_finding_without_a_name_that_fits_has_no_buttons(finding):
    assert of_type(reply(Evidence(finding, "risk_flag", "We pay twice.", ())), "actions") == []


def test_without_feedback_nothing_has_buttons():
    assert of_type(reply(FINDING, OPEN, feedback=False), "actions") == []
    assert of_type(render_answer(document(FINDING), feedback=False)[0], "actions") == []
    assert [block for block in render_home(document(FINDING), feedback=False) if block["type"] == "actions"] == []


def test_a_chart_is_slacks_own_with_its_words_beneath():
    message = reply(CHART)

    assert chart_of(message) == {
        "type": "data_visualization",
        "title": "Items finished a week",
        "chart": {
            "type": "bar",
            "series": [{"name": "items", "data": [{"label": "W46", "value": 3}, {"label": "W47", "value": 9}]}],
            "axis_config": {"categories": ["W46", "W47"]},
        },
    }
    assert "Three, then nine. Compare with median 6." in words(message.blocks)
    assert message.images == ()


def test_where_no_chart_is_shown_its_bars_are_letters_and_an_image_is_wanted():
    message = reply(CHART, native_charts=False)

    assert of_type(message, "data_visualization") == []
    assert message.images == (CHART,)
    assert [part in words(message.blocks) for part in ("W46 3", "█", "median 6", "Three, then nine.")] == [True] * 4


def test_only_the_newest_points_with_a_number_are_drawn():
    values = (*map(float, range(24)), nan)
    chart = BarChart("Items", tuple(f"W{n}" for n in range(25)), values, "items", None, "", "Many.")

    message = reply(chart)

    assert chart_of(message)["chart"]["axis_config"]["categories"] == [f"W{number}" for number in range(4, 24)]
    assert "Shown: 20 of 25." in words(message.blocks)


def test_a_chart_without_any_number_is_said_in_words():
    message = reply(BarChart("Items", ("W46",), (nan,), "items", None, "", "Nothing is known."))

    assert of_type(message, "data_visualization") == []
    assert "Nothing is known." in words(message.blocks)


def test_labels_that_read_the_same_stay_apart():
    chart = BarChart("Items", ("x" * 30,) * 3, (1.0, 2.0, 3.0), "items", None, "", "Many.")

    labels = chart_of(reply(chart))["chart"]["axis_config"]["categories"]

    assert len(set(labels)) == 3
    assert max(map(len, labels)) <= 20


def test_a_table_is_slacks_own_with_numbers_to_the_right():
    rows = (((Link("Jira", "https://x.example"),), (Text("412"),)), ((Strong("GitHub"),), ()))

    table = of_type(reply(Table("Sources", ("Name", "Issues"), rows, frozenset({1}))), "table")[0]

    link, number = table["rows"][1]
    assert link["elements"][0]["elements"] == [{"type": "link", "url": "https://x.example", "text": "Jira"}]
    assert number == {"type": "raw_text", "text": "412"}
    assert table["rows"][2][1] == {"type": "raw_text", "text": "\u00a0"}
    assert [column["align"] for column in table["column_settings"]] == ["left", "right"]


def test_where_no_table_is_shown_its_columns_are_letters():
    rows = (((Text("Jira"),), (Text("412"),)), ((Text("GitHub"),), (Text("9"),)))

    message = reply(Table("Sources", ("Name", "Issues"), rows, frozenset({1})), native_charts=False)

    assert message.blocks[-1]["text"]["text"] == "```\nName    Issues\nJira       412\nGitHub       9\n```"


def test_an_answer_of_ten_lines_is_one_message():
    whole = document(*(Paragraph((Text(f"line {number}"),)) for number in range(9)), foot=((Text("foot"),),))

    messages = render_answer(whole)

    assert len(messages) == 1
    assert [words(messages[0].blocks).index(part) >= 0 for part in ("Harbour", "All is well.", "line 8", "foot")]


def test_what_an_answer_has_more_of_stands_behind_its_first_message():
    first, *rest = render_answer(
        document(*(Paragraph((Text(f"line {n}."),)) for n in range(30)), foot=((Text("foot"),),))
    )

    assert "line 8." in words(first.blocks)
    assert "line 9." not in words(first.blocks)
    assert words(first.blocks).endswith("foot")
    assert "line 9." in words(rest[0].blocks)
    assert "line 29." in words(rest[-1].blocks)


def test_a_home_shows_figures_in_letters():
    blocks = render_home(document(CHART, Note((Text("small print"),))))

    assert {block["type"] for block in blocks} == {"header", "section", "context"}
    assert "W46 3" in words(blocks)


def test_an_empty_document_still_says_something():
    assert render_slack(Document("", (), (), ())).main.text == "Vested"


@pytest.mark.parametrize("render", [render_slack, render_answer])
def test_links_in_titles_and_quotes_are_words(render):
    whole = Document(
        "<!channel> <https://evil.example|x>",
        (),
        (Section("s", "<@U1>", (), (Evidence("f", "<@U1>", "<@U1>", ()),)),),
        (),
    )

    shown = render(whole)

    blocks = [shown.main.blocks, *(one.blocks for one in shown.replies)] if render is render_slack else shown[0].blocks
    assert [text for text in texts(blocks) if "<" in text and not text.startswith("<!channel>")] in ([], ["<@U1>"])
