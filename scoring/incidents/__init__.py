"""From records to incidents of brands: which label means which brand, which records are one matter."""
