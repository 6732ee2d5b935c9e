"""What the replies under a record are: templates, acknowledgements, pointers away, substance; and what the customer says of the end."""
