"""Property tests have no deadline: a busy machine is no failure. Signals are as in a terminal, whoever started the tests."""

from __future__ import annotations

import signal

from hypothesis import settings

settings.register_profile("gwfw", deadline=None)
settings.load_profile("gwfw")

# Tests stop servers by signals, and processes inherit what is ignored: `nohup` ignores SIGHUP, a script's `&` SIGINT.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
