"""What several sources need: dates, texts, ratings."""
