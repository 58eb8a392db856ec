from dataclasses import dataclass, field

import pytest
import talk
from factories import at
from talk import described, last_event, said, thread

from signals.behaviours.base import Passage
from signals.behaviours.prompted import Prompt, prompted

RISK = "If the webhook retries after the refund we pay twice."
OPTION = "We could ship single-tender first and add split payments later."
NEED = "The bank has to whitelist our test IP before this can start."
OBJECTION = "I don't agree with dropping the limit, because fraud doubled last month."
WHY = "What would the shops do differently with this report?"
LEARNT = "We decided for UTC because the bank's export has no zone."
EXTRA = "I also added a dashboard for failed refunds."


@dataclass(frozen=True)
class Case:
    name: str
    value: str
    by: int | None  # which passage prompted it
    behaviour: str
    passages: tuple[Passage, ...]
    sentence: str | None = None
    fields: dict = field(default_factory=dict)


def case(name, value, by, behaviour, *passages, sentence=None, **fields) -> Case:
    return Case(name, value, by, behaviour, passages, sentence, fields)


CASES = (
    # none
    case("first to speak", "none", None, "risk_flag", described(), said("ana", RISK)),
    case("in the description", "none", None, "risk_flag", described(RISK, "ana")),
    case(
        "a question prompts only its own topic",
        "none",
        None,
        "risk_flag",
        described(),
        said("ben", "@ana When is it done?"),
        said("ana", "Friday, but their v2 shuts down on the 1st.", 0.1),
    ),
    case(
        "status asked on the author's own issue is no request for risks",
        "none",
        None,
        "risk_flag",
        described(),
        said("carla", "What is the status?"),
        said("ana", RISK, 0.1),
        assignee="ana",
    ),
    case(
        "a mention for information",
        "none",
        None,
        "risk_flag",
        described(),
        said("ben", "Refund flow is on staging now, any risks we should list, @carla? cc @ana"),
        said("ana", RISK, 0.1),
    ),
    case(
        "an FYI",
        "none",
        None,
        "risk_flag",
        described(),
        said("ben", "FYI @ana the risk register moved to the wiki."),
        said("ana", RISK, 0.1),
    ),
    case(
        "a statement about risks is no request",
        "none",
        None,
        "risk_flag",
        described(),
        said("ben", "I see no risk here."),
        said("ana", RISK, 0.1),
        assignee="ana",
    ),
    case(
        "another person was asked",
        "none",
        None,
        "risk_flag",
        described(),
        said("carla", "@ben any risks with refunds?"),
        said("ana", RISK, 0.1),
    ),
    case(
        "another person was asked on the author's issue",
        "none",
        None,
        "risk_flag",
        described(),
        said("carla", "@ben what could go wrong here?"),
        said("ana", RISK, 0.1),
        assignee="ana",
    ),
    case(
        "the question is six working days old",
        "none",
        None,
        "risk_flag",
        described(days=-20),
        said("ben", "@ana any risks?", -8),
        said("ana", RISK),
    ),
    case(
        "eleven passages back",
        "none",
        None,
        "risk_flag",
        described(),
        said("ben", "@ana any risks?"),
        *(said("ben", f"Build {n} is green.", 0.1) for n in range(10)),
        said("ana", RISK, 0.2),
    ),
    case(
        "already answered by the author",
        "none",
        None,
        "risk_flag",
        described(),
        said("ben", "@ana any risks?"),
        said("ana", "None that I can see today.", 0.1),
        said("ana", RISK, 2),
    ),
    case(
        "closed by the one who asked",
        "none",
        None,
        "risk_flag",
        described(),
        said("ben", "Any concerns?"),
        said("ben", "Thanks all, settled in the refinement.", 1),
        said("ana", RISK, 2),
    ),
    case(
        "asked only inside a quote",
        "none",
        None,
        "risk_flag",
        described(),
        said("ben", "> @ana any risks?\n\nShe is on leave."),
        said("ana", RISK, 0.1),
    ),
    case(
        "asked only inside code",
        "none",
        None,
        "risk_flag",
        described(),
        said("ben", "```\n@ana any risks?\n```\nFrom the bot."),
        said("ana", RISK, 0.1),
    ),
    case(
        "one's own question",
        "none",
        None,
        "risk_flag",
        described(),
        said("ana", "Any risks with this?"),
        said("ana", RISK, 0.1),
    ),
    case(
        "a later question does not prompt an earlier sentence",
        "none",
        None,
        "risk_flag",
        described(),
        said("ana", RISK),
    ),
    case(
        "options asked for, a risk given",
        "none",
        None,
        "risk_flag",
        described(),
        said("ben", "@ana which alternatives do we have?"),
        said("ana", RISK, 0.1),
    ),
    case(
        "a request for work prompts that work only",
        "none",
        None,
        "initiative",
        described(),
        said("carla", "@ana please fix the button colour"),
        said("ana", EXTRA, 0.1),
    ),
    case(
        "repeating oneself is no echo",
        "none",
        None,
        "risk_flag",
        described(),
        said("ana", RISK),
        said("ana", RISK, 1),
    ),
    case(
        "the same said 31 days ago",
        "none",
        None,
        "risk_flag",
        described(days=-60),
        said("ben", RISK, -31),
        said("ana", RISK),
    ),
    case(
        "a bare mention of the linked object raises nothing",
        "none",
        None,
        "dependency_flag",
        described(),
        said("ben", "See HAR-77 for the screenshots."),
        said("ana", "HAR-77 has to be merged first.", 0.1),
    ),
    case(
        "a heading of one's own",
        "none",
        None,
        "risk_flag",
        described(),
        said("ana", f"## What I saw on staging\n\n{RISK}"),
        sentence=RISK,
    ),
    case(
        "a heading below",
        "none",
        None,
        "risk_flag",
        described(),
        said("ana", f"{RISK}\n\n## Risks\n\nnone"),
        sentence=RISK,
    ),
    case("a chore has no duty", "none", None, "risk_flag", described(), said("ana", RISK), issue_kind="Task"),
    case(
        "a spike's duty is not knowledge",
        "none",
        None,
        "knowledge_capture",
        described(),
        said("ana", LEARNT),
        issue_kind="Spike",
    ),
    # echo
    case("said by somebody else before", "echo", 1, "risk_flag", described(), said("ben", RISK), said("ana", RISK, 1)),
    case(
        "nearly the same words",
        "echo",
        1,
        "risk_flag",
        described(),
        said("ben", "If the webhook retries after the refund, then we pay twice!"),
        said("ana", RISK, 1),
    ),
    case("said in the description", "echo", 0, "risk_flag", described(RISK), said("ana", RISK, 1)),
    case(
        "the same linked object raised before",
        "echo",
        1,
        "dependency_flag",
        described(),
        said("ben", "We are blocked by BANK-12 here."),
        said("ana", "BANK-12 has to be released before we can start.", 1),
    ),
    case(
        "the same question asked before",
        "echo",
        1,
        "why_question",
        described(),
        said("ben", WHY),
        said("ana", WHY, 1),
    ),
    case(
        "echo wins over a request",
        "echo",
        1,
        "risk_flag",
        described(),
        said("ben", RISK),
        said("carla", "@ana any risks?", 0.1),
        said("ana", RISK, 0.2),
    ),
    # template
    case("under Risks", "template", None, "risk_flag", described(), said("ana", f"## Risks\n\n{RISK}"), sentence=RISK),
    case(
        "under a Jira heading",
        "template",
        None,
        "risk_flag",
        described(f"h3. Known risks:\n{RISK}", "ana"),
        sentence=RISK,
    ),
    case(
        "under Dependencies",
        "template",
        None,
        "dependency_flag",
        described(f"## Dependencies\n\n{NEED}", "ana"),
        sentence=NEED,
    ),
    case(
        "under Open questions",
        "template",
        None,
        "why_question",
        described(f"### Open questions\n\n{WHY}", "ana"),
        sentence=WHY,
    ),
    case(
        "under Checklist",
        "template",
        None,
        "initiative",
        described(f"## Checklist\n\n- [x] {EXTRA}", "ana"),
        sentence=EXTRA,
    ),
    case(
        "template wins over role",
        "template",
        None,
        "risk_flag",
        described(f"## Risks\n\n{RISK}", "ana"),
        sentence=RISK,
        issue_kind="Spike",
    ),
    # role
    case("a spike owes options", "role", 0, "alternative", described(), said("ana", OPTION), issue_kind="Spike"),
    case("a spike owes risks", "role", 0, "risk_flag", described(), said("ana", RISK), issue_kind="Spike"),
    case("a spike by its title", "role", 0, "initiative", described(), said("ana", EXTRA), title="Spike: refunds"),
    case(
        "a doc issue owes knowledge",
        "role",
        0,
        "knowledge_capture",
        described(),
        said("ana", LEARNT),
        issue_kind="Documentation",
    ),
    case(
        "a security review owes risks",
        "role",
        0,
        "risk_flag",
        described(),
        said("ana", RISK),
        issue_kind="Security review",
    ),
    case(
        "role wins over a request",
        "role",
        0,
        "risk_flag",
        described(),
        said("ben", "@ana any risks?"),
        said("ana", RISK, 0.1),
        issue_kind="QA",
    ),
    # direct
    case("mentioned", "direct", 1, "risk_flag", described(), said("ben", "@ana any risks?"), said("ana", RISK, 0.1)),
    case(
        "mentioned as Jira does",
        "direct",
        1,
        "risk_flag",
        described(),
        said("ben", "[~ana] what could go wrong?"),
        said("ana", RISK, 0.1),
    ),
    case(
        "mentioned by a name with a space",
        "direct",
        1,
        "risk_flag",
        described(),
        said("ben", "@Dmitri Volkov, is this safe to release?"),
        said("u-77", RISK, 0.1),
    ),
    case(
        "called by first name",
        "direct",
        1,
        "alternative",
        described(),
        said("ben", "Dmitri, do you have another idea?"),
        said("u-77", OPTION, 0.1),
    ),
    case(
        "mentioned a sentence earlier",
        "direct",
        1,
        "risk_flag",
        described(),
        said("ben", "@ana the refund flow is ready. Do you see any risks?"),
        said("ana", RISK, 0.1),
    ),
    case(
        "on the author's issue",
        "direct",
        1,
        "business_context",
        described(),
        said("carla", "Why is this a priority?"),
        said("ana", "Three paying shops lose orders weekly.", 0.1),
        assignee="ana",
    ),
    case(
        "in the description of the author's issue",
        "direct",
        0,
        "alternative",
        described("Please propose two options for the retry."),
        said("ana", OPTION),
        assignee="ana",
    ),
    case(
        "in reply to the author",
        "direct",
        2,
        "risk_flag",
        described(),
        said("ana", "Retries are in."),
        said("ben", "What happens if they overlap with refunds?", 0.1),
        said("ana", RISK, 0.2),
    ),
    case(
        "quoting the author",
        "direct",
        3,
        "risk_flag",
        described(),
        said("ana", "Retries are in now."),
        said("carla", "Great work.", 0.05),
        said("ben", "> Retries are in now.\n\nIs that safe with refunds?", 0.1),
        said("ana", RISK, 0.2),
    ),
    case(
        "a promise to look is no answer",
        "direct",
        1,
        "risk_flag",
        described(),
        said("ben", "@ana any risks?"),
        said("ana", "On it, will check tomorrow.", 0.1),
        said("ana", RISK, 1),
    ),
    case(
        "over a weekend",
        "direct",
        1,
        "risk_flag",
        described(days=-20),
        said("ben", "@ana any risks?", -6.9),
        said("ana", RISK),
    ),
    case(
        "work asked for in the same words",
        "direct",
        1,
        "initiative",
        described(),
        said("carla", "@ana can you add a dashboard for failed refunds?"),
        said("ana", EXTRA, 1),
    ),
    case(
        "knowledge asked for",
        "direct",
        1,
        "knowledge_capture",
        described(),
        said("ben", "@ana could you summarise what was decided?"),
        said("ana", LEARNT, 1),
    ),
    case(
        "direct wins over an open call",
        "direct",
        1,
        "risk_flag",
        described(),
        said("ben", "@ana any risks?"),
        said("carla", "Any concerns, everyone?", 0.1),
        said("ana", RISK, 0.2),
    ),
    # open
    case("any concerns?", "open", 1, "risk_flag", described(), said("ben", "Any concerns?"), said("ana", RISK, 0.1)),
    case(
        "thoughts?",
        "open",
        1,
        "alternative",
        described(),
        said("ben", "Moved it to the worker. Thoughts?"),
        said("ana", OPTION, 0.1),
    ),
    case(
        "what do you think",
        "open",
        1,
        "pushback",
        described(),
        said("ben", "What do you all think?"),
        said("ana", OBJECTION, 0.1),
    ),
    case(
        "to everybody on the author's issue",
        "open",
        1,
        "risk_flag",
        described(),
        said("ben", "Team, any risks we missed?"),
        said("ana", RISK, 0.1),
        assignee="ana",
    ),
    case(
        "a volunteer wanted",
        "open",
        1,
        "initiative",
        described(),
        said("ben", "Can someone look into the failed refunds?"),
        said("ana", EXTRA, 0.1),
    ),
    case(
        "answered by another person too",
        "open",
        1,
        "risk_flag",
        described(),
        said("ben", "Any concerns?"),
        said("u-77", "None from me.", 0.1),
        said("ana", RISK, 0.2),
    ),
    case(
        "any questions?", "open", 1, "why_question", described(), said("ben", "Any questions?"), said("ana", WHY, 0.1)
    ),
    # unknown
    case(
        "as discussed",
        "unknown",
        None,
        "alternative",
        described(),
        said("ana", "As discussed, we could ship single-tender first."),
    ),
    case(
        "per our call",
        "unknown",
        None,
        "risk_flag",
        described(),
        said("ana", "Per our call: the webhook may retry after the refund."),
    ),
    case(
        "you asked",
        "unknown",
        None,
        "initiative",
        described(),
        said("ana", "You asked me to add a dashboard, it is up."),
    ),
    case(
        "a visible request wins over an unseen one",
        "direct",
        1,
        "alternative",
        described(),
        said("ben", "@ana which options are there?"),
        said("ana", "As discussed, we could ship single-tender first.", 0.1),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_first_rule_that_matches_says_who_asked(case: Case):
    conversation = thread(*case.passages, **case.fields)

    prompt = prompted(last_event(conversation, case.behaviour, case.sentence))

    assert prompt == Prompt(case.value, None if case.by is None else case.passages[case.by].id)


def test_the_cases_cover_every_value_at_least_three_times():
    values = [case.value for case in CASES]

    assert all(values.count(value) >= 3 for value in ("echo", "template", "role", "direct", "open", "unknown", "none"))


def test_what_was_said_later_prompts_nothing():
    risk = said("ana", RISK)
    conversation = thread(described(), risk, said("ben", "@ana any risks?", 1))

    prompt = prompted(talk.Event(conversation, risk, "risk_flag", talk.Span(0, len(RISK))))

    assert prompt == Prompt("none")


@pytest.mark.parametrize(
    ("assignees", "value"),
    [
        (((at(-9), "ana"), (at(0.2), "ben")), "direct"),  # handed on after the question
        (((at(-9), "ben"), (at(0.2), "ana")), "none"),  # handed to the one who answers after the question
        (((at(-9), None), (at(0.2), "ben")), "open"),  # nobody's when it was asked
        (((at(-9), "ben"), (at(-0.1), None)), "open"),
    ],
)
def test_a_question_to_nobody_by_name_is_for_whoever_had_the_issue_when_it_was_asked(assignees, value):
    answered = thread(described(), said("carla", "What could go wrong?"), said("ana", RISK, 0.3), assignees=assignees)

    assert prompted(last_event(answered, "risk_flag")).value == value


def test_before_its_first_assignee_an_issue_is_nobodys():
    assert thread(assignees=((at(1), "ana"),)).assignee_at(at(0)) is None
