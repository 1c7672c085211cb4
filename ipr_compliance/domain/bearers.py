"""What is kept of a secret that lets its bearer in: of a token, a session, a recovery code, a calendar's address."""

from hashlib import sha256


def digest_of(secret: str) -> str:
    """What is kept of it. It is long and random, so a fast hash without salt cannot be turned back."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
