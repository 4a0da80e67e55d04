"""The access page as a SCORM 1.2 package: static files that a learning platform plays by itself.

It asks nothing of this site once it is deposited. The platform tells it who the learner is and
keeps what she chose (`cmi.suspend_data`); her address goes into the links, in her browser, and
nowhere else. Names of files and of elements are those of the specification (ADL SCORM 1.2, content
aggregation model and run-time environment).
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

from vigie.codes import PROFILES, profile_label
from vigie.domains.campaigns.access import HELP, PARTICIPANT, STEPS, Reached
from vigie.domains.campaigns.access_queries import Card
from vigie.periods import PARIS
from vigie.web import formats

_OURS = Path(__file__).with_name("scorm")
_STYLE = Path(formats.__file__).parent / "static" / "vigie"
_FILES = {
    "index.html": _OURS / "index.html",
    "access.js": _OURS / "access.js",
    "scorm.js": _OURS / "scorm.js",
    "tokens.css": _STYLE / "tokens.css",
    "vigie.css": _STYLE / "vigie.css",
}
_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="vigie-mes-parcours" version="1.0"
  xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd
    http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
  </metadata>
  <organizations default="vigie">
    <organization identifier="vigie">
      <title>{title}</title>
      <item identifier="page" identifierref="files" isvisible="true">
        <title>{title}</title>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="files" type="webcontent" adlcp:scormtype="sco" href="index.html">
{files}
    </resource>
  </resources>
</manifest>
"""


def package(
    cards: Mapping[tuple[str, str], Sequence[Card]],
    departments: Mapping[str, str],
    contacts: Mapping[str, Reached],
    *,
    title: str,
    at: datetime,
) -> bytes:
    """The ZIP file. `cards`: (département, profile) → its nine; `departments`: code → name shown.

    The same campaigns at the same moment make the same bytes."""
    said = {
        "steps": [
            {
                "name": step.name,
                "sentence": step.sentence,
                "pathways": [[p.code, p.name, HELP[p.code]] for p in step.pathways],
            }
            for step in STEPS
        ],
        "profiles": [[code, profile_label(code)] for code in PROFILES],
        "departments": list(departments.items()),
        "links": {
            place: {
                profile: {
                    card.pathway.code: card.campaign.address
                    for card in cards[place, profile]
                    if card.campaign is not None
                }
                for profile in PROFILES
            }
            for place in departments
        },
        "contacts": {place: [r.service, r.email] for place, r in contacts.items() if r.email},
        "participant": PARTICIPANT,
        "on": formats.day(at.astimezone(PARIS).date()),
    }
    data = f"window.VIGIE = {json.dumps(said, ensure_ascii=False, separators=(',', ':'))};\n"
    files = {name: path.read_bytes() for name, path in _FILES.items()}
    files["data.js"] = data.encode()
    listed = "\n".join(f'      <file href="{name}"/>' for name in sorted(files))
    manifest = _MANIFEST.format(title=escape(title), files=listed)
    return _zipped({"imsmanifest.xml": manifest.encode(), **files}, at)


def _zipped(files: Mapping[str, bytes], at: datetime) -> bytes:
    moment = at.astimezone(PARIS).timetuple()[:6]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, moment)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()
