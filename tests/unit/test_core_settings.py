"""The operator's settings: defaults of the contract, and every fault told at once in both languages."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rxapp.core.archive_key import new_pair
from rxapp.core.settings import ROOT, Settings, SettingsError


def faults(env: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(env)
    return caught.value.messages


def test_defaults_are_those_of_the_contract():
    settings = Settings.from_env({})
    assert settings.data_dir == ROOT / "var"
    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 3000, "http://localhost:3000")
    assert settings.is_sqlite
    assert settings.sqlite_file == ROOT / "var" / "carnet.sqlite3"
    assert settings.blob_root == ROOT / "var" / "blobs"
    assert settings.master_key_file == ROOT / "var" / "master.key"
    assert (settings.redis_url, settings.smtp_url, settings.demo, settings.now) == (None, None, False, None)


def test_everything_can_be_set(tmp_path: Path):
    settings = Settings.from_env(
        {
            "RXAPP_DATA_DIR": str(tmp_path),
            "RXAPP_HOST": "0.0.0.0",  # noqa: S104 - a value, nothing listens
            "RXAPP_PORT": "8443",
            "RXAPP_PUBLIC_URL": "https://Carnet.Example.org/",
            "RXAPP_DATABASE_URL": "postgresql+psycopg://carnet:pw@db/carnet",
            "RXAPP_REDIS_URL": "redis://cache:6379/0",
            "RXAPP_BLOB_URL": "file:/srv/blobs",
            "RXAPP_SMTP_URL": "smtp://user:pw@mail:587",
            "RXAPP_MASTER_KEY_FILE": "/run/secrets/master",
            "RXAPP_DEMO": "1",
            "RXAPP_NOW": "2026-11-23T10:00:00+01:00",
        }
    )
    assert settings.public_url == "https://carnet.example.org"
    assert settings.port == 8443
    assert not settings.is_sqlite
    assert settings.blob_root == Path("/srv/blobs")
    assert settings.master_key_file == Path("/run/secrets/master")
    assert settings.now == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert "pw" not in repr(settings)


def test_an_empty_variable_counts_as_absent():
    assert Settings.from_env({"RXAPP_PORT": " ", "RXAPP_DATABASE_URL": ""}).port == 3000


def test_the_public_address_follows_the_port_when_it_is_not_given():
    assert Settings.from_env({"RXAPP_PORT": "4000"}).public_url == "http://localhost:4000"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RXAPP_PORT", "0"),
        ("RXAPP_PORT", "65536"),
        ("RXAPP_PORT", "٣"),
        ("RXAPP_PORT", "http"),
        ("RXAPP_DEMO", "peut-être"),
        ("RXAPP_PUBLIC_URL", "carnet.example.org"),
        ("RXAPP_PUBLIC_URL", "ftp://carnet.example.org"),
        ("RXAPP_PUBLIC_URL", "https://carnet.example.org/sous/chemin"),
        ("RXAPP_PUBLIC_URL", "https://user:pw@carnet.example.org"),
        ("RXAPP_PUBLIC_URL", "https://carnet.example.org:99999"),
        ("RXAPP_TRUSTED_PROXIES", "proxy.example.org"),
        ("RXAPP_TRUSTED_PROXIES", "10.0.3.1/24"),
        ("RXAPP_TRUSTED_PROXIES", "10.0.3.1,"),
        ("RXAPP_DATABASE_URL", "mysql://db/carnet"),
        ("RXAPP_DATABASE_URL", "sqlite:///relative.db"),
        ("RXAPP_DATABASE_URL", "sqlite:////data/x.db?mode=ro"),
        ("RXAPP_BLOB_URL", "s3://bucket"),
        ("RXAPP_BLOB_URL", "file:relative"),
        ("RXAPP_REDIS_URL", "http://cache"),
        ("RXAPP_SMTP_URL", "mail:25"),
        ("RXAPP_NOW", "2026-11-23T10:00:00Z"),
        ("RXAPP_OPERATOR_CONTACT", "Nous"),
        ("RXAPP_OPERATOR_CONTACT", "|"),
        ("RXAPP_OPERATOR_CONTACT", "carnet@example.org" + "|x" * 6),
        ("RXAPP_OPERATOR_CONTACT", "carnet@example.org|" + "x" * 101),
        ("RXAPP_OPERATOR_CONTACT", "carnet@example.org|\u202egro.elpmaxe"),
        ("RXAPP_OPERATOR_CONTACT", "javascript:alert(1)@x"),
    ],
)
def test_a_fault_names_its_variable(name: str, value: str):
    (message,) = faults({name: value})
    french, english = message.split(" / ")
    assert french.startswith(name)
    assert english.startswith(name)


@pytest.mark.parametrize("value", ["demain", "2026-11-23", "2026-11-23T10:00:00"])
def test_the_start_of_the_clock_needs_a_time_zone(value: str):
    (message,) = faults({"RXAPP_DEMO": "1", "RXAPP_NOW": value})
    assert "RXAPP_NOW" in message


def test_all_faults_are_told_at_once():
    assert len(faults({"RXAPP_PORT": "x", "RXAPP_DEMO": "x", "RXAPP_BLOB_URL": "x"})) == 3


def test_serving_asks_for_tls_and_a_key(tmp_path: Path):
    settings = Settings.from_env({"RXAPP_DATA_DIR": str(tmp_path)})
    with pytest.raises(SettingsError) as caught:
        settings.check_serving()
    tls, key, archive = caught.value.messages
    assert "https://" in tls
    assert "master.key" in key
    assert "archive-init" in archive


def test_serving_with_tls_and_a_key_is_allowed(tmp_path: Path):
    (tmp_path / "master.key").write_text("there")
    (tmp_path / "archive.pub").write_text(new_pair()[1])
    given = {"RXAPP_DATA_DIR": str(tmp_path), "RXAPP_PUBLIC_URL": "https://carnet.example.org"}
    settings = Settings.from_env(given | {"RXAPP_OPERATOR_CONTACT": "carnet@example.org"})
    settings.check_serving()
    assert (settings.wanting(), settings.operator_contact) == ("", ("carnet@example.org",))
    untold = Settings.from_env(given)
    untold.check_serving()
    assert "RXAPP_OPERATOR_CONTACT" in untold.wanting()
    assert untold.operator_contact == ()


def test_real_people_are_not_served_as_a_demonstration(tmp_path: Path):
    (tmp_path / "master.key").write_text("there")
    given = {"RXAPP_DATA_DIR": str(tmp_path), "RXAPP_PUBLIC_URL": "https://carnet.example.org", "RXAPP_DEMO": "oui"}
    given["RXAPP_ARCHIVE_PUBLIC_KEY"] = new_pair()[1]
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(given).check_serving()
    (demo,) = caught.value.messages
    assert all(part.strip().startswith("RXAPP_DEMO=1") for part in demo.split(" / "))


def test_the_proxies_believed_are_those_of_this_machine_unless_others_are_named():
    assert [str(network) for network in Settings.from_env({}).trusted_proxies] == ["127.0.0.0/8", "::1/128"]
    named = Settings.from_env({"RXAPP_TRUSTED_PROXIES": "10.0.3.0/24 ,2001:db8::7"}).trusted_proxies
    assert [str(network) for network in named] == ["10.0.3.0/24", "2001:db8::7/128"]


def test_the_data_folder_is_private(settings: Settings):
    assert settings.make_data_dir().stat().st_mode & 0o777 == 0o700
