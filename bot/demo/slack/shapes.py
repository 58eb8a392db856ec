"""A small language for what JSON may look like, and the complaints Slack makes when it does not."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, assert_never

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Text:
    """A string of `least` to `most` characters."""

    most: int
    least: int = 1
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """An integer between `least` and `most`, both included."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Number:
    """A number, above `above` where that is given."""

    above: float | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these strings."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list of `least` to `most` things of one shape."""

    of: "Rule"
    most: int
    least: int = 1


@dataclass(frozen=True, slots=True)
class Nullable:
    """The rule, or null."""

    of: "Rule"


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with these keys and no others; `also` complains about what no single key shows."""

    required: Mapping[str, "Rule"]
    optional: Mapping[str, "Rule"] = field(default_factory=dict)
    also: Callable[[Json], Iterator[str]] | None = None


@dataclass(frozen=True, slots=True)
class ByType:
    """An object whose `type` says which shape it must have."""

    shapes: Mapping[str, "Rule"]


Rule = Text | Whole | Number | Flag | Choice | Items | Nullable | Shape | ByType


def problems(rule: Rule, value: object, at: str) -> Iterator[str]:
    """Every complaint about the value, each with the JSON pointer of its place."""
    match rule:
        case Text():
            yield from _text(rule, value, at)
        case Whole() | Number():
            yield from _number(rule, value, at)
        case Flag():
            yield from _complain("must be a boolean", at, when=not isinstance(value, bool))
        case Choice():
            yield from _complain("must be a valid enum value", at, when=value not in rule.values)
        case Nullable():
            yield from problems(rule.of, value, at) if value is not None else ()
        case Items():
            yield from _items(rule, value, at)
        case Shape():
            yield from _shape(rule, value, at)
        case ByType():
            yield from _by_type(rule, value, at)
        case _:
            assert_never(rule)


def _complain(words: str, at: str, *, when: bool) -> Iterator[str]:
    if when:
        yield f"{words} [json-pointer:{at or '/'}]"


def _text(rule: Text, value: object, at: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield from _complain("must be a string", at, when=True)
        return
    yield from _complain(f"must be less than {rule.most + 1} characters", at, when=len(value) > rule.most)
    yield from _complain(f"must be more than {rule.least - 1} characters", at, when=len(value) < rule.least)
    refused = bool(rule.pattern) and not re.fullmatch(rule.pattern, value)
    yield from _complain("must match the expected format", at, when=refused)


def _number(rule: Whole | Number, value: object, at: str) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield from _complain("must be a number", at, when=True)
    elif isinstance(rule, Number):
        yield from _complain(f"must be more than {rule.above}", at, when=rule.above is not None and value <= rule.above)
    else:
        outside = not isinstance(value, int) or not rule.least <= value <= rule.most
        yield from _complain(f"must be a whole number from {rule.least} to {rule.most}", at, when=outside)


def _items(rule: Items, value: object, at: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield from _complain("must provide an array", at, when=True)
        return
    yield from _complain(f"no more than {rule.most} items allowed", at, when=len(value) > rule.most)
    yield from _complain(f"no less than {rule.least} items allowed", at, when=len(value) < rule.least)
    for number, item in enumerate(value):
        yield from problems(rule.of, item, f"{at}/{number}")


def _shape(rule: Shape, value: object, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield from _complain("must provide an object", at, when=True)
        return
    found = [f"missing required field: {key} [json-pointer:{at}]" for key in rule.required if key not in value]
    found += [words for key, item in value.items() for words in _property(rule, key, item, at)]
    yield from found
    if rule.also is not None and not found:
        yield from (f"{words} [json-pointer:{at}]" for words in rule.also(value))


def _property(rule: Shape, key: str, item: object, at: str) -> Iterator[str]:
    known = rule.required.get(key) or rule.optional.get(key)
    if known is None:
        yield from _complain(f"invalid additional property: {key}", at, when=True)
    else:
        yield from problems(known, item, f"{at}/{key}")


def _by_type(rule: ByType, value: object, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield from _complain("must provide an object", at, when=True)
        return
    shape = rule.shapes.get(str(value.get("type")))
    if shape is None:
        yield from _complain(f"unsupported type: {value.get('type')}", f"{at}/type", when=True)
    else:
        yield from problems(shape, value, at)
