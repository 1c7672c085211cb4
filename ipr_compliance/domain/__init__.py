"""The office's rules as pure functions of plain values; standard library only."""
