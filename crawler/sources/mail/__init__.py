"""Mailboxes of the operator's own: a private channel, counted for a brand's audit and never published."""
