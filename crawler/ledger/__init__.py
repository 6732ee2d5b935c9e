"""The takedown ledger: who is looked at again and when, what became of it, what vanished beyond chance, what a source renamed."""

from crawler.ledger.breaks import look_for_breaks
from crawler.ledger.bursts import watch
from crawler.ledger.settle import revisit, settle

__all__ = ["look_for_breaks", "revisit", "settle", "watch"]
