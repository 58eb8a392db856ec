"""Short cue lists: what a request for a behaviour speaks of, and how people ask, call, promise and close."""

import re


def _any(phrases: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{phrases})(?!\w)", re.IGNORECASE)


# A question prompts only its own topic: a request is one for a behaviour when it speaks of that behaviour's subject.
TOPICS: dict[str, re.Pattern[str]] = {
    "risk_flag": _any(
        "risks?|risky|concerns?|worr(?:y|ies|ied)|go(?:es)? wrong|break(?:s|ing)?|side[ -]effects?|safe(?:ly)?|"
        "danger(?:s|ous)?|what happens (?:if|when)|watch out|downsides?|security|pitfalls?|impact|what could fail|"
        "will (?:it|this|that) hold|red flags?"
    ),
    "dependency_flag": _any(
        "depend(?:s|ing|ency|encies)?|block(?:s|ed|er|ers|ing)?|prerequisites?|do you need|needed from|need from|"
        "what(?:'s| is| else is)? (?:still )?missing|in place|who (?:else )?has to|before (?:we|you) can|"
        r"what else (?:do|does|is)|affected|also (?:break|change|affect)\w*"
    ),
    "pushback": _any(
        "agree(?:d|s)?|object(?:ions?|s)?|ok(?:ay)? (?:with|for)|fine with|make sense|concerns?|disagree|opinions?|"
        "feasible|reasonable|what do you (?:all )?think|sound(?:s)? (?:good|right|ok)|sign off|realistic|is (?:it|"
        "this|that) (?:ok|okay|doable|possible)"
    ),
    "alternative": _any(
        "alternatives?|options?|(?:an)?other ways?|better ways?|suggest(?:ions?|ed|s)?|ideas?|approach(?:es)?|"
        "propos(?:e|al|als)|instead|which way|what do you (?:all )?think|how (?:should|would|could|can|do) (?:we|"
        "you|i)|recommend(?:ation|ations)?|what would you do|simpler|cheaper"
    ),
    "why_question": _any(
        "questions?|unclear|not clear|clarif(?:y|ication|ications)|anything to ask|understand (?:the )?(?:goal|"
        "purpose|need)"
    ),
    "business_context": _any(
        "why|who (?:needs?|uses?|asked|wants?)|how many (?:users?|customers?|people|orders?|shops?)|use[ -]cases?|"
        r"priorit\w+|what for|business|customers?|purpose|how important|how urgent|impact|revenue|reason|goal"
    ),
    "initiative": _any(
        "volunteers?|who (?:can|could|wants|will|takes?)|can (?:someone|somebody|anyone|anybody)|could (?:someone|"
        "somebody|anyone|anybody)|pick (?:this|it) up|take (?:this|it|over)|look into|investigate|own (?:this|it)|"
        "find out"
    ),
    "knowledge_capture": _any(
        "document(?:ed|ation)?|write (?:it |this |that )?(?:up|down)|summar(?:y|ise|ize|ised|ized)|explain|"
        "how (?:does|do|did)|root cause|why (?:did|does|was|is)|what (?:happened|was the cause|did you (?:decide|"
        "find|do)|went wrong)|run ?books?|hand ?over|wiki|readme|steps|where do we stand|state of|post-?mortem|"
        "lessons?|notes|what did we"
    ),
    "waiting": _any(
        "status|updates?|progress|blocked|blockers?|when|ready|how is (?:it|this) going|eta|hold(?:s|ing)? (?:it|"
        "this|you|us)|news|stuck|what do you need|waiting"
    ),
    "chasing": _any("remind(?:er)?|ping (?:me|us|them)|nudge|chase|follow up with"),
}

# Work is asked for in its own words, so these two are also on topic when request and answer share them.
BY_SHARED_WORDS = frozenset({"initiative", "knowledge_capture"})

CALL = _any(
    r"any(?:one|body)?(?: \w+){0,2} (?:concerns?|risks?|objections?|thoughts|ideas?|questions?|feedback|"
    "options?|alternatives?|opinions?|suggestions?|comments?|worries|blockers?|dependencies|volunteers?|"
    "disagree|against|see)|thoughts|wdyt|opinions|what do (?:you|we|people|others) (?:all )?think|"
    "does any(?:one|body)|feedback (?:is )?(?:welcome|please)|comments (?:are )?welcome|(?:can|could|"
    "would) (?:someone|somebody|anyone|anybody)|who (?:can|could|wants to|will)|please comment"
)
# An open call that names no subject invites views of every kind on the thing at hand.
BROAD_CALL = _any(
    "thoughts|wdyt|opinions|any (?:feedback|opinions?|comments?)|what do (?:you|we|people|"
    "others) (?:all )?think|feedback (?:is )?(?:welcome|please)|comments (?:are )?welcome|please comment"
)
BROAD_TOPICS = frozenset(
    {"risk_flag", "dependency_flag", "pushback", "alternative", "why_question", "business_context"}
)
TO_ALL = _any(
    "any(?:one|body)|every(?:one|body)|team|folks|some(?:one|body)|guys|all of you|@(?:all|here|channel|team|everyone)"
)

