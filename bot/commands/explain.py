"""`explain <finding>`: one sentence in its thread, and every decision that was made about it."""

from bot.access import Reader, RefusedError, reader_of
from bot.commands.base import Context, admit, answered, foot_of, own_engagements
from bot.commands.reasons import PROMPTED, why_not
from bot.commands.who import name_of
from bot.commands.words import Arguments
from bot.digest.material import is_restricted
from bot.digest.wording import day, moment, named, shorten, spaced
from bot.document import Block, Bullets, Document, Evidence, Line, Note, Paragraph, Section, Strong, Text
from bot.errors import UserError
from bot.jobs.answers import Explained, Look, author_of_finding, explained
from models.findings import Feedback, Finding
from models.work import Comment
from signals.behaviours.base import BEHAVIOUR_BY_NAME
from signals.behaviours.detect import counted

_BEFORE = 3
_UNKNOWN = "there is no finding {!r} that you may see. Findings are named by the id that stands beside them"


def explain(context: Context, arguments: Arguments) -> Document:
    """The sentence, the turns before it, the classifier's reading, who asked, the substance, and people's verdicts."""
    if len(arguments.words) != 1:
        raise UserError("explain takes one finding: explain and the id that stands beside it")
    reader, finding, author = _found(context, arguments)
    look = Look(reader.name, f"explain {finding.id}", context.asked_at)
    told = explained(context.engine, reader.engagement, finding, look, author=author, most=_BEFORE)
    if told is None:
        raise UserError("the issue of this finding is no longer there")
    ids = {one.id for one in counted(told.activity.findings, told.activity)}
    sections = (
        _sentence(told, reader, author),
        _thread(told),
        _decisions(told),
        _verdicts(context, reader, told),
    )
    title = f"{BEHAVIOUR_BY_NAME[finding.behaviour].title} · {told.issue.key} · {reader.engagement.name}"
    return answered(title, _headline(told, ids), sections, foot_of(context, reader, told.activity.sources))


def _found(context: Context, arguments: Arguments) -> tuple[Reader, Finding, str | None]:
    """The finding in the first engagement where this viewer may see it. Not there and not allowed read the same."""
    wanted = arguments.words[0]
    if arguments.engagement or arguments.share or not own_engagements(context):
        readers = [admit("explain", context, arguments)]
    else:
        readers = [reader_of(context.viewer, e, channel=None, share=False) for e in own_engagements(context)]
        readers = [one for one in readers if one.standing != "client"] or [admit("explain", context, arguments)]
    for reader in readers:
        found = author_of_finding(context.engine, reader.engagement, wanted)
        if found is not None and reader.sees(found[1]):
            return reader, *found
    raise (UserError if any(reader.sees_people for reader in readers) else RefusedError)(_UNKNOWN.format(wanted))


def _headline(told: Explained, ids: set[str]) -> str:
    if told.finding.withdrawn_at is not None:
        return "Withdrawn: its text was changed or removed, so it counts nowhere"
    reason = why_not(told.activity, told.finding, ids)
    return f"Not counted: {reason}" if reason else "It counts: unprompted, with evidence, and disputed by nobody"


def _sentence(told: Explained, reader: Reader, author: str | None) -> Section:
    finding, activity = told.finding, told.activity
    title = BEHAVIOUR_BY_NAME[finding.behaviour].title
    when = day(finding.occurred_at, activity.terms.zone, near=activity.window.end)
    line = spaced([(Text(activity.name(finding.source, finding.author)),), (Text(when),), named(told.issue)])
    if finding.withdrawn_at is not None and author != reader.person:
        # Gone from where everybody could read it: deleted, or limited to people whom this reader may not be among.
        block: Block = Paragraph((Text("The sentence is no longer there for everybody · "), *line))
    elif _is_hidden(told) and author != reader.person:
        block = Paragraph((Text("The sentence is restricted, see the tracker · "), *line))
    else:
        block = Evidence(finding.id, title, finding.quote, line)
    return Section("sentence", "The sentence", (), (block,))


def _is_hidden(told: Explained) -> bool:
    return is_restricted(told.activity, told.finding) or told.issue.security_level is not None


def _thread(told: Explained) -> Section:
    turns = [_turn(told, comment) for comment in told.before]
    if told.own is not None and len(turns) < _BEFORE and told.issue.body.strip():
        turns.insert(0, _said(told, told.issue.reporter, told.issue.body, hidden=told.issue.security_level is not None))
    if not turns:
        turns = [(Text("Nothing was said before it: it opens its thread."),)]
    return Section("thread", "What was said before it", (), (Bullets(tuple(turns)),))


def _turn(told: Explained, comment: Comment) -> Line:
    hidden = comment.restricted_to is not None or told.issue.security_level is not None
    mark = " (this one prompted it)" if comment.external_id == told.finding.prompting_item else ""
    return (*_said(told, comment.author, comment.body, hidden=hidden), Text(mark))


def _said(told: Explained, account: str | None, body: str, *, hidden: bool) -> Line:
    words = "restricted, see the tracker" if hidden else f"“{shorten(body)}”"
    return (Strong(told.activity.name(told.finding.source, account)), Text(f": {words}"))


def _decisions(told: Explained) -> Section:
    finding = told.finding
    title = BEHAVIOUR_BY_NAME[finding.behaviour].title
    lines = [
        f"Read as: {title}, {_percent(finding.probability)} sure; from {_percent(finding.threshold)} on it is counted",
        f"Prompted: {'no' if finding.prompted == 'none' else finding.prompted}, {PROMPTED.get(finding.prompted, '')}",
        f"Substance: {finding.substance} of 3 (a concrete object, a reason, a next step); 2 are needed",
    ]
    if not finding.shown:
        lines.append("Not sure enough to stand beside a name: it counts for the team only")
    version = Note((Text(f"Classifier {finding.classifier} · finding {finding.id}"),))
    return Section("decisions", "How it was decided", (), (Bullets(tuple((Text(line),) for line in lines)), version))


def _percent(probability: float) -> str:
    return f"{round(100 * probability)}%"


def _verdicts(context: Context, reader: Reader, told: Explained) -> Section:
    lines = tuple(_verdict(context, reader, word) for word in told.words)
    blocks: tuple[Block, ...] = (Bullets(lines),) if lines else (Paragraph((Text("Nobody has said anything of it."),)),)
    return Section("verdicts", "What was said of it", (), blocks)


def _verdict(context: Context, reader: Reader, word: Feedback) -> Line:
    who = name_of(reader.engagement.people, word.given_by)
    when = moment(word.given_at, reader.engagement.terms.zone, near=context.asked_at)
    instead = BEHAVIOUR_BY_NAME.get(word.behaviour or "")
    reason = f" ({shorten(word.reason)})" if word.reason else ""
    return (Text(f"{word.verdict}{f', rather {instead.title}' if instead else ''} by {who}, {when}{reason}"),)
