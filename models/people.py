"""Who is who: people of an engagement, and the accounts they use in each tracker."""

from typing import Literal

from sqlmodel import Field, SQLModel

from models.record import Record

Side = Literal["vendor", "client", "bot", "unlinked"]
Role = Literal["engineer", "lead", "client", "bot"]


class Person(SQLModel, table=True):
    """One person of one engagement, as the operator's config names them."""

    __tablename__ = "person"

    engagement: str = Field(primary_key=True, max_length=64)
    id: str = Field(primary_key=True, max_length=64)
    name: str
    role: str  # engineer, lead, client or bot
    email: str | None = None
    slack_id: str | None = None
    named_in_client_channel: bool = False  # the person agreed to be named where the client reads

    @property
    def side(self) -> Side:
        """Vendor for engineers and leads; client and bot are their own side."""
        match self.role:
            case "engineer" | "lead":
                return "vendor"
            case "client":
                return "client"
            case _:
                return "bot"


class Identity(Record, table=True):
    """One account of one tracker. `person_id` is None until somebody says (or an equal e-mail shows) whose it is."""

    __tablename__ = "identity"

    display_name: str
    handle: str | None = None
    email: str | None = None
    active: bool = True
    is_bot: bool = False
    person_id: str | None = None
    linked_by: str | None = None  # config or email
