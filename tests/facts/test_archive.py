import hashlib
import stat
from pathlib import Path

import pytest

from vigie.facts.archive import Archive, sha256_of
from vigie.facts.home import Home


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(Home(tmp_path / "home").prepare())


def test_a_file_is_kept_byte_for_byte_under_its_hash(archive: Archive, tmp_path: Path) -> None:
    content = b'\xef\xbb\xbf"Code";1\r\n\x00\xff'
    source = tmp_path / "Résultats d’avril.csv"
    source.write_bytes(content)

    incoming = archive.receive(source)
    assert incoming.path.name == source.name
    sha256 = sha256_of(incoming.path)
    place = archive.keep(incoming, sha256)

    assert sha256 == hashlib.sha256(content).hexdigest()
    assert place.read_bytes() == content
    assert place.parts[-3:] == ("archive", sha256[:2], sha256)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert source.exists()
    assert not incoming.folder.exists()


def test_what_is_kept_is_never_rewritten(archive: Archive, tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_bytes(b"same")
    place = archive.keep(archive.receive(source), sha256_of(source))
    before = place.stat().st_mtime_ns
    archive.keep(archive.receive(source), sha256_of(source))
    assert place.stat().st_mtime_ns == before


def test_a_file_that_cannot_be_read_leaves_nothing(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        archive.receive(tmp_path / "absent.csv")
    assert not list((tmp_path / "home" / "archive").glob("incoming/*"))


def test_copies_left_by_a_killed_import_are_swept(archive: Archive, tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_bytes(b"x")
    incoming = archive.receive(source)
    archive.sweep()
    assert not incoming.path.exists()
