import pytest
from flask import Flask

from foundation import secrets
from foundation.secrets import Keyring, UnreadableSecret, fingerprint, new_token, token_digest
from tests.houses import KEY

OLD = "an older key for tests, which is long enough"
CANARY = "canary-5f1d"


def test_a_text_comes_back_and_looks_different_each_time():
    keys = Keyring(KEY)
    first, second = (keys.encrypt("Grüße €", purpose="endpoint.secret") for _ in range(2))
    assert first != second
    assert keys.decrypt(first, purpose="endpoint.secret") == keys.decrypt(second, purpose="endpoint.secret") == "Grüße €"
    assert keys.decrypt(keys.encrypt("", purpose="x"), purpose="x") == ""


def test_another_key_is_told_by_its_fingerprint_with_the_remedy():
    sealed = Keyring(OLD).encrypt(CANARY, purpose="endpoint.secret")
    with pytest.raises(UnreadableSecret) as caught:
        Keyring(KEY).decrypt(sealed, purpose="endpoint.secret")
    told = str(caught.value)
    assert fingerprint(OLD) in told
    assert fingerprint(KEY) in told
    assert "LAUFZETTEL_SECRET_KEY" in told
    assert "endpoint.secret" in told
    assert CANARY not in told


def test_an_old_key_still_decrypts_and_is_seen_as_old():
    sealed = Keyring(OLD).encrypt(CANARY, purpose="p")
    keys = Keyring(KEY, (OLD,))
    assert keys.decrypt(sealed, purpose="p") == CANARY
    assert not keys.is_current(sealed)
    assert keys.is_current(keys.encrypt(CANARY, purpose="p"))


@pytest.mark.parametrize("spoil", ["purpose", "form", "last sign", "cut", "no base64", "empty", "plain"])
def test_what_was_spoiled_is_refused(spoil: str):
    keys = Keyring(KEY)
    sealed = keys.encrypt(CANARY, purpose="p")
    spoiled = {
        "form": sealed.replace("v1.", "v2."),
        "last sign": sealed[:-2] + ("A" if sealed[-2] != "A" else "B") + sealed[-1],
        "cut": sealed[:40],
        "no base64": sealed + "€",
        "empty": "",
        "plain": CANARY,
    }
    with pytest.raises(UnreadableSecret, match=r"is damaged|was encrypted with"):
        keys.decrypt(spoiled.get(spoil, sealed), purpose="q" if spoil == "purpose" else "p")


def test_a_signature_holds_for_its_data_and_purpose_only():
    keys = Keyring(KEY)
    signature = keys.sign(b"heads", purpose="checkpoint")
    assert keys.verify(b"heads", signature, purpose="checkpoint")
    assert not keys.verify(b"tails", signature, purpose="checkpoint")
    assert not keys.verify(b"heads", signature, purpose="invitation")
    assert not keys.verify(b"heads", signature[:-1], purpose="checkpoint")
    assert not keys.verify(b"heads", "ü." + signature, purpose="checkpoint")
    assert not Keyring(OLD).verify(b"heads", signature, purpose="checkpoint")
    assert Keyring(OLD, (KEY,)).verify(b"heads", signature, purpose="checkpoint")


def test_keys_are_never_shown():
    keys = Keyring(KEY, (OLD,))
    assert KEY not in repr(keys) + str(keys) + f"{keys}"
    assert OLD not in repr(keys)
    assert KEY not in fingerprint(KEY)
    assert len(fingerprint(KEY)) == 16


def test_tokens_are_long_and_stored_as_digests():
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) == 43 for token in tokens)
    assert token_digest("a") == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"


def test_the_application_knows_its_key(house: Flask):
    sealed = secrets.encrypt(CANARY, purpose="p")
    assert secrets.decrypt(sealed, purpose="p") == Keyring(KEY).decrypt(sealed, purpose="p") == CANARY
    assert secrets.verify(b"x", secrets.sign(b"x", purpose="p"), purpose="p")