REQUEST = _any(
    "please|pls|plz|(?:can|could|would|will) you|let (?:me|us) know|tell (?:me|us)|need your|i(?:'d|"
    " would) like to (?:know|hear|see)|we(?:'d| would) like to (?:know|hear|see)|looking for|"
    "feedback (?:is )?welcome|comments (?:are )?welcome|kindly|(?:can|could) (?:someone|somebody|anyone)"
)
ORDER = re.compile(
    r"^(?:\W|(?:@\S+|\[~[^\]]+\]|also|and|then)\s)*(?:check|list|write|describe|document|investigate|propose|"
    "suggest|summari[sz]e|explain|evaluate|compare|find out|look into|name|estimate|assess|outline|add|make|"
    r"prepare|review|measure|test|tell|clarify|identify|note)\b",
    re.IGNORECASE,
)
FOR_INFORMATION = re.compile(
    r"(?:\bcc|\bfyi|/cc|\bfor (?:your )?information|\bthanks(?: to)?|\bthank you)\W*$", re.IGNORECASE
)
FYI = re.compile(
    r"^\W*(?:(?:@\S+|\[~[^\]]+\])\W+)*(?:fyi|for (?:your )?information|just so you know|heads[ -]up)\b", re.IGNORECASE
)
PROMISE = re.compile(
    r"\b(?:on it|look(?:ing)? into|will (?:check|look|get back|answer|reply|come back|think)|'ll (?:check|look|"
    "get back|answer|reply|come back|think)|let me (?:check|look|think)|one moment|give me (?:a|until|till)|"
    r"later today|checking)\b",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"\b(?:thanks|thank you|thx|cheers|got it|all clear|clear now|understood|that answers|answered|settled|"
    r"sounds good|let'?s go with|we(?:'ll| will)? go with|decided|never ?mind|works for (?:me|us)|agreed)\b",
    re.IGNORECASE,
)
ASKED_ELSEWHERE = re.compile(
    r"\b(?:as|like|how) (?:we |you |i |just |already |was |previously |briefly )*(?:discussed|agreed|requested|"
    r"asked|mentioned|talked|spoke|said|promised|suggested|decided|wanted)\b|\b(?:per|after|following|from|in|"
    r"on|during|since) (?:our|your|the|today's|yesterday's|this morning's|last week's|\w+day's) "
    r"(?:last |latest |earlier |quick |short |weekly |daily |monthly |\w+day |sprint |kick-?off |phone |video |"
    r"team |project |client |customer )?(?:call|chat|meeting|discussion|conversation|stand-?up|sync|e-?mail|"
    r"mail|message|request|retro|refinement|planning|grooming|workshop)\b|\b(?:per|via|on|in|over) (?:slack|"
    r"teams|zoom|e-?mail|the phone)\b|\byou asked (?:me|us|for|to|about|whether|if)\b|"
    r"\bper (?:your |the )?request\b|\boffline (?:discussion|chat)\b",
    re.IGNORECASE,
)
HEADINGS = re.compile(
    "^(?:(?:potential|possible|known|open|key|main|technical|business|external|other|identified|project|"
    r"release|deployment|rollout|any)\s+)*(?:risks?(?: (?:and|&|/) (?:mitigations?|dependencies|assumptions|"
    "issues|concerns))?|risk assessment|dependenc(?:y|ies)|blockers?|prerequisites?|pre-?conditions?|"
    "questions?|assumptions?|check ?list|concerns?|alternatives?(?: considered)?|options(?: considered)?|"
    "considerations|limitations|impact(?: analysis)?|business (?:value|context|case|impact)|motivation|why|"
    "use case|problem|root cause(?: analysis)?|prevention|lessons learn(?:ed|t)|decisions?|"
    "hand ?over(?: notes)?|definition of (?:done|ready)|acceptance criteria|out of scope|rollback(?: plan)?|"
    "test plan|release notes|how to test)$",
    re.IGNORECASE,
)
HANDOVER = _any("hand-?over|hand(?:ing)? over")
DUTY: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = (
    (
        _any("spike|research|investigation|discovery"),
        frozenset({"alternative", "initiative", "risk_flag"}),
    ),
    (_any("doc|docs|documentation"), frozenset({"knowledge_capture"})),
    (_any("qa|security|security review|penetration test|pentest|audit"), frozenset({"risk_flag"})),
)
