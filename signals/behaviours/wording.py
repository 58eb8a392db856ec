"""A sentence's wording, for the classifier: what only names things gives way to a token, what says something stays."""

import re

TOKEN = r"[\w']+|[?!…]"  # noqa: S105 - the pattern of a word, not a secret
MOST_CHARACTERS = 2000  # nobody reads on; bounds the work on a pasted log that no connector recognised

# A mention may go on with a surname, but not with the word that begins the sentence to that person.
_OPENING = (
    "Can|Could|Would|Will|Shall|Should|May|Might|Must|Is|Are|Was|Were|Do|Does|Did|Have|Has|Had|What|Who|Whom|Whose|When|"
    "Where|Which|Why|How|Please|Thanks|Thank|The|This|That|These|Those|There|Here|It|Its|If|And|But|Or|So|No|Not|Yes|"
    "Ok|OK|You|Your|We|Our|My|They|He|She|As|At|By|For|From|In|On|Of|To|With|Any|Some|All|Both|One|Just|Also|Maybe|"
    "Sorry|Hi|Hello|Fine|Good|Great|Sure|Let|Until|After|Before|Since|Because"
)
_NAMING = re.compile(
    r"""(?P<xlink>\b(?:https?|ftp)://\S+|\bwww\.\S+|\[[^\]|\n]{1,200}\|[^\]\s]{1,300}\])
    |(?P<xcode>`[^`\n]+`|\{\{[^}\n]+\}\}|<[A-Za-z/][^>\n]{0,80}>
        |\b[A-Za-z_]\w*(?:[.:/]\w+)*\(\)
        |(?<![\w.])[\w-]+(?:/[\w.-]+)+(?![\w/])
        |\b\w+(?:\.[A-Za-z_]\w*)+\b(?<!e\.g)(?<!i\.e)
        |\b[A-Za-z0-9]+_\w+|\b[a-z]+[A-Z]\w*|--?[a-z][\w-]*\b(?<=\s.{3}))
    |(?P<xperson>\[~[^\]\n]+\]|(?<![\w@])@[\w][\w.-]*(?:[ ](?!OPENING)[A-Z][\w'-]+(?=[ ][a-z]|[,.:;!?)\n]|$))?)
    |(?P<xissue>\b[A-Z][A-Z0-9]{1,9}-\d+\b|(?<!\w)\#\d+\b)
    |(?P<xversion>\bv?\d+(?:\.\d+){1,4}(?:-?[a-z]+\d*)?\b)
    |(?P<xhash>\b[0-9a-f]{7,40}\b)
    |(?P<xnumber>(?<![A-Za-z_\d])\d[\d.,:]*)""".replace("OPENING", rf"(?:{_OPENING})\b"),
    re.VERBOSE,
)
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "´": "'"})  # noqa: RUF001 - what people's keyboards type


def wording(sentence: str) -> str:
    """The sentence in lower case; code, links, people, issues, versions, numbers as `xcode`, `xlink` and so on."""
    return _NAMING.sub(_token, sentence[:MOST_CHARACTERS].translate(_APOSTROPHES)).lower()


def _token(match: re.Match[str]) -> str:
    return f" {match.lastgroup} "
