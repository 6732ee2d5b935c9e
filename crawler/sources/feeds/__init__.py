"""Formats that many sites share: feeds and markup."""
