"""The settings, read from the environment once; a wrong value stops the start with a sentence that names it."""

import re
import secrets
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "IPR_"

ROLES = {"viewer", "program-manager", "liaison", "admin"}
Words = Annotated[frozenset[str], NoDecode]
"""Words with commas between them."""


class Settings(BaseSettings):
    """What an operator can set; each variable is described in docs/operate/settings.md."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore")

    env: Literal["production", "development"] = "production"
    home: Path = Field(default_factory=lambda: Path.cwd() / "instance")
    database_url: str = ""
    database_connections: int | None = Field(default=None, ge=1)
    secret_key: str = ""
    base_url: str = ""
    smtp_url: str = ""
    mail_from: str = "oig-tracker@localhost"
    timezone: str = "America/New_York"
    rate_limit: int | None = Field(default=None, ge=1)
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_domains: Words = frozenset()
    password_login: bool = True
    require_second_factor: Words = frozenset()
    port: int = Field(default=8000, ge=1, le=65535)
    host: str = "127.0.0.1"
    web_workers: int = Field(default=2, ge=1)
    web_threads: int = Field(default=4, ge=1)
    webhooks_private: bool = False
    backup_dir: Path | None = None
    backup_keep: str = "7,4,12"

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if url and not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
        if url in {"sqlite:///", "sqlite:///:memory:"}:
            raise ValueError("must name a file; a database in memory keeps nothing")
        try:
            make_url(url or "sqlite:///any")
        except (ArgumentError, ValueError) as problem:
            raise ValueError("is no address of a database; is the port a number?") from problem
        return url

    @field_validator("smtp_url")
    @classmethod
    def _known_mail_server(cls, url: str) -> str:
        if url and (_scheme_of(url) not in {"smtp", "smtps", "smtp+starttls"}):
            raise ValueError("must look like smtp://user:password@host:port, smtps://… or smtp+starttls://…")
        return url

    @field_validator("mail_from")
    @classmethod
    def _one_address(cls, address: str) -> str:
        if not address.isascii() or not re.fullmatch(r"[^\s@<>,;]+@[^\s@<>,;]+", address):
            raise ValueError("must be one e-mail address, such as oig-tracker@office.example")
        return address

    @field_validator("base_url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        url = url.rstrip("/")
        if _scheme_of(url) not in {"http", "https"} or urlsplit(url).path or any(map(str.isspace, url)):
            raise ValueError("must be a web address without a path, such as https://tracker.example")
        return url

    @field_validator("oidc_issuer")
    @classmethod
    def _provider(cls, url: str) -> str:
        local = _scheme_of(url) == "http" and urlsplit(url).hostname in {"127.0.0.1", "localhost"}
        if url and ((_scheme_of(url) != "https" and not local) or urlsplit(url).query or any(map(str.isspace, url))):
            raise ValueError("must be the provider's web address, beginning with https://, as its description gives it")
        return url

    @field_validator("oidc_domains", "require_second_factor", mode="before")
    @classmethod
    def _words(cls, given: Any) -> Any:
        return [word for word in re.split(r"[,\s]+", given) if word] if isinstance(given, str) else given

    @field_validator("require_second_factor")
    @classmethod
    def _roles(cls, roles: frozenset[str]) -> frozenset[str]:
        if wrong := roles - ROLES:
            raise ValueError(f"must be roles with commas between them; “{min(wrong)}” is none")
        return roles

    @field_validator("oidc_domains")
    @classmethod
    def _domains(cls, domains: frozenset[str]) -> frozenset[str]:
        if wrong := [domain for domain in domains if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", domain)]:
            raise ValueError(f"must be domains of e-mail addresses with commas between them; “{wrong[0]}” is none")
        return frozenset(map(str.casefold, domains))

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
            raise ValueError("must be a time zone such as America/New_York") from problem
        return name

    @field_validator("backup_dir")
    @classmethod
    def _the_same_for_every_process(cls, folder: Path | None) -> Path | None:
        if folder is not None and not folder.is_absolute():
            raise ValueError("must be the whole path of a folder, such as /backup/tracker")
        return folder

    @field_validator("backup_keep")
    @classmethod
    def _three_numbers(cls, text: str) -> str:
        if not re.fullmatch(r"\s*0*[1-9][0-9]{0,3}\s*(,\s*[0-9]{1,4}\s*){2}", text):
            raise ValueError("must be three numbers, of days (one at least), weeks and months, such as 7,4,12")
        return text

    @model_validator(mode="before")
    @classmethod
    def _defaults_that_depend(cls, values: dict[str, Any]) -> dict[str, Any]:
        home = Path(values.get("home") or Path.cwd() / "instance").absolute()
        values["home"] = home
        if not values.get("database_url"):
            values["database_url"] = f"sqlite:///{home / 'tracker.sqlite3'}"
        if not values.get("base_url"):
            port = str(values.get("port") or 8000)
            values["base_url"] = f"http://127.0.0.1:{port if port.isdecimal() and int(port) < 65536 else 8000}"
        if values.get("rate_limit") is None and values.get("env", "production") == "production":
            values["rate_limit"] = 600
        return values

    @model_validator(mode="after")
    def _a_secret_of_its_own(self) -> "Settings":
        if self.env == "production" and len(self.secret_key) < 16:
            raise ValueError("SECRET_KEY is required in production: at least 16 characters, the same for every process")
        return self

    @model_validator(mode="after")
    def _a_whole_sign_on(self) -> "Settings":
        parts = [self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret]
        if any(parts) and not all(parts):
            raise ValueError("OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET are set together, or none of them")
        if not self.password_login and not self.oidc_issuer:
            raise ValueError("PASSWORD_LOGIN can only be off where OIDC_ISSUER names a sign-on: nobody could log in")
        return self

    @property
    def connections(self) -> int:
        """How many connections to the database a process keeps: unless it is set, one for every web thread, or five."""
        return self.database_connections or max(5, self.web_threads)

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone; "today" is a date there."""
        return ZoneInfo(self.timezone)

    @property
    def backups_kept(self) -> tuple[int, ...]:
        """Of how many days, weeks and months nightly backups are kept."""
        return tuple(int(number) for number in self.backup_keep.split(","))

    def signing_key(self) -> str:
        """The secret that signs sessions. In development one is made once and kept in the home folder."""
        if self.secret_key:
            return self.secret_key
        self.home.mkdir(parents=True, exist_ok=True)
        kept = self.home / "secret-key"
        try:
            with kept.open("x", encoding="utf-8") as file:
                kept.chmod(0o600)
                file.write(secrets.token_hex(32))
        except FileExistsError:
            pass
        return kept.read_text(encoding="utf-8")


def _scheme_of(url: str) -> str | None:
    """The scheme of an address that names a host and, where it names one, a port that is a number."""
    try:
        parts = urlsplit(url)
        complete = parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts.scheme if complete else None


class SettingsProblem(Exception):
    """A setting is missing or wrong; the message names the variable."""


def read_settings() -> Settings:
    """The settings from the environment. Raises SettingsProblem with one sentence a variable."""
    try:
        return Settings()
    except ValidationError as problem:
        lines = []
        for error in problem.errors():
            name = f"{PREFIX}{str(error['loc'][0]).upper()}" if error["loc"] else PREFIX
            message = error["msg"].removeprefix("Value error, ")
            lines.append(f"{name}{message}" if not error["loc"] else f"{name}: {message}")
        raise SettingsProblem("\n".join(lines)) from problem
