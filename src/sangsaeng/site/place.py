"""Where things stand on this machine: the project, its build, and the workspace. Imports nothing of Django."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
BUILD = PROJECT / "build"
HOME = Path(os.environ.get("SANGSAENG_HOME", PROJECT / "var")).resolve()
