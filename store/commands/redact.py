"""`terazi redact`: personal data out of any text."""

import sys

import typer

app = typer.Typer()


@app.command()
def redact() -> None:
    """Take personal data out of a text: standard input to standard output, line by line. Sums, dates and product codes stay."""
    from store.redaction import redact as redacted

    for line in sys.stdin:
        text = line.rstrip("\n")
        sys.stdout.write(redacted(text) + line[len(text) :])
