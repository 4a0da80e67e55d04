"""Every benchmark, or those named: `python -m benchmarks build import page roadmap`."""

from __future__ import annotations

import importlib
import sys

SCRIPTS = {
    "build": "build",
    "delta": "delta",
    "import": "import_",
    "figure": "figure",
    "page": "page",
    "growth": "growth",
    "roadmap": "roadmap",
    "protection": "protection",
}


def main(names: list[str]) -> int:
    """Runs them in turn; answers 1 when a promise is missed."""
    unknown = [name for name in names if name not in SCRIPTS]
    if unknown:
        sys.exit(f"unknown benchmark: {', '.join(unknown)}; choose among {', '.join(SCRIPTS)}")
    missed = 0
    for name in names or SCRIPTS:
        missed += importlib.import_module(f"benchmarks.{SCRIPTS[name]}").main()
    print(f"\n{missed} promises missed" if missed else "\nevery promise is kept")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
