"""A certificate authority of the tests' own: who trusts it sees a real HTTPS site, whoever does not sees a stranger's."""

from __future__ import annotations

import datetime
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = datetime.timedelta(days=1)


class Authority:
    """Makes certificates in a folder; `file` is its own, which clients are told to trust."""
    def __init__(self, folder: Path, name: str = "Authority of the tests"):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = subject(name)
        self.certificate = (
            self.builder(self.name,
                         self.key).add_extension(x509.BasicConstraints(ca=True, path_length=0),
                                                 critical=True).add_extension(usage(
                                                     signs=True
                                                 ), critical=True).sign(self.key, hashes.SHA256())
        )
        self.file = folder / "authority.pem"
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def builder(self, named: x509.Name, key) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.timezone.utc)
        return (
            x509.CertificateBuilder().subject_name(named).issuer_name(self.name).public_key(
                key.public_key()
            ).serial_number(
                x509.random_serial_number()
            ).not_valid_before(now - DAY).not_valid_after(now + 30 * DAY).add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
            ).add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )

    def server(self, *more: str) -> tuple[Path, Path]:
        """Certificate and key of this host's loopback addresses, and of more names."""
        names = [*map(x509.DNSName, ["localhost", *more]), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        return self.issue("server", ExtendedKeyUsageOID.SERVER_AUTH, x509.SubjectAlternativeName(names))

    def person(self, name: str) -> tuple[Path, Path]:
        """Certificate and key of a person."""
        return self.issue(name, ExtendedKeyUsageOID.CLIENT_AUTH)

    def issue(self, name: str, purpose, *more) -> tuple[Path, Path]:
        key = ec.generate_private_key(ec.SECP256R1())
        builder = (
            self.builder(subject(name), key).add_extension(
                x509.BasicConstraints(ca=False, path_length=None), critical=True
            ).add_extension(usage(signs=False),
                            critical=True).add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        )
        for extension in more:
            builder = builder.add_extension(extension, critical=False)
        certificate = builder.sign(self.key, hashes.SHA256())
        files = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        files[1].touch(mode=0o600)
        files[1].write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return files


def subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
