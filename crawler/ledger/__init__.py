"""The takedown ledger: who is looked at again and when, what became of it, what vanished beyond chance, what a source renamed."""

from crawler.ledger.settle import revisit, settle

__all__ = ["revisit", "settle"]
