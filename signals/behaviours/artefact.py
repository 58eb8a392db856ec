"""What training leaves behind: plain numbers and words in two files, read back without unpickling anything."""

import hashlib
import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from signals.behaviours.base import BEHAVIOURS
from signals.behaviours.ngrams import Floats, Level

ARTEFACTS = Path(__file__).parent / "artefacts"
_LEVELS = ("comment", "sentence")


class ArtefactError(Exception):
    """The classifier's files are missing, damaged or made for other behaviours. The message says what to do."""


@dataclass(frozen=True)
class Artefact:
    """A trained classifier. Columns of all arrays are the behaviours, in the order of BEHAVIOURS.

    `thresholds` count a behaviour; `shown_thresholds` are stricter, for naming a person with evidence, and lack the
    behaviours for which no threshold was precise enough.
    """

    vocabulary: tuple[str, ...]
    comment: Level
    sentence: Level
    slope: Floats
    offset: Floats
    thresholds: dict[str, float]
    shown_thresholds: dict[str, float]
    trained_on: dict[str, Any]
    figures: dict[str, Any]

    @property
    def version(self) -> str:
        """Changes whenever anything that changes a finding does."""
        digest = hashlib.sha256("\n".join(self.vocabulary).encode())
        for name, array in sorted(_arrays(self).items()):
            digest.update(name.encode() + np.ascontiguousarray(array).tobytes())
        digest.update(json.dumps([self.thresholds, self.shown_thresholds], sort_keys=True).encode())
        return f"ngrams-{digest.hexdigest()[:10]}"


def save(artefact: Artefact, folder: Path = ARTEFACTS) -> None:
    """Write `ngrams.npz` and, for people to read, `ngrams.json`. Equal artefacts give equal bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    words = np.frombuffer("\n".join(artefact.vocabulary).encode(), dtype=np.uint8)
    np.savez_compressed(folder / "ngrams.npz", vocabulary=words, **_arrays(artefact))  # type: ignore[arg-type]
    told = {
        "version": artefact.version,
        "behaviours": [behaviour.name for behaviour in BEHAVIOURS],
        "thresholds": artefact.thresholds,
        "shown_thresholds": artefact.shown_thresholds,
        "trained_on": artefact.trained_on,
        "figures": artefact.figures,
    }
    (folder / "ngrams.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def load(folder: Path = ARTEFACTS) -> Artefact:
    """The artefact of that folder. Raises ArtefactError."""
    try:
        told = json.loads((folder / "ngrams.json").read_text(encoding="utf-8"))
        with (folder / "ngrams.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
            artefact = _assembled(told, dict(stored))
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        msg = f"the classifier in {folder} cannot be read ({error}); reinstall, or train it anew"
        raise ArtefactError(msg) from error
    if told["behaviours"] != [behaviour.name for behaviour in BEHAVIOURS] or told["version"] != artefact.version:
        msg = f"the classifier in {folder} does not fit this version of the product; reinstall, or train it anew"
        raise ArtefactError(msg)
    return artefact


def _arrays(artefact: Artefact) -> dict[str, Floats]:
    levels = {
        f"{name}_{field.name}": getattr(getattr(artefact, name), field.name)
        for name in _LEVELS
        for field in fields(Level)
    }
    return levels | {"slope": artefact.slope, "offset": artefact.offset}


def _assembled(told: dict[str, Any], arrays: dict[str, Any]) -> Artefact:
    comment, sentence = (
        Level(**{field.name: arrays[f"{name}_{field.name}"] for field in fields(Level)}) for name in _LEVELS
    )
    return Artefact(
        vocabulary=tuple(arrays["vocabulary"].tobytes().decode().split("\n")),
        comment=comment,
        sentence=sentence,
        slope=arrays["slope"],
        offset=arrays["offset"],
        thresholds=told["thresholds"],
        shown_thresholds=told["shown_thresholds"],
        trained_on=told["trained_on"],
        figures=told["figures"],
    )
