"""The outside: mail, documents, tables."""
