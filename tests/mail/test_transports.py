"""Mail leaves by a server, a program or a maildir; what is refused for good is told apart from what may pass."""

import base64
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from mail.composing import Draft, File, compose
from mail.failures import MailFailed, MailRefused
from mail.transports import transports
from tests.mail.smtp_server import mail_server

DRAFT = Draft(
    sender='"Support" <support@example.com>',
    to="Ada <ada@example.com>",
    cc="bob@example.com",
    bcc="eve@example.com",
    subject="Grüße",
    body="Hallo\n.\nÄrger",
)


def sent_by(name: str, url: str, draft: Draft = DRAFT) -> dict[str, str]:
    return transports[name](compose(draft, key="key-1"), url=url).refused


def test_a_server_gets_the_envelope_and_a_mail_without_hidden_recipients() -> None:
    with mail_server() as server:
        assert sent_by("smtp", f"smtp://127.0.0.1:{server.port}") == {}
    ((sender, recipients, content),) = server.mails
    found = message_from_bytes(content.replace(b"\r\n..", b"\r\n."), policy=policy.default)
    assert sender.startswith("FROM:<support@example.com>")
    assert recipients == ["ada@example.com", "bob@example.com", "eve@example.com"]
    assert found["Message-ID"] == "<key-1@example.com>"
    assert found["Subject"] == "Grüße"
    assert found["Bcc"] is None
    assert b"eve@" not in content
    assert found.get_content().replace("\r\n", "\n") == "Hallo\n.\nÄrger\n"


def test_a_login_is_given_as_the_address_says() -> None:
    with mail_server() as server:
        sent_by("smtp", f"smtp://desk:se%3Acret@127.0.0.1:{server.port}")
    assert server.logins == ["PLAIN " + base64.b64encode(b"\0desk\0se:cret").decode()]


def test_a_refused_recipient_is_named_and_the_others_get_it() -> None:
    with mail_server(refuses={"bob@example.com": "550 no such user"}) as server:
        assert sent_by("smtp", f"smtp://127.0.0.1:{server.port}") == {"bob@example.com": "bob@example.com: 550 no such user"}
    assert server.mails[0][1] == ["ada@example.com", "eve@example.com"]


@pytest.mark.parametrize(
    ("behaviour", "expected", "said"),
    [
        ({"refuses": dict.fromkeys(["ada@example.com", "bob@example.com", "eve@example.com"], "550 gone")}, MailRefused, "550 gone"),
        ({"refuses": dict.fromkeys(["ada@example.com", "bob@example.com", "eve@example.com"], "450 later")}, MailFailed, "450 later"),
        ({"answer_to_content": "554 spam"}, MailRefused, "spam"),
        ({"answer_to_content": "451 try later"}, MailFailed, "try later"),
    ],
)
def test_for_good_and_for_now_are_told_apart(behaviour: dict[str, object], expected: type[Exception], said: str) -> None:
    with mail_server(**behaviour) as server, pytest.raises(expected, match=said):
        sent_by("smtp", f"smtp://127.0.0.1:{server.port}")
    assert server.mails == []


def test_a_server_that_is_away_may_come_back() -> None:
    with mail_server() as server:
        pass
    with pytest.raises(MailFailed, match=r"127\.0\.0\.1 cannot be reached"):
        sent_by("smtp", f"smtp://127.0.0.1:{server.port}")


def test_starttls_is_not_left_out_when_the_server_has_none() -> None:
    with mail_server() as server, pytest.raises(MailRefused, match="STARTTLS"):
        sent_by("smtp+starttls", f"smtp+starttls://127.0.0.1:{server.port}")


def test_letters_beyond_ascii_in_an_address_reach_a_server_that_takes_them() -> None:
    with mail_server() as server:
        sent_by(
            "smtp", f"smtp://127.0.0.1:{server.port}", Draft(sender="desk@example.com", to="jürgen@müller.example", subject="x", body="y")
        )
    assert server.mails[0][1] == ["jürgen@xn--mller-kva.example"]


