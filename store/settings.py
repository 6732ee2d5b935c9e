"""Settings: `TERAZI_*` in the environment, then terazi.toml in the working folder, then these defaults."""

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from tomllib import TOMLDecodeError
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from store.errors import SetupError

OPEN_TO_ALL = 600
"""Requests a minute that one address may send where the server listens to more than its own machine."""


class Settings(BaseSettings):
    """Where the state lies, which database, who asks the sources, which hours."""

    model_config = SettingsConfigDict(env_prefix="TERAZI_", toml_file="terazi.toml", extra="forbid", frozen=True)

    home: Path = Field(Path("var"), description="folder of all state: database, archive, snapshots, releases, keys")
    database_url: str = Field(
        "", description="another database, e.g. postgresql+psycopg://user@host/name; default SQLite"
    )
    contact: str = Field("", description="name and e-mail of the operator, told to every source in the user agent")
    host: str = Field("127.0.0.1", description="address the pages and the API are served on")
    port: int = Field(8000, ge=1, le=65535, description="port the pages and the API are served on")
    address: str = Field(
        "", description="where the public finds this service, e.g. https://terazi.example.org; releases cite it"
    )
    rate_limit: int | None = Field(
        None, ge=0, description="requests a minute from one address; 0: no limit; default: none on loopback, else 600"
    )
    targets: dict[str, list[str]] = Field(
        default_factory=dict,
        description='whom to collect at sources that must be told, e.g. app_store = ["Acme=389801252"]',
    )
    allow: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        description="sources that are off by default and that you have permission to crawl, e.g. amazon,hepsiburada",
    )
    frontier: str = Field(
        "", description="redis:// address of a frontier that several machines share; default: the database"
    )
    archive_days: int = Field(0, ge=0, description="days raw pages are kept; 0: as each source's declaration says")
    secret: SecretStr = Field(
        SecretStr(""), description="64 hex digits that make authors pseudonyms, where several machines share a database"
    )
    ccdb_ui: str = Field(
        "", description="folder with the built files of the bureau's user interface (docs/ccdb.md); default: not served"
    )
    dispute_days: int = Field(
        30, ge=1, le=365, description="days within which a dispute is decided, and an author shows to be the author"
    )
    webhooks_to_loopback: bool = Field(
        False, description="let webhooks go to this machine, in plain http too: for trying them out"
    )
    schedule: dict[str, str] = Field(
        default_factory=dict, description='command line -> cron line, e.g. "crawl cfpb" = "0 3 * * *"'
    )

    def __init__(self, **given: Any) -> None:
        """Raises SetupError naming the setting or the file that cannot be read."""
        try:
            super().__init__(**given)
        except ValidationError as wrong:
            told = (f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in wrong.errors(include_url=False))
            raise SetupError(f"a setting (terazi.toml or TERAZI_*) cannot be taken: {'; '.join(told)}") from wrong
        except (SettingsError, TOMLDecodeError) as wrong:
            raise SetupError(f"the settings (terazi.toml or TERAZI_*) cannot be read: {wrong}") from wrong

    @field_validator("allow", mode="before")
    @classmethod
    def _listed(cls, said: object) -> object:
        """A list, or names with commas between them, as a variable of the environment has them."""
        if isinstance(said, str) and not said.lstrip().startswith("["):
            return [name.strip() for name in said.split(",") if name.strip()]
        return json.loads(said) if isinstance(said, str) else said

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def requests_a_minute(self) -> int:
        """How often one address may ask; 0 where there is no limit."""
        if self.rate_limit is not None:
            return self.rate_limit
        is_loopback = self.host in ("localhost", "::1") or self.host.startswith("127.")
        return 0 if is_loopback else OPEN_TO_ALL

    @property
    def url(self) -> str:
        """SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{self.home / 'terazi.sqlite3'}"

    @property
    def archive(self) -> Path:
        """Folder of raw pages by content hash."""
        return self.home / "archive"

    @property
    def lake(self) -> Path:
        """Folder of columnar snapshots."""
        return self.home / "lake"

    @property
    def releases(self) -> Path:
        """Folder of published releases."""
        return self.home / "releases"

    def author_key(self) -> bytes:
        """The secret that turns authors into pseudonyms; made once, readable by its owner only, never published."""
        if given := self.secret.get_secret_value():
            return bytes.fromhex(given)
        path = self.home / "author.key"
        if not path.exists():
            _make_key(path)
        return bytes.fromhex(path.read_text(encoding="ascii"))


def _make_key(path: Path) -> None:
    """Make a key whole or not at all; of two processes that make one at once, the first one's stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="ascii", dir=path.parent, prefix=f"{path.name}.") as made:
        made.write(secrets.token_hex(32))
        made.flush()
        os.fsync(made.fileno())
        with suppress(FileExistsError):
            os.link(made.name, path)
