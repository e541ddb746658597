"""Memory: how the library behind our columns is asked to keep memory that it will soon need again.

In        nothing.
Out       `KEPT`, for the environment of a process that works on chunk after chunk, before it loads Polars.
Not here  setting it: the command line does for itself (cli), a crew for the processes that it starts (scale).
Proof     tests/scale/test_crew.py, tests/cli/test_app.py: it is there when Polars is loaded.

Left alone, Polars' allocator hands pages back within half a second and faults them in anew for the next chunk:
measured, a tenth of all the time of a day. So it waits for half a minute.
"""

from typing import Final

KEPT: Final = {"_RJEM_MALLOC_CONF": "dirty_decay_ms:30000,muzzy_decay_ms:30000"}
