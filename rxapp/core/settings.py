"""What the operator decides, read once from the environment and checked as a whole."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from rxapp.core import contact
from rxapp.core.archive_key import ArchiveKeyUnusable, public_half
from rxapp.core.folders import private_directory

ROOT = Path(__file__).resolve().parents[2]
"""The folder of the repository, where `alembic.ini` and `assets/` are."""

DATABASE_FILE = "carnet.sqlite3"
MASTER_KEY_FILE = "master.key"
BLOB_DIRECTORY = "blobs"
ARCHIVE_PUBLIC_FILE = "archive.pub"
DEMO_ARCHIVE_FILE = "archive-demonstration.key"
LEDGER_FILE = "keys.ledger"

Network = IPv4Network | IPv6Network

_YES = {"1", "true", "yes", "oui"}
_NO = {"0", "false", "no", "non"}


class SettingsError(Exception):
    """The environment cannot be used; `messages` says why, one sentence in French and English each."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages


@dataclass(frozen=True)
class Settings:
    """The whole configuration. Addresses that may hold a password stay out of `repr`."""

    data_dir: Path
    host: str
    port: int
    public_url: str
    trusted_proxies: tuple[Network, ...]
    database_url: str = field(repr=False)
    redis_url: str | None = field(repr=False)
    blob_url: str = field(repr=False)
    smtp_url: str | None = field(repr=False)
    master_key_file: Path = field(repr=False)
    demo: bool
    now: datetime | None
    archive_public_key: str | None = None
    operator_contact: tuple[str, ...] = ()

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Settings":
        """Read the `RXAPP_…` variables; an empty variable counts as absent. Raises `SettingsError` with every fault."""
        return _Reader(os.environ if env is None else env).settings()

    @property
    def is_https(self) -> bool:
        """True when people reach this instance over TLS."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def is_sqlite(self) -> bool:
        """True when the data live in one SQLite file, false for PostgreSQL."""
        return self.database_url.startswith("sqlite:")

    @property
    def sqlite_file(self) -> Path:
        """The SQLite file. Only meaningful when `is_sqlite`."""
        return Path(self.database_url.removeprefix("sqlite:///"))

    @property
    def blob_root(self) -> Path:
        """The folder of the encrypted documents."""
        return Path(self.blob_url.removeprefix("file:"))

    @property
    def clock_file(self) -> Path:
        """Where the demonstration clock keeps how far it has travelled."""
        return self.data_dir / "clock.json"

    @property
    def archive_public_file(self) -> Path:
        """The public half of the archive key, unless the environment gives it."""
        return self.data_dir / ARCHIVE_PUBLIC_FILE

    @property
    def ledger_file(self) -> Path:
        """The ledger of keys that were sealed away or destroyed (`ledger.py`)."""
        return self.data_dir / LEDGER_FILE

    def archive_public(self) -> bytes | None:
        """The public half of the archive key, 32 bytes; None when there is none. Raises `ArchiveKeyUnusable`."""
        if self.archive_public_key is not None:
            return public_half(self.archive_public_key, "RXAPP_ARCHIVE_PUBLIC_KEY")
        if not self.archive_public_file.is_file():
            return None
        return public_half(self.archive_public_file.read_text(), str(self.archive_public_file))

    def make_data_dir(self) -> Path:
        """Create the data folder, readable by its owner alone, and return it."""
        return private_directory(self.data_dir)

    def check_serving(self) -> None:
        """Refuse to serve real people as a demonstration, without TLS in front, or without a key kept by the operator.

        Raises `SettingsError`.
        """
        messages = []
        if self.demo:
            messages.append(
                "RXAPP_DEMO=1 : la démonstration démarre avec « ./run » ; « ./run serve » sert de vraies personnes. "
                "/ RXAPP_DEMO=1: the demonstration starts with “./run”; “./run serve” serves real people."
            )
        if not self.is_https:
            messages.append(
                "RXAPP_PUBLIC_URL doit être l’adresse publique en https:// (TLS devant Carnet). "
                "/ RXAPP_PUBLIC_URL must be the public https:// address (TLS in front of Carnet)."
            )
        if not self.master_key_file.is_file():
            messages.append(
                f"Clé maîtresse absente : {self.master_key_file}. Restaurez-la ou, pour une installation neuve, "
                "créez-la avec « ./run rxapp keys new ». "
                f"/ Master key missing: {self.master_key_file}. Restore it or, for a new installation, "
                "make one with “./run rxapp keys new”."
            )
        if not self._has_archive_key():
            messages.append(
                "Clé d’archive absente ou abîmée : sans elle, aucun compte ne peut être fermé comme promis. Créez-la avec "
                "« ./run rxapp keys archive-init --out FICHIER », puis emportez ce fichier hors de cette machine. "
                "/ Archive key missing or damaged: without it no account can be closed as promised. Make it with "
                "“./run rxapp keys archive-init --out FILE”, then take that file away from this machine."
            )
        if messages:
            raise SettingsError(messages)

    def wanting(self) -> str:
        """What people will miss although Carnet serves without it, "" when nothing."""
        if self.operator_contact:
            return ""
        return (
            "RXAPP_OPERATOR_CONTACT absente : dites comment vous joindre (adresse e-mail, téléphone ou adresse postale, "
            "lignes séparées par « | ») ; qui ferme son compte le lit, et vous écrit pour le rouvrir. "
            "/ RXAPP_OPERATOR_CONTACT missing: say how you are reached (e-mail, telephone or postal address, lines separated "
            "by “|”); who closes their account reads it, and writes to you to have it opened again."
        )

    def _has_archive_key(self) -> bool:
        try:
            return self.archive_public() is not None
        except ArchiveKeyUnusable:
            return False


class _Reader:
    """Reads each variable, collecting the faults instead of stopping at the first."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.messages: list[str] = []

    def settings(self) -> Settings:
        data_dir = self.path("RXAPP_DATA_DIR", ROOT / "var")
        port = self.port("RXAPP_PORT", 3000)
        demo = self.flag("RXAPP_DEMO", False)
        settings = Settings(
            data_dir=data_dir,
            host=self.text("RXAPP_HOST") or "127.0.0.1",
            port=port,
            public_url=self.origin("RXAPP_PUBLIC_URL", f"http://localhost:{port}"),
            trusted_proxies=self.networks("RXAPP_TRUSTED_PROXIES", "127.0.0.0/8, ::1"),
            database_url=self.database("RXAPP_DATABASE_URL", data_dir / DATABASE_FILE),
            redis_url=self.address("RXAPP_REDIS_URL", ("redis", "rediss")),
            blob_url=self.blobs("RXAPP_BLOB_URL", data_dir / BLOB_DIRECTORY),
            smtp_url=self.address("RXAPP_SMTP_URL", ("smtp", "smtps")),
            master_key_file=self.path("RXAPP_MASTER_KEY_FILE", data_dir / MASTER_KEY_FILE),
            demo=demo,
            now=self.instant("RXAPP_NOW", demo),
            archive_public_key=self.text("RXAPP_ARCHIVE_PUBLIC_KEY"),
            operator_contact=self.contact("RXAPP_OPERATOR_CONTACT", contact.DEMO if demo else ()),
        )
        if self.messages:
            raise SettingsError(self.messages)
        return settings

    def text(self, name: str) -> str | None:
        return self.env.get(name, "").strip() or None

    def fault(self, name: str, french: str, english: str) -> None:
        self.messages.append(f"{name} {french} / {name} {english}")

    def path(self, name: str, default: Path) -> Path:
        value = self.text(name)
        return Path(value).expanduser().absolute() if value else default

    def port(self, name: str, default: int) -> int:
        value = self.text(name)
        if value is None:
            return default
        if value.isascii() and value.isdigit() and 0 < int(value) < 65536:
            return int(value)
        self.fault(name, "doit être un nombre de 1 à 65535.", "must be a number from 1 to 65535.")
        return default

    def flag(self, name: str, default: bool) -> bool:
        value = (self.text(name) or "").lower()
        if value in _YES:
            return True
        if value in _NO:
            return False
        if value:
            self.fault(name, "doit être 0 ou 1.", "must be 0 or 1.")
        return default

    def origin(self, name: str, default: str) -> str:
        value = self.text(name)
        if value is None:
            return default
        value = value.rstrip("/")
        if not _is_origin(value):
            self.fault(
                name,
                "doit être une origine comme https://carnet.example.org, sans chemin.",
                "must be an origin such as https://carnet.example.org, without a path.",
            )
        return value.lower()

    def networks(self, name: str, default: str) -> tuple[Network, ...]:
        parts = (self.text(name) or default).split(",")
        try:
            return tuple(ip_network(part.strip()) for part in parts)
        except ValueError:
            self.fault(
                name,
                "doit être une liste d’adresses ou de réseaux séparés par des virgules, comme 127.0.0.1, 10.0.3.0/24.",
                "must be a list of addresses or networks separated by commas, such as 127.0.0.1, 10.0.3.0/24.",
            )
            return ()

    def contact(self, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
        value = self.text(name)
        if value is None:
            return default
        lines = contact.read_lines(value)
        if lines is None:
            most = f"{contact.MOST_LINES} lignes de {contact.MOST_SIGNS} signes"
            self.fault(
                name,
                f"doit donner une adresse e-mail, un téléphone ou une adresse postale, en {most} au plus, séparées par « | ».",
                "must give an e-mail address, a telephone number or a postal address, in at most "
                f"{contact.MOST_LINES} lines of {contact.MOST_SIGNS} signs separated by “|”.",
            )
        return lines or default

    def database(self, name: str, default: Path) -> str:
        value = self.text(name)
        if value is None:
            return f"sqlite:///{default}"
        if value.startswith("postgresql+psycopg://"):
            return value
        if value.startswith("sqlite:////") and "?" not in value:
            return value
        self.fault(
            name,
            "doit commencer par postgresql+psycopg:// ou sqlite://// (chemin absolu).",
            "must start with postgresql+psycopg:// or sqlite://// (absolute path).",
        )
        return f"sqlite:///{default}"

    def blobs(self, name: str, default: Path) -> str:
        value = self.text(name)
        if value is None:
            return f"file:{default}"
        path = value.removeprefix("file:")
        path = path.removeprefix("//") if path.startswith("///") else path
        if value.startswith("file:") and path.startswith("/"):
            return f"file:{path}"
        self.fault(
            name,
            "doit être file:/dossier/absolu ; le stockage s3:// n’est pas encore pris en charge.",
            "must be file:/absolute/folder; s3:// storage is not supported yet.",
        )
        return f"file:{default}"

    def address(self, name: str, schemes: tuple[str, ...]) -> str | None:
        value = self.text(name)
        if value is None:
            return None
        if _parts(value)[0] not in schemes:
            wanted = "://, ".join(schemes) + "://"
            self.fault(name, f"doit commencer par {wanted}.", f"must start with {wanted}.")
        return value

    def instant(self, name: str, demo: bool) -> datetime | None:
        value = self.text(name)
        if value is None:
            return None
        if not demo:
            self.fault(name, "n’est acceptée qu’avec RXAPP_DEMO=1.", "is accepted only with RXAPP_DEMO=1.")
            return None
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None:
            self.fault(
                name,
                "doit être un instant ISO avec son fuseau, comme 2026-11-23T09:00:00Z.",
                "must be an ISO instant with its time zone, such as 2026-11-23T09:00:00Z.",
            )
            return None
        return instant


def _parts(value: str) -> tuple[str, str, int | None, str]:
    """Scheme, host, port and the rest of an address; empty scheme when it cannot be read."""
    try:
        url = urlsplit(value)
        rest = url.path + url.query + url.fragment + (url.username or "") + (url.password or "")
        return url.scheme, url.hostname or "", url.port, rest
    except ValueError:
        return "", "", None, ""


def _is_origin(value: str) -> bool:
    scheme, host, _port, rest = _parts(value)
    return scheme in ("http", "https") and bool(host) and not rest and not any(c.isspace() for c in value)
