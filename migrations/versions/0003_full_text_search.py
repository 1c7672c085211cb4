"""Full-text search over recommendations, kept by triggers so that every way of writing keeps it

SQLite has FTS5, PostgreSQL has tsvector with a GIN index; both index the same words, without punctuation.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQLITE_WORDS = """NEW.text || ' ' || NEW.number || ' ' || coalesce(NEW.responsible_official, '') || ' ' ||
    (SELECT number || ' ' || coalesce(title, '') FROM report WHERE id = NEW.report_id)"""

POSTGRESQL = """
CREATE TABLE recommendation_search (
    id integer PRIMARY KEY REFERENCES recommendation (id) ON DELETE CASCADE,
    words tsvector NOT NULL
);
CREATE INDEX ix_recommendation_search_words ON recommendation_search USING gin (words);
CREATE FUNCTION recommendation_words(r recommendation) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT to_tsvector('simple', regexp_replace(
        concat_ws(' ', r.text, r.number, r.responsible_official, report.number, report.title),
        '[^[:alnum:]]+', ' ', 'g')) FROM report WHERE report.id = r.report_id
$$;
CREATE FUNCTION recommendation_is_searched() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO recommendation_search (id, words) VALUES (NEW.id, recommendation_words(NEW))
    ON CONFLICT (id) DO UPDATE SET words = excluded.words;
    RETURN NEW;
END $$;
CREATE TRIGGER recommendation_search_insert AFTER INSERT ON recommendation
    FOR EACH ROW EXECUTE FUNCTION recommendation_is_searched();
CREATE TRIGGER recommendation_search_update AFTER UPDATE OF text, number, responsible_official ON recommendation
    FOR EACH ROW EXECUTE FUNCTION recommendation_is_searched();
CREATE FUNCTION report_is_searched() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE recommendation_search SET words = recommendation_words(recommendation)
    FROM recommendation WHERE recommendation.id = recommendation_search.id AND recommendation.report_id = NEW.id;
    RETURN NEW;
END $$;
CREATE TRIGGER report_search_update AFTER UPDATE OF number, title ON report
    FOR EACH ROW EXECUTE FUNCTION report_is_searched();
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        op.execute(POSTGRESQL)


def _sqlite() -> None:
    op.execute("CREATE VIRTUAL TABLE recommendation_search USING fts5 (words, tokenize='unicode61')")
    op.execute(
        "CREATE TRIGGER recommendation_search_insert AFTER INSERT ON recommendation BEGIN "
        f"INSERT INTO recommendation_search (rowid, words) VALUES (NEW.id, {SQLITE_WORDS}); END"
    )
    op.execute(
        "CREATE TRIGGER recommendation_search_update AFTER UPDATE OF text, number, responsible_official "
        "ON recommendation BEGIN "
        f"UPDATE recommendation_search SET words = {SQLITE_WORDS} WHERE rowid = NEW.id; END"
    )
    op.execute(
        "CREATE TRIGGER recommendation_search_delete AFTER DELETE ON recommendation BEGIN "
        "DELETE FROM recommendation_search WHERE rowid = OLD.id; END"
    )
    op.execute(
        "CREATE TRIGGER report_search_update AFTER UPDATE OF number, title ON report BEGIN "
        "UPDATE recommendation_search SET words = (SELECT r.text || ' ' || r.number || ' ' || "
        "coalesce(r.responsible_official, '') || ' ' || NEW.number || ' ' || coalesce(NEW.title, '') "
        "FROM recommendation r WHERE r.id = recommendation_search.rowid) "
        "WHERE rowid IN (SELECT id FROM recommendation WHERE report_id = NEW.id); END"
    )
