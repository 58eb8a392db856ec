"""What every command gets to answer from."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from bot.config import Config


@dataclass(frozen=True, slots=True)
class Context:
    """Everything that a command may read, and the instant it is asked at."""

    config: Config
    engine: Engine
    asked_at: datetime
    version: str
