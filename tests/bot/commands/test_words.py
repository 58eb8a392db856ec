"""What was typed, as words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.words import Arguments, mentioned, parse
from bot.errors import UserError


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("", "", Arguments()),
        ("   ", "", Arguments()),
        ("Risks", "risks", Arguments()),
        ("signals <@U123|ana> 8", "signals", Arguments(("<@U123>", "8"))),
        ("signals @ana --share", "signals", Arguments(("@ana",), share=True)),
        ("risks —share", "risks", Arguments(share=True)),
        ("risks --in harbour", "risks", Arguments(engagement="harbour")),
        ("risks --in=Harbour", "risks", Arguments(engagement="harbour")),
        ("--in harbour risks", "risks", Arguments(engagement="harbour")),
        ('signals "Ana Ruiz"', "signals", Arguments(("Ana Ruiz",))),
        ("signals “Ana Ruiz” 4", "signals", Arguments(("Ana Ruiz", "4"))),
        ("ask ana's risks", "ask", Arguments(("ana's", "risks"))),
        ('ask 5" screens', "ask", Arguments(("5", '"', "screens"))),
        ("ask R&amp;D <https://x.example|x.example>", "ask", Arguments(("R&D", "https://x.example"))),
    ],
)
def test_words_options_quotes_and_mentions(text, name, arguments):
    assert parse(text) == (name, arguments)


@pytest.mark.parametrize(("text", "says"), [("risks --all", "there is no option --all"), ("risks --in", "short name")])
def test_an_option_that_does_not_exist_is_said_so(text, says):
    with pytest.raises(UserError, match=says):
        parse(text)


@given(st.text())
def test_whatever_is_typed_is_parsed_or_refused_in_one_line(text):
    try:
        _, arguments = parse(text)
    except UserError as error:
        assert "option" in str(error) or "--in" in str(error)  # noqa: PT017 - either outcome is right
    else:
        assert all(word.strip() for word in arguments.words)


@pytest.mark.parametrize(("word", "ident"), [("<@U123>", "U123"), ("<@W1>", "W1"), ("@ana", None), ("<@U1", None)])
def test_a_mention_names_a_slack_member(word, ident):
    assert mentioned(word) == ident
