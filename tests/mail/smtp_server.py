"""A mail server for tests: it speaks SMTP over a real socket, keeps what it was given, and refuses whom it is told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Mailbox:
    """What the server has taken, and how it behaves."""

    port: int = 0
    refuses: dict[str, str] = field(default_factory=dict)  # recipient -> answer, such as "550 no such user"
    answer_to_content: str = "250 taken"
    logins: list[str] = field(default_factory=list)
    mails: list[tuple[str, list[str], bytes]] = field(default_factory=list)


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    def handle(self) -> None:
        self.mailbox: Mailbox = self.server.mailbox  # type: ignore[attr-defined]
        self.say("220 localhost")
        while line := self.rfile.readline().decode("utf-8").rstrip("\r\n"):
            verb, _, rest = line.partition(" ")
            answer = getattr(self, f"on_{verb.lower()}", self.unknown)(rest)
            self.say(answer)
            if verb.upper() == "QUIT":
                return

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def unknown(self, _rest: str) -> str:
        return "502 not implemented"

    def on_ehlo(self, _rest: str) -> str:
        return "250-localhost\r\n250-AUTH PLAIN\r\n250 SMTPUTF8"

    def on_auth(self, rest: str) -> str:
        self.mailbox.logins.append(rest)
        return "235 welcome"

    def on_mail(self, rest: str) -> str:
        self.sender, self.recipients = rest, list[str]()
        return "250 ok"

    def on_rcpt(self, rest: str) -> str:
        address = rest.partition("<")[2].partition(">")[0]
        refusal = self.mailbox.refuses.get(address)
        if refusal is None:
            self.recipients.append(address)
        return refusal or "250 ok"

    def on_rset(self, _rest: str) -> str:
        return "250 ok"

    def on_quit(self, _rest: str) -> str:
        return "221 bye"

    def on_data(self, _rest: str) -> str:
        self.say("354 go on")
        lines = list(iter(self.rfile.readline, b".\r\n"))
        if self.mailbox.answer_to_content.startswith("2"):
            self.mailbox.mails.append((self.sender, self.recipients, b"".join(lines)))
        return self.mailbox.answer_to_content


@contextmanager
def mail_server(**behaviour: Any) -> Iterator[Mailbox]:
    """A server on a free port of this machine."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        mailbox = Mailbox(port=server.server_address[1], **behaviour)
        server.mailbox = mailbox  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield mailbox
        server.shutdown()
