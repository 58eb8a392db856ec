"""What every row pulled from a tracker has: an engagement, a source and the tracker's own id for it."""

from sqlmodel import Field, SQLModel


class Record(SQLModel):
    """One thing a tracker holds, keyed by (engagement, source, external id), so that pulling twice stores once.

    Build records with `model_validate`: SQLModel's table classes do not validate in their constructor.
    """

    engagement: str = Field(primary_key=True, max_length=64)
    source: str = Field(primary_key=True, max_length=64)
    external_id: str = Field(primary_key=True, max_length=255)
