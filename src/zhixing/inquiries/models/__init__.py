"""Tables of 查控, a file for each subject."""
