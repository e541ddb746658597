"""`python -m audit`.

In        the command line.
Out       the exit code of the command.
Not here  the commands (cli).
Proof     tests/audit/test_commands.py.
"""

from .cli import main

raise SystemExit(main())
