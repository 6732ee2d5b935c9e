"""The complaint site's pages, one module for each layout it has had. LAYOUTS.md says what each serves."""
