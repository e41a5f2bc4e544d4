"""Who may log in to the blog, for the frameworks that keep no users themselves."""

import hashlib
import hmac
import os
import secrets

# It signs what a visitor keeps. A real site reads it from where only the server can; one that is
# made at each start logs everybody out when the server starts again.
SECRET_KEY = os.environ.get("SECRET_KEY") or secrets.token_hex()

PASSWORDS = {"Ahmed": "open sesame", "Angela": "sword & fish"}

WRONG = "Your username and password didn't match. Please try again."
EMPTY = "This field is required."


def hash_password(password: str, salt: bytes) -> bytes:
    """Return what is kept of a password: it takes long to try one after another."""
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)


SALT = secrets.token_bytes(16)
HASHES = {name: hash_password(password, SALT) for name, password in PASSWORDS.items()}


def check_password(name: object, password: object) -> bool:
    """Whether there is such a user, with this password.

    Args:
        name: as the form sent it: text, or what the framework makes of a field that is sent
            twice or with a file.
        password: the same.
    """
    if not (isinstance(name, str) and isinstance(password, str) and name in HASHES):
        return False
    return hmac.compare_digest(HASHES[name], hash_password(password, SALT))
