import pytest

from ipr_compliance.database import Database
from ipr_compliance.settings import SettingsProblem, read_settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RATE_LIMIT", "-1"),
        ("RATE_LIMIT", "0"),
        ("SMTP_URL", "smtp://host:abc"),
        ("SMTP_URL", "mail.example"),
        ("MAIL_FROM", "not an address"),
        ("MAIL_FROM", "a@b.example\nBcc: c@d.example"),
        ("TIMEZONE", "America"),
        ("TIMEZONE", "Mars"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "mysql://host/x"),
        ("DATABASE_URL", "postgresql+psycopg://host:abc/x"),
        ("BASE_URL", "https://x y.example"),
        ("BASE_URL", "https://x.example/sub"),
        ("DATABASE_CONNECTIONS", "0"),
        ("PORT", "abc"),
        ("PORT", "70000"),
        ("WEB_WORKERS", "0"),
        ("ENV", "test"),
        ("OIDC_ISSUER", "http://sign-on.example"),
        ("OIDC_ISSUER", "sign-on.example"),
        ("REQUIRE_SECOND_FACTOR", "liaison,king"),
        ("OIDC_DOMAINS", "agency.example, @other.example"),
        ("BACKUP_DIR", "backups"),
        ("BACKUP_KEEP", "7"),
        ("BACKUP_KEEP", "0,4,12"),
        ("BACKUP_KEEP", "7,-4,12"),
        ("BACKUP_KEEP", "seven,4,12"),
    ],
)
def test_a_wrong_value_stops_the_start_with_a_sentence_that_names_the_variable(monkeypatch, name, value):
    monkeypatch.setenv("IPR_ENV", "development")
    monkeypatch.setenv(f"IPR_{name}", value)
    with pytest.raises(SettingsProblem) as problem:
        read_settings()
    assert str(problem.value).startswith(f"IPR_{name}")
    assert len(str(problem.value).splitlines()) == 1


def test_a_secret_is_required_in_production(monkeypatch):
    with pytest.raises(SettingsProblem, match="IPR_SECRET_KEY is required"):
        read_settings()
    monkeypatch.setenv("IPR_SECRET_KEY", "sixteen characters")
    assert read_settings().rate_limit == 600


def test_the_address_in_mails_follows_the_port_unless_it_is_set(monkeypatch):
    monkeypatch.setenv("IPR_ENV", "development")
    monkeypatch.setenv("IPR_PORT", "8077")
    assert read_settings().base_url == "http://127.0.0.1:8077"
    monkeypatch.setenv("IPR_BASE_URL", "https://tracker.example/")
    assert read_settings().base_url == "https://tracker.example"
    assert read_settings().rate_limit is None


def test_in_development_a_secret_is_made_once_and_kept_to_its_owner(monkeypatch, tmp_path):
    monkeypatch.setenv("IPR_ENV", "development")
    monkeypatch.setenv("IPR_HOME", str(tmp_path / "new"))
    key = read_settings().signing_key()
    assert key == read_settings().signing_key()
    assert (tmp_path / "new" / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("threads", "asked", "kept"), [("4", "", 5), ("16", "", 16), ("16", "8", 8)])
def test_a_process_keeps_a_connection_for_every_thread_unless_it_is_told_otherwise(monkeypatch, threads, asked, kept):
    monkeypatch.setenv("IPR_ENV", "development")
    monkeypatch.setenv("IPR_WEB_THREADS", threads)
    monkeypatch.setenv("IPR_DATABASE_CONNECTIONS", asked)
    settings = read_settings()
    assert Database(settings.database_url, settings.connections).engine.pool.size() == kept


def test_a_sign_on_is_set_whole_or_not_at_all(monkeypatch):
    monkeypatch.setenv("IPR_ENV", "development")
    monkeypatch.setenv("IPR_OIDC_ISSUER", "https://sign-on.example")
    with pytest.raises(
        SettingsProblem, match="IPR_OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET are set together"
    ):
        read_settings()


def test_passwords_stay_where_there_is_no_other_way_in(monkeypatch):
    monkeypatch.setenv("IPR_ENV", "development")
    monkeypatch.setenv("IPR_PASSWORD_LOGIN", "false")
    with pytest.raises(SettingsProblem, match="IPR_PASSWORD_LOGIN can only be off"):
        read_settings()


def test_domains_are_read_with_commas_between_them(monkeypatch):
    monkeypatch.setenv("IPR_ENV", "development")
    monkeypatch.setenv("IPR_OIDC_DOMAINS", "agency.example, Other.example")
    assert read_settings().oidc_domains == {"agency.example", "other.example"}


def test_how_many_backups_are_kept_is_read_as_people_write_it(monkeypatch):
    monkeypatch.setenv("IPR_ENV", "development")
    assert read_settings().backups_kept == (7, 4, 12)
    monkeypatch.setenv("IPR_BACKUP_KEEP", " 14, 0,24 ")
    assert read_settings().backups_kept == (14, 0, 24)
