"""Tests here import their thread builders by name: `import talk`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
