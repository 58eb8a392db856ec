"""The nouns of Vested and where they are kept: records, the database, and the questions asked of it."""
