"""A small Flask program with hand-written SQL on the tracker's database: the least that its pages can cost."""
