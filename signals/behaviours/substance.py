"""How much a sentence carries: a concrete object, a reason, a next step. One point each."""

import re

_VAGUE = (
    "thing|things|stuff|issue|issues|problem|problems|way|ways|change|changes|idea|approach|one|ones|case|point|fact|same|"
    "moment|time|other|others|rest|end|beginning|question|reason|bit|lot|kind|sort|best|right|wrong|next|last|first|second|"
    "more|most|will|can|could|would|should|is|was|are|be|to|of|and|or|it|that|this|we|i|you|they|team|client|everyone"
)
_CONCRETE = (
    # code, files, links
    re.compile(r"`[^`]+`|\{\{[^}]+\}\}|https?://|\w+\.\w{2,4}\b|\b\w+_\w+|\b[a-z]+[A-Z]\w*|\w\(\)|(?<!\w)/\w+"),
    # issues, versions, acronyms
    re.compile(r"\b[A-Z][A-Z0-9]+-\d+|(?<!\w)#\d+|\bv?\d+\.\d+|\b[A-Z]{2,}[a-z0-9]*\b|\b[A-Z]\w*\d"),
    # a name inside the sentence; an amount of something
    re.compile(r"(?<=[a-z,;:] )[A-Z][a-z]{2,}"),
    re.compile(r"\d+(?:[.,]\d+)?\s*(?:%|percent|[a-z]{2,})|[€$£]\s?\d"),
    # a thing with an article, unless it could be anything
    re.compile(
        r"\b(?:the|our|their|your|its|a|an|every|each|both|all|any|no|some|this|these|those|of|for|with|on|from)"
        rf"\s+(?:(?!(?:{_VAGUE})\b)\w+\s+)?(?!(?:{_VAGUE})\b)[a-z][\w-]{{3,}}",
        re.IGNORECASE,
    ),
)
_REASON = re.compile(
    r"\b(?:because|since|as (?:it|they|we|the|this|there|our|that)|so that|so (?:we|they|it|the|our|you|i|users?)|"
    r"otherwise|or else|due to|given (?:that|the)|which (?:means|breaks?|would|will|could|is why)|that means|"
    r"means that|therefore|hence|in order to|if|when|whenever|unless|once|until|after|before|without|"
    r"leads? to|results? in|caus(?:e|es|ed|ing)|would|could|might|will|won't|measured|saw|seen|found|showed?|shows|"
    r"according to|turned out|happened|reported|logs?|numbers|evidence)\b|->|=>|→|\d+(?:[.,]\d+)?\s*(?:%|percent|of|"
    r"out of|users?|customers?|orders?|hours?|days?|weeks?|minutes?|min\b|ms\b|s\b|MB|GB|k\b)",
    re.IGNORECASE,
)
_NEXT_STEP = re.compile(
    r"\b(?:let'?s|let us|should|shall|must|needs? to|have to|has to|ought to|had better|better to|suggestion|proposal|"
    r"(?:i|we)(?:'d| would)? (?:suggest|propose|recommend|prefer|vote)|(?:can|could|may|would) (?:we|you|i|somebody|"
    r"someone|they)|how about|what about|what if|why (?:not|don't we)|please|instead|rather than|first|"
    r"before (?:we|the|you|it|they|release|launch|merging|going)|(?:i|we)(?:'ll| will|'m going to| am going to|"
    r"'re going to| are going to| plan to| want to)|decide|decision|decided|agree on|confirm|sign(?:ed)? off|approve|"
    r"who (?:owns|decides|can|should)|which (?:of|one)|until|needed|required|next step|follow-?up|todo|to do|"
    r"by (?:monday|tuesday|wednesday|thursday|friday|tomorrow|then|the end))\b",
    re.IGNORECASE,
)
_TAKEN_ON = re.compile(
    r"\b(?:i|we)(?:'ve| have)?(?: also| just| already)? "
    r"(?:went ahead|took over|added|opened|filed|wrote|started|picked)\b",
    re.IGNORECASE,
)


def substance(sentence: str, around: str = "") -> int:
    """0 to 3: one point each for a concrete object, for a reason or evidence, for a next step or the decision needed.

    The object must stand in the sentence itself; reason and step may also stand in the sentences `around` it, because
    people give their reasons in the sentence after.
    """
    both = f"{sentence}\n{around}"
    concrete = any(pattern.search(sentence) for pattern in _CONCRETE)
    step = _NEXT_STEP.search(both) or _TAKEN_ON.search(sentence)
    return int(concrete) + int(_REASON.search(both) is not None) + int(step is not None)
