"""The family of a device, as a person recognises hers: « Firefox sur Windows »."""

from __future__ import annotations

# The first that is found: browsers bear the names of those they once imitated.
_BROWSERS = (
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("chrome", "Chrome"),
    ("crios", "Chrome"),
    ("chromium", "Chromium"),
    ("safari", "Safari"),
)
_SYSTEMS = (
    ("android", "Android"),
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("windows", "Windows"),
    ("cros", "ChromeOS"),
    ("mac os", "macOS"),
    ("linux", "Linux"),
)
UNKNOWN = "Appareil inconnu"


def device_family(agent: str) -> str:
    """Browser and system of a User-Agent header, without version nor anything else of it."""
    said = agent.casefold()
    browser = next((name for mark, name in _BROWSERS if mark in said), "")
    system = next((name for mark, name in _SYSTEMS if mark in said), "")
    if browser and system:
        return f"{browser} sur {system}"
    return browser or system or UNKNOWN
