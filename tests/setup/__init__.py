"""The services that tests need: where they are found, how they are started, how they are brought."""
