"""Reads a mailbox with Python's standard library, as far as hearback does: who wrote to whom, when, about what, in answer to what.

    python3 mailbox.py FILE.mbox [RUNS]

Prints the messages, and the seconds of each run. Bodies are parsed as the library parses them, and not looked at.
"""

import sys
import time

# This file has the name of the module that it measures.
sys.path = [p for p in sys.path if p not in ("", sys.path[0])]

import mailbox  # noqa: E402
from email.errors import HeaderParseError  # noqa: E402
from email.header import decode_header, make_header  # noqa: E402
from email.utils import getaddresses, parsedate_to_datetime  # noqa: E402


def decoded(value):
    """A header's text without encoded words."""
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, UnicodeDecodeError, ValueError):
        return str(value)


def people(message, name):
    """Names and addresses of a header."""
    return [(decoded(who), address) for who, address in getaddresses([str(v) for v in message.get_all(name, [])])]


def moment(message):
    """The date, where it is one."""
    try:
        return parsedate_to_datetime(str(message["Date"]))
    except (TypeError, ValueError):
        return None


def read(path):
    """Everything of every message that a touch is made of."""
    found = []
    for message in mailbox.mbox(path, create=False):
        found.append(
            (
                [people(message, name) for name in ("From", "To", "Cc")],
                moment(message),
                decoded(message.get("Subject", "")),
                str(message.get("Message-ID", "")).strip(),
                str(message.get("In-Reply-To", "")).split(),
                str(message.get("References", "")).split(),
            )
        )
    return found


def main():
    path = sys.argv[1]
    for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 3):
        start = time.perf_counter()
        found = read(path)
        seconds = time.perf_counter() - start
        dated = sum(1 for message in found if message[1] is not None)
        print(f"{len(found)} messages, {dated} with a date, {seconds:.2f} s")


if __name__ == "__main__":
    main()
