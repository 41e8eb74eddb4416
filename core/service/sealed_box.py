"""Secrets that anybody may seal for the hub and only the hub can open: X25519, HKDF, AES-256-GCM.

The public key stands in the books, so that the console can hand a peer's token over; the private
one is in a file of the hub's or in its environment, and never in the books.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.domain.errors import InvalidValueError

_KEY_BYTES: Final = 32
_NONCE: Final = bytes(12)  # each box has a key of its own, so it is used once


@dataclass(frozen=True, slots=True)
class HubKey:
    """The private key of the hub, 32 bytes in base64."""

    text: str = field(repr=False)

    @classmethod
    def made(cls) -> Self:
        """A new one."""
        return cls(b64encode(X25519PrivateKey.generate().private_bytes_raw()).decode())

    def __post_init__(self) -> None:
        if len(_bytes_of(self.text)) != _KEY_BYTES:
            raise InvalidValueError(f"hub key: wanted {_KEY_BYTES} bytes in base64")

    @property
    def public(self) -> str:
        """What others seal with, in base64."""
        public = self._private().public_key()
        return b64encode(public.public_bytes_raw()).decode()

    def opened(self, sealed: str, context: str) -> str:
        """The secret in a box.

        Raises:
            InvalidValueError: It was sealed for another key or in another context, or changed.
        """
        box = _bytes_of(sealed)
        try:
            theirs = X25519PublicKey.from_public_bytes(box[:_KEY_BYTES])
            shared = self._private().exchange(theirs)
            key = _key_of(shared, box[:_KEY_BYTES], context)
            return AESGCM(key).decrypt(_NONCE, box[_KEY_BYTES:], None).decode()
        except (InvalidTag, ValueError) as error:
            raise InvalidValueError(f"{context}: cannot be opened by this hub key") from error

    def _private(self) -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(_bytes_of(self.text))


def sealed(public: str, secret: str, context: str) -> str:
    """A secret in a box that only the hub opens; ``context`` says what it is for."""
    mine = X25519PrivateKey.generate()
    shared = mine.exchange(X25519PublicKey.from_public_bytes(_bytes_of(public)))
    ours = mine.public_key().public_bytes_raw()
    box = AESGCM(_key_of(shared, ours, context)).encrypt(_NONCE, secret.encode(), None)
    return b64encode(ours + box).decode()


def _key_of(shared: bytes, ours: bytes, context: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=ours, info=context.encode())
    return derived.derive(shared)


def _bytes_of(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError as error:
        raise InvalidValueError("hub key: wanted base64") from error
