"""Web pages in Turkish and English, rendered on the server; every page has a .json and a .csv twin."""
