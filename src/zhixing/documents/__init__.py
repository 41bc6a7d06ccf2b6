"""Documents of a case: what they say (rules), how they are set (rendering, typst), and the fonts they are set in."""
