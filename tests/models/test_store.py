"""Writing records on SQLite and on PostgreSQL."""

from datetime import UTC, datetime, timedelta

import factories as f
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError
from sqlmodel import select

from models.columns import Zone
from models.db import reading, writing
from models.findings import Finding
from models.people import Identity
from models.runs import Detection
from models.store import Tally, bury_missing_comments, upsert
from models.work import Comment, Issue


def stored(engine, kind):
    with reading(engine) as session:
        return session.exec(select(kind)).all()


def put(engine, *records) -> Tally:
    with writing(engine) as session:
        return upsert(session, records)


def test_what_is_stored_comes_back_as_it_was(engine):
    issue = f.issue(labels=["a", "b"], links=[("blocks", "7", "HAR-7")], points=3, due_on="2026-12-05")

    put(engine, issue)

    (found,) = stored(engine, Issue)
    assert found.model_dump() == issue.model_dump()


def test_instants_come_back_in_utc_whatever_zone_they_were_given_in(engine):
    berlin = datetime(2026, 10, 25, 2, 30, tzinfo=f.ZONE, fold=1)

    put(engine, f.issue(created_at=berlin))

    (found,) = stored(engine, Issue)
    assert found.created_at == berlin.astimezone(UTC)
    assert found.created_at.tzinfo == UTC


def test_an_instant_without_a_zone_is_refused(engine):
    issue = f.issue()
    issue.created_at = datetime(2026, 11, 16, 9, 0)  # noqa: DTZ001 - the point of the test

    with pytest.raises(StatementError, match="without a time zone"):
        put(engine, issue)


def test_zones_come_back_as_zones(engine):
    put(engine, f.comment(body="One. `two`", zones=[Zone(0, 4, "prose"), Zone(5, 10, "code")]))

    (found,) = stored(engine, Comment)
    assert found.zones == [Zone(0, 4, "prose"), Zone(5, 10, "code")]


def test_storing_twice_stores_once_and_says_so(engine):
    issues = [f.issue() for _ in range(1000)]

    first = put(engine, *issues)
    second = put(engine, *issues)

    assert first == Tally(seen=1000, new=1000)
    assert second == Tally(seen=1000, unchanged=1000)
    assert len(stored(engine, Issue)) == 1000


def test_only_what_changed_is_counted_as_changed(engine):
    issues = [f.issue() for _ in range(3)]
    put(engine, *issues)
    issues[1].title = "Pay by invoice"

    tally = put(engine, *issues)

    assert tally == Tally(seen=3, changed=1, unchanged=2)
    assert {issue.title for issue in stored(engine, Issue)} == {"Pay by card", "Pay by invoice"}


def test_the_last_of_two_records_with_one_key_wins(engine):
    tally = put(engine, f.issue(external_id="1", title="old"), f.issue(external_id="1", title="new"))

    assert (tally.seen, tally.new) == (2, 1)
    assert stored(engine, Issue)[0].title == "new"


def test_equal_ids_of_two_engagements_and_two_sources_are_different_things(engine):
    put(
        engine,
        f.issue(external_id="1"),
        f.issue(external_id="1", source="linear"),
        f.issue(external_id="1", engagement="pier"),
    )

    assert len(stored(engine, Issue)) == 3


def test_pulling_an_account_again_keeps_whose_it_is(engine):
    put(engine, f.identity("ana", person_id="ana", linked_by="config"))

    tally = put(engine, f.identity("ana", person_id=None, linked_by=None, display_name="Ana R."))

    (found,) = stored(engine, Identity)
    assert (found.person_id, found.linked_by, found.display_name) == ("ana", "config", "Ana R.")
    assert tally.changed == 1


def test_detecting_again_keeps_what_people_said(engine):
    put(engine, f.finding(id="f-a", verdict="disputed"))

    put(engine, f.finding(id="f-a", verdict="none", probability=0.5))

    (found,) = stored(engine, Finding)
    assert (found.verdict, found.probability) == ("disputed", 0.5)


def test_comments_missing_from_a_whole_thread_are_buried_and_their_findings_withdrawn(engine):
    kept, gone, elsewhere = f.comment("1"), f.comment("1"), f.comment("2")
    put(engine, kept, gone, elsewhere, f.finding(item_id=gone.external_id), f.finding(item_id=kept.external_id))

    with writing(engine) as session:
        buried = bury_missing_comments(
            session, engagement=f.ENGAGEMENT, source=f.SOURCE, issues={"1"}, kept={kept.external_id}, at=f.at(3)
        )

    assert buried == 1
    assert {c.external_id for c in stored(engine, Comment) if c.removed_at is None} == {
        kept.external_id,
        elsewhere.external_id,
    }
    assert {x.item_id: x.withdrawn_at for x in stored(engine, Finding)} == {
        gone.external_id: f.at(3),
        kept.external_id: None,
    }


def test_what_is_buried_counts_as_unread_from_then_on(engine):
    kept, gone = f.comment("1"), f.comment("1")
    put(engine, kept, gone, *(read(comment) for comment in (kept, gone)), read(gone, item_kind="issue"))

    with writing(engine) as session:
        bury_missing_comments(
            session, engagement=f.ENGAGEMENT, source=f.SOURCE, issues={"1"}, kept={kept.external_id}, at=f.at(3)
        )

    still_read = {(detection.item_kind, detection.item_id) for detection in stored(engine, Detection)}
    assert still_read == {("comment", kept.external_id), ("issue", gone.external_id)}


def read(comment: Comment, **fields) -> Detection:
    defaults = {
        "engagement": f.ENGAGEMENT,
        "source": f.SOURCE,
        "item_kind": "comment",
        "item_id": comment.external_id,
        "item_updated_at": comment.updated_at,
        "classifier": "v1",
    }
    return Detection.model_validate(defaults | fields)


def test_nothing_of_a_transaction_that_fails_is_stored(engine):
    def interrupted():
        with writing(engine) as session:
            upsert(session, [f.issue()])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert stored(engine, Issue) == []


@settings(max_examples=30)
@given(text=st.text(st.characters(), max_size=60))
def test_any_text_a_stranger_writes_can_be_stored_with_its_length_kept(engine, text):
    put(engine, f.comment(external_id="x", body=text, zones=f.prose(text)))

    (found,) = stored(engine, Comment)
    assert len(found.body) == len(text)
    assert all(a == b for a, b in zip(found.body, text, strict=True) if b != "\x00" and not "\ud800" <= b <= "\udfff")


@settings(max_examples=20)
@given(rows=st.lists(st.tuples(st.integers(0, 8), st.sampled_from("abc")), max_size=20))
def test_the_tally_always_adds_up_to_the_distinct_records(engine, rows):
    tally = put(engine, *(f.issue(external_id=str(key), key="HAR-1", url="", title=title) for key, title in rows))

    assert tally.seen == len(rows)
    assert tally.new + tally.changed + tally.unchanged == len({key for key, _ in rows})


def test_adding_tallies_adds_each_count():
    assert Tally(1, 2, 3, 4, 5) + Tally(1, 1, 1, 1, 1) == Tally(2, 3, 4, 5, 6)


def test_a_day_later_is_a_change(engine):
    issue = f.issue()
    put(engine, issue)
    issue.updated_at += timedelta(days=1)

    assert put(engine, issue).changed == 1
