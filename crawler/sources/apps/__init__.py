"""App stores: reviews of apps, by public feeds and by their publishers' own interfaces."""
