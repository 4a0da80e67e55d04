"""How many worlds are drawn: a few and always the same, more and others with VIGIE_TEST_WORLDS.

A failing world is shown as it was drawn: making it smaller takes minutes, as each try writes
files and builds a cube.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

ASKED = os.environ.get("VIGIE_TEST_WORLDS")
settings.register_profile(
    "worlds",
    max_examples=int(ASKED or "20"),
    derandomize=ASKED is None,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate) if ASKED else (Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
