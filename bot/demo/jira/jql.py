"""A small, honest JQL: what it reads it answers rightly, and all else it refuses as Jira does."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NoReturn
from zoneinfo import ZoneInfo

from bot.demo.jira.errors import JiraError

Field = Literal["project", "key", "id", "updated", "created"]
Operator = Literal["=", "!=", ">", ">=", "<", "<=", "in", "not in"]

_FIELDS: Mapping[str, Field] = {
    "project": "project",
    "key": "key",
    "issuekey": "key",
    "issue": "key",
    "id": "id",
    "updated": "updated",
    "updateddate": "updated",
    "created": "created",
    "createddate": "created",
}
_OPERATORS: Mapping[str, Operator] = {
    "=": "=",
    "!=": "!=",
    ">": ">",
    ">=": ">=",
    "<": "<",
    "<=": "<=",
    "in": "in",
}
_TOKEN = re.compile(
    r"""\s*(?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)'|(?P<sign>>=|<=|!=|[=<>(),])|(?P<word>[^\s=<>!(),"']+))"""
)
_DATE_FORMATS = ("%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M", "%Y/%m/%d", "%Y-%m-%d")
_MAX_ORDERS = 7


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition; for times the values are epoch milliseconds, else text."""

    field: Field
    operator: Operator
    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """One sort key."""

    field: Field
    descending: bool


@dataclass(frozen=True, slots=True)
class Query:
    """All clauses hold; a query without any is unbounded."""

    clauses: tuple[Clause, ...]
    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    quoted: bool

    def is_word(self, *words: str) -> bool:
        return not self.quoted and self.text.lower() in words


def parse(text: str, zone: ZoneInfo) -> Query:
    """The query, its wall-clock times read in the zone with the minute's precision; raises JiraError 400."""
    tokens = _tokens(text)
    cut = next((at for at, token in enumerate(tokens) if token.is_word("order")), len(tokens))
    return Query(_clauses(tokens[:cut], zone), _orders(tokens[cut:]))


def _tokens(text: str) -> list[_Token]:
    tokens, position = [], 0
    text = text.strip()
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            _refuse(f"The character {text[position : position + 1]!r} is not understood at position {position + 1}.")
        quoted = found.lastgroup in ("double", "single")
        tokens.append(_Token(re.sub(r"\\(.)", r"\1", found[found.lastgroup or 0]), quoted))
        position = found.end()
    return tokens


def _clauses(tokens: list[_Token], zone: ZoneInfo) -> tuple[Clause, ...]:
    clauses = []
    while tokens:
        clause, tokens = _clause(tokens, zone)
        clauses.append(clause)
        if tokens and not tokens[0].is_word("and"):
            _refuse(f"Expecting either 'AND' or 'ORDER BY' but got '{tokens[0].text}'; this Jira joins with AND only.")
        if len(tokens) == 1:
            _refuse("Expecting a field name at the end of the query.")
        tokens = tokens[1:]
    return tuple(clauses)


def _clause(tokens: list[_Token], zone: ZoneInfo) -> tuple[Clause, list[_Token]]:
    field = _field(tokens[0])
    operator, rest = _operator(tokens[1:], after=tokens[0].text)
    values, rest = _list(rest) if operator in ("in", "not in") else _single(rest)
    if field in ("updated", "created"):
        return Clause(field, operator, tuple(_instant(value, field, zone) for value in values)), rest
    if operator not in ("=", "!=", "in", "not in"):
        raise JiraError(400, f"The operator '{operator}' is not supported by the '{field}' field.")
    return Clause(field, operator, tuple(value.text for value in values)), rest


def _field(token: _Token) -> Field:
    if field := _FIELDS.get(token.text.lower()):
        return field
    raise JiraError(400, f"Field '{token.text}' does not exist or you do not have permission to view it.")


def _operator(tokens: list[_Token], *, after: str) -> tuple[Operator, list[_Token]]:
    if not tokens:
        _refuse(f"Expecting operator but got the end of the query after '{after}'.")
    if len(tokens) > 1 and tokens[0].is_word("not") and tokens[1].is_word("in"):
        return "not in", tokens[2:]
    operator = None if tokens[0].quoted else _OPERATORS.get(tokens[0].text.lower())
    if operator is None:
        _refuse(f"Expecting operator but got '{tokens[0].text}'.")
    return operator, tokens[1:]


def _single(tokens: list[_Token]) -> tuple[list[_Token], list[_Token]]:
    if not tokens or tokens[0].is_word("and", "or", "order", "(", ")", ","):
        _refuse("Expecting either a value, list or function.")
    return tokens[:1], tokens[1:]


def _list(tokens: list[_Token]) -> tuple[list[_Token], list[_Token]]:
    end = next((at for at, token in enumerate(tokens) if token.is_word(")")), None)
    if end is None or not tokens[0].is_word("("):
        _refuse("Expecting a list of values in parentheses.")
    inside = tokens[1:end]
    values, commas = inside[::2], inside[1::2]
    if len(values) != len(commas) + 1 or not all(comma.is_word(",") for comma in commas):
        _refuse("Expecting values separated by commas in parentheses.")
    return values, tokens[end + 1 :]


def _instant(value: _Token, field: Field, zone: ZoneInfo) -> int:
    """Epoch milliseconds of a value that is them already, or of a wall-clock time in the zone."""
    if re.fullmatch(r"-?\d+", value.text):
        return int(value.text)
    for format_ in _DATE_FORMATS:
        try:
            instant = datetime.strptime(value.text, format_).replace(tzinfo=zone)
        except ValueError:
            continue
        return int(instant.timestamp() * 1000)
    formats = "'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd'"
    raise JiraError(400, f"Date value '{value.text}' for field '{field}' is invalid. Valid formats include: {formats}.")


def _orders(tokens: list[_Token]) -> tuple[Order, ...]:
    if not tokens:
        return ()
    if len(tokens) < 3 or not tokens[1].is_word("by"):
        _refuse("Expecting 'BY' and a field name after 'ORDER'.")
    orders: list[Order] = []
    rest = tokens[1:]
    while rest:
        if len(rest) < 2 or not (len(orders) == 0 or rest[0].is_word(",")):
            _refuse(f"Expecting ',' and a field name but got '{rest[0].text}'.")
        way = rest[2] if len(rest) > 2 and rest[2].is_word("asc", "desc") else None
        orders.append(Order(_field(rest[1]), descending=way is not None and way.is_word("desc")))
        rest = rest[3 if way else 2 :]
    if len(orders) > _MAX_ORDERS:
        raise JiraError(400, f"The ORDER BY clause can contain a maximum of {_MAX_ORDERS} fields.")
    return tuple(orders)


def _refuse(message: str) -> NoReturn:
    raise JiraError(400, f"Error in the JQL Query: {message}")
