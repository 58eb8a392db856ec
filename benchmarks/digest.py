"""One week's digest of a large project, beside reading the rows of the same twelve weeks with plain SQL."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from benchmarks.apart import measured
from benchmarks.generated import project
from benchmarks.sync import pulled
from bot.config import load_config
from bot.demo.config import DemoSite, write_config
from bot.demo.jira_server import JiraServer
from bot.digest.compose import compose
from bot.jobs.answers import activity_of
from bot.render.html import render_html
from models.activity import Week
from models.db import open_database

WEEK = Week(2025, 20)
ISSUES = 20_000
_ROWS = """
SELECT * FROM {table} WHERE engagement = 'bench' AND {instant} >= '2025-02-24' AND {instant} < '2025-05-19'
"""
_TABLES = (("issue", "updated_at"), ("comment", "created_at"), ("change", "occurred_at"))


def main() -> None:
    """Print what one digest takes, from the database to the page."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config.toml"
        measured(filled, config)
        digest, plain = measured(_digest, config), measured(_read, config.with_suffix(".db"))
    print(
        f"\nDigest of one week out of a project of {ISSUES:,} issues, beside its twelve weeks' rows read by plain SQL"
    )
    print(f"digest {digest.seconds:.2f} s, {digest.peak_mib:.0f} MiB ({digest.value:,} characters of HTML)")
    print(f"plain SQL {plain.seconds:.2f} s, {plain.peak_mib:.0f} MiB ({plain.value:,} rows)")


def filled(config: Path) -> None:
    """Sync the generated project into the database of a config that this writes."""
    with JiraServer(project(ISSUES), "datacenter") as server:
        site = DemoSite(
            url=server.url, cloud=False, projects=("GEN",), engagement="bench", name="Bench", time_zone="Europe/Berlin"
        )
        write_config(site, config, database=config.with_suffix(".db"))
        pulled(config, None)


def _digest(config: Path) -> int:
    settings = load_config(config)
    engine = open_database(settings.database.address)
    activity = activity_of(engine, settings.engagement(None), WEEK)
    return len(render_html(compose(activity, edition="internal", version="bench")))


def _read(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return sum(
            len(connection.execute(_ROWS.format(table=table, instant=instant)).fetchall()) for table, instant in _TABLES
        )
