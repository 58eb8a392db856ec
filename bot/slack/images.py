"""Charts as pictures, for where Slack does not show its own."""

from typing import Final

from slack_sdk import WebClient

from bot.document import BarChart
from bot.render.png import render_png
from bot.render.safe import one_line

_TITLE: Final = 100
_ALTERNATIVE: Final = 1000  # characters that Slack keeps for screen readers


def share_image(client: WebClient, chart: BarChart, *, channel: str, thread: str) -> None:
    """A PNG of the chart in that thread, a moment later. Raises what the client raises."""
    client.files_upload_v2(
        channel=channel,
        thread_ts=thread,
        content=render_png(chart),
        filename="chart.png",
        title=one_line(chart.title).strip()[:_TITLE] or "Chart",
        alt_txt=one_line(chart.alternative).strip()[:_ALTERNATIVE],
    )
