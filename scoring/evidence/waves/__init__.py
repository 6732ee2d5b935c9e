"""Sudden rises of what is posted about a brand: noticed within a day, with what speaks for each cause. Beside the scores, never in them."""