# ------------------------------------------------------------------------------------------------ maildir
def test_a_maildir_has_each_mail_once_however_often_it_is_sent(tmp_path: Path) -> None:
    for _ in range(2):
        sent_by("maildir", f"maildir:{tmp_path}/out")
    (file,) = (tmp_path / "out" / "new").iterdir()
    assert list((tmp_path / "out" / "tmp").iterdir()) == []
    file.rename(tmp_path / "out" / "cur" / f"{file.name}:2,S")  # as a mail program does when it was read
    sent_by("maildir", f"maildir:{tmp_path}/out")
    assert list((tmp_path / "out" / "new").iterdir()) == []


def test_a_maildir_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MailFailed, match="cannot be written"):
        sent_by("maildir", f"maildir:{tmp_path}/file/out")


# ------------------------------------------------------------------------------------------------ sendmail
def program(folder: Path, script: str) -> str:
    path = folder / "sendmail"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return f"sendmail:{path}"


def test_a_program_gets_recipients_as_arguments_and_the_mail_on_its_input(tmp_path: Path) -> None:
    sent_by("sendmail", program(tmp_path, f'echo "$@" > {tmp_path}/arguments; cat > {tmp_path}/mail'))
    assert (tmp_path / "arguments").read_text() == "-i -f support@example.com -- ada@example.com bob@example.com eve@example.com\n"
    assert b"\r" not in (tmp_path / "mail").read_bytes()


@pytest.mark.parametrize(("script", "expected"), [("exit 67", MailRefused), ("echo full >&2; exit 75", MailFailed)])
def test_what_a_program_ends_with_tells_whether_to_try_again(tmp_path: Path, script: str, expected: type[Exception]) -> None:
    with pytest.raises(expected):
        sent_by("sendmail", program(tmp_path, f"cat >/dev/null; {script}"))


def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MailFailed, match="cannot be run"):
        sent_by("sendmail", f"sendmail:{tmp_path}/none")


# ------------------------------------------------------------------------------------------------ composing
def test_nothing_gets_into_the_headers_that_was_not_meant_to() -> None:
    evil = Draft(
        sender='"Desk\r\nBcc: eve@example.com" <desk@example.com>',
        to='"A\nX-Evil: 1" <ada@example.com>',
        subject="Hello\r\nBcc: eve@example.com\r\n\r\nbody",
        body="text",
        in_reply_to="<a@b>\r\nX-Evil: 2",
        headers={"Bcc": "eve@example.com", "From": "other@example.com", "X-Kind": "a\r\nX-Evil: 3"},
    )
    mail = compose(evil, key="k")
    found = message_from_bytes(mail.to_bytes(), policy=policy.default)
    assert mail.recipients == ("ada@example.com",)
    assert (found["Bcc"], found["X-Evil"]) == (None, None)
    assert len(found.get_all("From", [])) == 1
    assert found["Subject"] == "Hello Bcc: eve@example.com body"


def test_endless_subjects_and_references_are_cut() -> None:
    mail = compose(
        Draft(sender="a@example.com", to="b@example.com", subject="x" * 1_000_000, body="", references="<id@example.com> " * 500), key="k"
    )
    assert max(map(len, mail.to_bytes().split(b"\r\n"))) < 998
    assert str(mail.message["References"]).endswith("<id@example.com>")


@pytest.mark.parametrize(
    ("sender", "to", "said"),
    [
        ("", "a@example.com", "no address to send from"),
        ("a@example.com", "", "no address to send to"),
        ("a@example.com", "nobody", "has no @"),
        ("a@example.com", "a@ex..ample", "domain"),
    ],
)
def test_a_mail_without_addresses_is_refused(sender: str, to: str, said: str) -> None:
    with pytest.raises(MailRefused, match=said):
        compose(Draft(sender=sender, to=to, subject="s", body="b"), key="k")


def test_html_stands_beside_plain_text_and_files_behind_both() -> None:
    files = [File(filename="Bild ä.png", content_type="image/png", content=b"\x89PNG", content_id="pic", disposition="inline")]
    mail = compose(Draft(sender="a@example.com", to="b@example.com", subject="s", body="plain", html="<p>rich</p>", files=files), key="k")
    found = message_from_bytes(mail.to_bytes(), policy=policy.default)
    plain, html = found.get_body(("plain",)), found.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert (plain.get_content().strip(), html.get_content().strip()) == ("plain", "<p>rich</p>")
    (attached,) = found.iter_attachments()
    assert (attached.get_filename(), attached["Content-ID"], attached.get_content()) == ("Bild ä.png", "<pic>", b"\x89PNG")
