"""What people use: the command line, and what it shares with the window."""

import os

# The matrices here are small: several threads in the linear algebra wait for one another longer than they work.
# It is read when numpy is first imported, so it stands before everything else; who sets it is heeded.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

__version__ = "0.1.0"
