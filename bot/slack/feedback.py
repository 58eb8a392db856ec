"""Buttons under findings and open risks, and the modal that asks for the right behaviour."""

import json
from typing import Any, cast

from slack_bolt import Ack

from bot.access import Viewer
from bot.jobs.feedback import Given, give_verdict
from bot.jobs.risk_verdicts import RiskDecision
from bot.slack.dedupe import Body
from bot.slack.home import publish_home
from bot.slack.place import Change, Place, change, place_of, say, unpacked, with_note
from bot.slack.verdicts import decide_risk, finding_named, risk_line, words_line
from bot.slack.workplace import Say, Workplace
from models.findings import Finding
from signals.behaviours.base import BEHAVIOURS

MODAL = "wrong-behaviour"
_CHOICE, _REASON = "behaviour", "reason"


def on_finding_pressed(workplace: Workplace, *, ack: Ack, body: Body) -> None:
    """Acknowledge; the verdict is kept and shown, or the modal asks for more."""
    ack()
    place, action = place_of(body), body["actions"][0]
    verdict, finding = action["action_id"].removeprefix("finding."), str(action["value"])

    def work() -> None:
        viewer = workplace.viewer(body)
        if verdict == MODAL:
            _ask_behaviour(workplace, body, place, viewer=viewer, finding=finding)
        else:
            _judge(workplace, viewer, place, finding=finding, verdict=verdict, before=body.get("message", {}))

    workplace.begin(body, work, say=_saying(workplace, place))


def on_risk_pressed(workplace: Workplace, *, ack: Ack, body: Body) -> None:
    """Acknowledge; the decision is kept and shown."""
    ack()
    place, action = place_of(body), body["actions"][0]
    verdict, subject = cast("RiskDecision", action["action_id"].removeprefix("risk.")), str(action["value"])

    def work() -> None:
        viewer = workplace.viewer(body)
        engagement, given = decide_risk(workplace, viewer, place.channel, subject=subject, verdict=verdict)
        line = risk_line(engagement, given, place.channel)
        before = body.get("message", {})
        if not _show(workplace, place, before, lambda blocks: with_note(blocks, kind="risk", name=subject, text=line)):
            say(workplace.client, place, line)  # an answer for one person cannot be changed: they are told instead

    workplace.begin(body, work, say=_saying(workplace, place))


def on_behaviour_chosen(workplace: Workplace, *, ack: Ack, body: Body) -> None:
    """Acknowledge, which closes the modal; the verdict is kept and shown where the button was pressed."""
    ack()
    carried = json.loads(body["view"]["private_metadata"])
    place, finding = unpacked(carried["place"]), str(carried["finding"])
    values = body["view"]["state"]["values"]
    behaviour = (values[_CHOICE][_CHOICE].get("selected_option") or {}).get("value")
    reason = values[_REASON][_REASON].get("value") or ""

    def work() -> None:
        viewer = workplace.viewer(body)
        _judge(workplace, viewer, place, finding=finding, verdict=MODAL, behaviour=behaviour, reason=reason)

    workplace.begin(body, work, say=_saying(workplace, place))


def _judge(
    workplace: Workplace,
    viewer: Viewer,
    place: Place,
    *,
    finding: str,
    verdict: str,
    before: Body | None = None,
    behaviour: str | None = None,
    reason: str = "",
) -> None:
    engagement, _ = finding_named(workplace, viewer, place.channel, finding)
    outcome = give_verdict(
        workplace.engine,
        engagement,
        finding=finding,
        verdict=cast("Given", verdict),
        viewer=viewer,
        at=workplace.clock(),
        behaviour=behaviour,
        reason=reason,
    )
    line = words_line(workplace, engagement, finding, place.channel)
    shown = _show(
        workplace, place, before or {}, lambda blocks: with_note(blocks, kind="finding", name=finding, text=line)
    )
    if not shown or not outcome.decides:
        say(workplace.client, place, outcome.said)


def _show(workplace: Workplace, place: Place, before: Body, how: Change) -> bool:
    """Whether the place now shows what was done."""
    if place.is_home:
        publish_home(workplace, place.user)
        return True
    return change(workplace.client, place, before, how)


def _saying(workplace: Workplace, place: Place) -> Say:
    return lambda text: say(workplace.client, place, text)


def _ask_behaviour(workplace: Workplace, body: Body, place: Place, *, viewer: Viewer, finding: str) -> None:
    _, found = finding_named(workplace, viewer, place.channel, finding)
    carried = json.dumps({"finding": finding, "place": place.packed()})
    workplace.client.views_open(trigger_id=str(body["trigger_id"]), view=modal(found, carried))


def modal(found: Finding, carried: str) -> dict[str, Any]:
    """The modal that asks which behaviour it is instead."""
    options = [
        {"text": {"type": "plain_text", "text": one.title[:75]}, "value": one.name}
        for one in BEHAVIOURS
        if one.name != found.behaviour
    ]
    select = {"type": "static_select", "action_id": _CHOICE, "options": options}
    reason = {"type": "plain_text_input", "action_id": _REASON, "multiline": True, "max_length": 1000}
    return {
        "type": "modal",
        "callback_id": MODAL,
        "private_metadata": carried,
        "title": _plain("Another behaviour"),
        "submit": _plain("Keep"),
        "close": _plain("Cancel"),
        "blocks": [
            {"type": "input", "block_id": _CHOICE, "label": _plain("It is rather"), "element": select},
            {"type": "input", "block_id": _REASON, "label": _plain("Why"), "optional": True, "element": reason},
        ],
    }


def _plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}
