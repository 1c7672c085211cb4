"""Documents that somebody hands in, as the text of their pages. What is hostile in them meets a process with limits.

Ask `reading`; the other modules run in that process.
"""
