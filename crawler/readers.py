"""What every process that reads pages needs, loaded once before the first of them is forked (rereading)."""

from crawler import rereading
from crawler.garbage import seldom
from crawler.pipelines.redact import redact
from crawler.source import SOURCES

READER, KNOWN, LISTED = rereading.Reader, len(SOURCES), redact("Sayın Ayşe Yılmaz")
seldom()
