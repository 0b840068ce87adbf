"""`python -m gwfw.cli VERB ...` is `gwfw VERB ...`."""

from __future__ import annotations

import sys

from gwfw.cli import main

sys.exit(main())
