"""One small file (or package) per source, in folders by lineage. Each holds one `SOURCE`."""
