"""Answers that are no help: refusals, limits, outages, pages meant for people."""

from typing import assert_never

from werkzeug import Response

from bot.demo.jira.call import dumps
from bot.demo.jira.faults import Faults, Mishap

_LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Log in - Jira</title></head><body><h1>Log in</h1></body></html>"


def refusal(status: int, message: str) -> Response:
    """An error as Jira writes it."""
    response = _json({"errorMessages": [message], "errors": {}}, status=status)
    if status == 401:
        response.headers["X-Seraph-LoginReason"] = "AUTHENTICATED_FAILED"
        response.headers["WWW-Authenticate"] = 'Basic realm="Jira"'
    return response


def response(trouble: Mishap, faults: Faults, *, cloud: bool) -> Response:
    """The answer of a bad day."""
    match trouble:
        case "rate_limit":
            return _rate_limited(faults.retry_after, cloud=cloud)
        case "error":
            return _unavailable(faults)
        case "html":
            return Response(_LOGIN_PAGE, content_type="text/html;charset=UTF-8")
        case "empty" | "cut":
            return Response("", content_type="application/json;charset=UTF-8")
        case _:
            assert_never(trouble)


def _rate_limited(retry_after: str | None, *, cloud: bool) -> Response:
    answer = refusal(429, "Rate limit exceeded.")
    if cloud:
        answer.headers["RateLimit-Reason"] = "jira-burst-based"
    else:
        answer.headers["X-RateLimit-Interval-Seconds"] = "1"
        answer.headers["X-RateLimit-FillRate"] = "10"
    answer.headers["X-RateLimit-Limit"] = "100"
    answer.headers["X-RateLimit-Remaining"] = "0"
    return _patiently(answer, retry_after)


def _unavailable(faults: Faults) -> Response:
    page = f"<html><body><h1>{faults.error_status}</h1></body></html>"
    answer = Response(page, status=faults.error_status, content_type="text/html;charset=UTF-8")
    return _patiently(answer, faults.retry_after)


def _patiently(answer: Response, retry_after: str | None) -> Response:
    if retry_after is not None:
        answer.headers["Retry-After"] = retry_after
    return answer


def _json(content: object, *, status: int) -> Response:
    return Response(dumps(content), status=status, content_type="application/json;charset=UTF-8")
