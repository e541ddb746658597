"""Scale: runs the engine over a big book, in chunks of people on this machine.

In        a book (whole in memory, or a folder of the native store), a policy, a chunk size.
Out       the same frames as `engine.plan`, byte for byte, whatever the chunk size and the number of workers.
Not here  any decision (engine); a cluster (scale.spark, an issue of its own).
Proof     tests/scale/test_local.py: chunks of one, of a thousand and of all give equal frames.
"""

from eastwind.scale.crew import WorkerLost
from eastwind.scale.local import Decided, Helpers, decide, run
from eastwind.scale.work import Place, Rows, Source

__all__ = ["Decided", "Helpers", "Place", "Rows", "Source", "WorkerLost", "decide", "run"]
