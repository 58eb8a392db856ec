import pytest
from hypothesis import HealthCheck, given, settings
from sample import DIGEST
from slack_cases import MONSTROUS, OPEN, QUIET, big_documents
from slack_reader import complaints, home_complaints, of_type, texts, words

from bot.document import BarChart, Bullets, Document, Evidence, Paragraph, Section, Table, Text
from bot.render.slack import MOST_REPLIES, render_answer, render_home, render_slack

every_week = pytest.mark.parametrize("whole", [QUIET, DIGEST, MONSTROUS], ids=["quiet", "demo", "monstrous"])
every_workspace = pytest.mark.parametrize("native", [True, False], ids=["native", "in letters"])
big = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def messages(whole, *, native=True):
    post = render_slack(whole, native_charts=native)
    return [post.main, *post.replies, *render_answer(whole, native_charts=native)]


def behind(*blocks, native=True):
    return render_slack(Document("Week", (), (Section("s", "Title", (), blocks),), ()), native_charts=native).replies


@every_week
@every_workspace
def test_slack_takes_every_message_and_nobody_is_called(whole, native):
    assert [found for message in messages(whole, native=native) for found in complaints(message)] == []


@every_week
def test_slack_takes_every_home(whole):
    assert home_complaints(render_home(whole)) == []


@big
@given(whole=big_documents)
def test_slack_takes_whatever_is_made_up(whole):
    assert [found for message in messages(whole) for found in complaints(message)] == []
    assert [found for message in messages(whole, native=False) for found in complaints(message)] == []
    assert home_complaints(render_home(whole)) == []


@pytest.mark.parametrize("whole", [DIGEST, MONSTROUS], ids=["demo", "monstrous"])
def test_the_message_in_the_channel_has_at_most_twelve_lines(whole):
    main = render_slack(whole).main

    assert sum(text.count("\n") + 1 for text in texts(main.blocks)) <= 12


def test_a_quiet_week_is_three_lines():
    post = render_slack(QUIET)

    assert len(list(texts(post.main.blocks))) == 3
    assert post.replies == ()


def test_what_the_message_has_no_room_for_opens_the_thread():
    leads = tuple((Text(f"lead {number}"),) for number in range(20))

    post = render_slack(Document("Week", (Text("Verdict"),), (Section("s", "Title", leads),), ((Text("foot"),),)))

    assert "lead 7" in words(post.main.blocks)
    assert "lead 8\n" not in words(post.main.blocks)
    assert "and 12 more in the thread" in words(post.main.blocks)
    assert [f"lead {number}" in words(post.replies[0].blocks) for number in (7, 8, 19)] == [False, True, True]


def test_a_section_too_long_for_its_replies_says_how_many_more_there_are():
    evidence = [Evidence(f"f{number}", "risk_flag", "We pay twice.", (Text("Ana"),)) for number in range(300)]

    replies = behind(*evidence)

    shown = [block["elements"][0]["value"] for reply in replies for block in of_type(reply, "actions")]
    assert len(replies) == MOST_REPLIES
    assert shown == [f"f{number}" for number in range(len(shown))]
    assert f"and {300 - len(shown)} more" in words(replies[-1].blocks)


def test_all_lines_of_a_long_list_are_counted():
    replies = behind(Bullets(tuple((Text(f"line {number} " + "x" * 900),) for number in range(300))))

    shown = "\n".join(words(reply.blocks) for reply in replies).count("line ")
    assert f"and {300 - shown} more" in words(replies[-1].blocks)


def test_a_finding_and_its_buttons_are_never_parted():
    replies = behind(*(Evidence(f"f{number}", "risk_flag", "x" * 700, (Text("Ana"),)) for number in range(40)))

    kinds = [[block["type"] for block in reply.blocks if block["type"] != "header"] for reply in replies]
    assert len(replies) > 1
    assert all(kind[:3] == ["section", "context", "actions"] for kind in kinds)
    assert [kind[-1] for kind in kinds[:-1]] == ["actions"] * (len(kinds) - 1)


def test_a_message_holds_two_charts_and_one_table():
    chart = BarChart("Items", ("W46",), (3.0,), "items", None, "", "Three.")
    table = Table("Sources", ("Name",), (((Text("Jira"),),),))

    assert [len(of_type(reply, "data_visualization")) for reply in behind(*[chart] * 5)] == [2, 2, 1]
    assert [len(of_type(reply, "table")) for reply in behind(*[table] * 3)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("rows", "shown", "more"), [(99, 99, None), (100, 99, "1 more row\n"), (140, 99, "41 more rows")]
)
def test_rows_beyond_a_table_of_slacks_are_counted(rows, shown, more):
    reply = behind(Table("Sources", ("Name",), (((Text("Jira"),),),) * rows))[0]

    assert len(of_type(reply, "table")[0]["rows"]) == shown + 1
    assert (more or "more row") in words(reply.blocks) + "\n" or more is None
    assert more is not None or "more" not in words(reply.blocks)


@pytest.mark.parametrize(("columns", "native"), [(20, True), (21, False)])
def test_a_table_too_wide_for_slack_is_written_in_letters(columns, native):
    row = tuple((Text(f"cell {number}"),) for number in range(columns))

    reply = behind(Table("Wide", tuple(f"column {n}" for n in range(columns)), (row,)))[0]

    assert bool(of_type(reply, "table")) == native
    assert f"cell {columns - 1}" in words(reply.blocks)


def test_a_home_of_too_many_blocks_is_trimmed_in_order():
    blocks = render_home(Document("Home", (), (Section("s", "Open", (), OPEN),), ((Text("foot"),),)))

    assert len(blocks) <= 100
    assert "more" in words(blocks[-2:])
    assert "foot" in words(blocks[-1:])


def test_one_paragraph_of_any_length_stays_one_section():
    assert [len(of_type(reply, "section")) for reply in behind(Paragraph((Text("word " * 3_000),)))] == [1]
