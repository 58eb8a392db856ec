import pytest
from pydantic import ValidationError

from bot.settings import SlackSettings


@pytest.mark.parametrize(
    ("charts", "native", "uploads"), [("native", True, True), ("image", False, True), ("text", False, False)]
)
def test_the_charts_setting_says_what_is_rendered_and_uploaded(charts, native, uploads):
    settings = SlackSettings(charts=charts)

    assert (settings.native_charts, settings.uploads_images) == (native, uploads)


def test_charts_are_slacks_own_unless_told_otherwise():
    assert SlackSettings().native_charts


def test_a_way_to_show_charts_that_nobody_knows_is_refused():
    with pytest.raises(ValidationError, match="charts"):
        SlackSettings(charts="svg")
