"""Which of the newest complaints to read first, and why: named reasons with a number each, in a stated order. No score."""
