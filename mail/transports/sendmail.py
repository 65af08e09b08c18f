"""Transport: the sendmail program of the machine, which has a queue of its own."""

import subprocess

from mail.composing import Outgoing
from mail.failures import MailFailed, MailRefused
from mail.transports import Sent, transports

SECONDS = 40
REFUSALS = frozenset({64, 65, 67, 68})  # usage, data, no user, no host (sysexits.h): it would be refused again


@transports.register("sendmail")
def hand_over(mail: Outgoing, *, url: str) -> Sent:
    """Give it to the program with all recipients as arguments behind `--`, so that none of them is an option."""
    program = url.partition(":")[2]
    command = [program, "-i", "-f", mail.sender, "--", *mail.recipients]
    content = mail.to_bytes().replace(b"\r\n", b"\n")  # programs on this side expect the line ends of the machine
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - no shell; the program is a setting
    except subprocess.TimeoutExpired:
        raise MailFailed(f"{program} has not taken the mail within {SECONDS} seconds.") from None
    except OSError as error:
        raise MailFailed(f"{program} cannot be run: {error.strerror}.") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()[:200] or "it said nothing"
        raise (MailRefused if done.returncode in REFUSALS else MailFailed)(f"{program} ended with {done.returncode}: {said}.")
    return Sent(refused={})
