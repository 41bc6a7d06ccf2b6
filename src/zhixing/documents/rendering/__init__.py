"""Setting documents with typst: fonts and what they cover, compilers and their time limit, print runs."""
