"""The families of acts. Importing this package registers them all: each family's module is imported here."""
