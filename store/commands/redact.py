"""`terazi redact`: personal data out of any text."""

import sys
from typing import Annotated

import typer

from store.front import Quiet, counting, err

app = typer.Typer()


@app.command()
def redact(
    skip: Annotated[int, typer.Option(min=0, help="Pass over this many lines: to go on where it was stopped.")] = 0,
    quiet: Quiet = False,
) -> None:
    """Take personal data out of a text: standard input to standard output, line by line. Sums, dates and product codes stay."""
    from store.errors import InputError
    from store.redaction import redact as redacted

    done = skip
    with counting("lines", quiet or sys.stdin.isatty()) as saw:
        try:
            for number, line in enumerate(sys.stdin.buffer, start=1):
                if number > skip:
                    text = line.decode("utf-8")
                    words = text.rstrip("\r\n")
                    sys.stdout.write(redacted(words) + text[len(words) :])
                    done = number
                    saw(done)
        except UnicodeDecodeError as wrong:
            sys.stdout.flush()
            raise InputError(f"standard input:{done + 1}: is not UTF-8 (byte {wrong.start + 1})") from wrong
        except KeyboardInterrupt:
            sys.stdout.flush()
            err.print(f"stopped behind line {done}: `--skip {done}` goes on", highlight=False)
            raise typer.Exit(130) from None
