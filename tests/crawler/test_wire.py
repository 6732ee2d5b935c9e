"""Addresses reach the wire as Scrapy makes them safe, and no otherwise; a server is believed by its certificate."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from w3lib.url import safe_url_string

from crawler.spider import PLAIN
from tests.crawler.process import crawl
from tests.crawler.server import Said, serve


@given(st.from_regex(PLAIN, fullmatch=True))
def test_in_a_plain_address_nothing_is_to_be_made_safe(url: str) -> None:
    assert safe_url_string(url) == url


def test_an_address_arrives_as_it_was_written(home: Path) -> None:
    path = "/%C5%9Fehir/a%2Cb%7Ec,d"
    with serve(lambda _asked: Said("<html></html>", 200, {"Content-Type": "text/html"})) as site:
        crawl(
            home,
            "schema_org",
            base_url=site.base_url,
            brands=[f"Acme={site.base_url}{path}", f"Other={site.base_url}/şehir"],
        )
    assert {asked.path for asked in site.log} >= {path, "/%C5%9Fehir"}


def certificate(folder: Path) -> Path:
    """A key and the certificate it signed for itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]), datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(hours=1), now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "own.pem"
    path.write_bytes(private + signed.public_bytes(pem))
    return path


def test_a_server_nobody_vouches_for_is_not_believed(home: Path, tmp_path: Path) -> None:
    own = certificate(tmp_path)
    with serve(lambda _asked: Said("<html></html>"), own) as site:
        options = {"base_url": site.base_url, "brands": [f"Acme={site.base_url}/x"]}
        refused = crawl(home, "schema_org", **options)
        assert refused.state == "blocked"
        assert "ClientConnectorCertificateError" in refused.said("blocked")
        assert not site.log
        crawl(home, "schema_org", env={"SSL_CERT_FILE": str(own)}, **options)
        assert [asked.path for asked in site.log] == ["/robots.txt", "/x"]
