"""Names of firms compared: what a name says, how like two are and why, which of many is meant. Scoring and the API ask the same."""
