"""Every table, imported in one place, so that the metadata is whole wherever it is asked for."""

from sqlmodel import SQLModel

from models import findings, people, runs, surface, work

TABLE_MODULES = (work, people, findings, runs, surface)
METADATA = SQLModel.metadata
