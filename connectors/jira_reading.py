"""One pull of a Jira under way: batches in their order, each thing told once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from connectors import jira_listing as listing
from connectors import jira_records as records
from connectors import jira_thread_records as thread
from connectors import jira_threads as threads
from connectors.base import Batch, ConnectorError
from connectors.jira_client import Client, Json
from connectors.jira_records import Site
from connectors.records import instant_in, turning
from models.people import Identity
from models.record import Record
from models.work import Milestone, Sprint


@dataclass(slots=True)
class Reading:
    """One pull under way: what has been told already is not told again."""

    client: Client
    site: Site
    told: dict[tuple[type[Record], str], None] = field(default_factory=dict)
    epics: dict[str, str | None] = field(default_factory=dict)  # ids by key
    incomplete: list[str] = field(default_factory=list)  # what Jira would not show, until somebody takes it

    def reference(self, projects: Sequence[str], boards: Sequence[int]) -> tuple[Record, ...]:
        """Statuses, the projects' versions and the boards' sprints."""
        with turning(f"a status, version or sprint of {self.client.access.host}"):
            return tuple(self._news(self._referred(projects, boards)))

    def _referred(self, projects: Sequence[str], boards: Sequence[int]) -> Iterator[Record]:
        for raw in self.client.fetch("api/status"):
            yield records.status(self.site, raw)
        for project in projects:
            about = f"the setting projects ({project})"
            versions = self.client.fetch(f"api/project/{project}/versions", about=about)
            for raw in versions:
                yield records.milestone(self.site, raw, project)
        for raw in listing.sprints(self.client, projects=projects, wanted=boards, passed_over=self.incomplete.append):
            yield records.sprint(self.site, raw)

    def batch(self, page: Sequence[Json], *, expected: int | None) -> Batch:
        """The issues of one page, with all that hangs on them and every account, sprint and version first seen here."""
        with turning(f"a page of issues ({page[0]['key']} to {page[-1]['key']})"):
            histories = threads.histories(self.client, page)
            epics = self._epic_ids(page)
        made: list[Record] = []
        whole: list[str] = []
        for raw in page:
            with turning(f"issue {raw['key']}"):
                said, is_whole = threads.comments(self.client, raw)
                made += self._told_of(raw, said, histories.get(raw["id"], ()), epics.get(raw["id"]))
            if is_whole:
                whole.append(raw["id"])
            else:
                self.incomplete.append(f"comments of {raw['key']}: Jira counts more than it shows")
        return Batch(
            tuple(made),
            complete_until=instant_in(page[-1]["fields"], "updated"),
            whole_threads=frozenset(whole),
            requests=self.client.take_requests(),
            expected=expected,
            incomplete=self.take_incomplete(),
        )

    def take_incomplete(self) -> tuple[str, ...]:
        """What Jira would not show since this was last asked, one line each."""
        taken, self.incomplete = tuple(self.incomplete), []
        return taken

    def _told_of(
        self, raw: Json, said: Sequence[Json], changed: Sequence[Json], epic_id: str | None
    ) -> Iterator[Record]:
        yield from self._news(self._mentioned(raw, said, changed))
        yield records.issue(self.site, raw, epic_id=epic_id)
        for one in said:
            with turning(f"comment {one.get('id')}"):
                yield thread.comment(self.site, one, raw)
        yield from thread.changes(self.site, raw["id"], changed)

    def _mentioned(self, raw: Json, said: Iterable[Json], changed: Iterable[Json]) -> Iterator[Record]:
        for person in records.accounts_in(raw, said, changed):
            if (Identity, str(records.account(person))) not in self.told:
                yield records.identity(self.site, person)
        fields = raw["fields"]
        for sprint in records.sprints_of(self.site, fields):
            if (Sprint, str(sprint["id"])) not in self.told:
                yield records.sprint(self.site, sprint)
        project = (fields.get("project") or {}).get("key") or raw["key"].rpartition("-")[0]
        for version in fields.get("fixVersions") or ():
            if (Milestone, str(version["id"])) not in self.told:
                yield records.milestone(self.site, version, project)

    def _news(self, found: Iterable[Record]) -> Iterator[Record]:
        for one in found:
            key = (type(one), one.external_id)
            if key not in self.told:
                self.told[key] = None
                yield one

    def _epic_ids(self, page: Sequence[Json]) -> Mapping[str, str]:
        """The id of each issue's epic, where the site links epics by key."""
        name = self.site.fields.epic
        keys = {raw["id"]: raw["fields"][name] for raw in page if name and raw["fields"].get(name)}
        self.epics |= {raw["key"]: raw["id"] for raw in page}
        if unknown := sorted({key for key in keys.values() if key not in self.epics}):
            self.epics |= dict.fromkeys(unknown) | self._look_up(unknown)
        return {issue: epic for issue, key in keys.items() if (epic := self.epics.get(key))}

    def _look_up(self, keys: Sequence[str]) -> dict[str, str | None]:
        try:
            return dict(listing.issue_ids(self.client, keys))
        except ConnectorError as error:
            if listing.is_outage(error):
                raise
        # One epic that is hidden or gone makes Jira refuse them all, and is no reason to stop or to lose the others.
        alone = [self._look_up([key]) for key in keys] if len(keys) > 1 else []
        return {key: found for answer in alone for key, found in answer.items()}
