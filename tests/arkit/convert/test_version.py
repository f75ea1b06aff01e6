from arkit import __version__
from arkit.convert.version import CODE, converter_version


def test_the_version_names_release_and_code() -> None:
    release, _, digest = converter_version().partition("+")
    assert release == __version__
    assert len(digest) == 16 and int(digest, 16) >= 0
    assert "transforms" in CODE and "io" in CODE
