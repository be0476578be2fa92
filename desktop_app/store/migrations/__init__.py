"""Steps from each version of the tables to the next (Alembic). A step that was released is never changed."""
