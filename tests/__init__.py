"""The tests mirror the package; beside them stand guards/, browser/ and acceptance/."""
