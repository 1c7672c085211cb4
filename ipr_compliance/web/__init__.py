"""Pages: read the request, call one use case or query, answer."""
