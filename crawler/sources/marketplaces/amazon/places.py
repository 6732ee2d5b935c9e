"""Amazon's marketplaces by host."""

COUNTRIES = {
    "amazon.com.tr": "TR", "amazon.com": "US", "amazon.de": "DE", "amazon.fr": "FR", "amazon.es": "ES", "amazon.co.uk": "GB",
    "amazon.ca": "CA", "amazon.com.au": "AU", "amazon.in": "IN", "amazon.com.mx": "MX", "amazon.com.be": "BE", "amazon.ie": "IE",
}  # fmt: skip
