"""Weight lists: what is read from them, and what is refused."""

from pathlib import Path

import pytest

from models.weight_list import BadWeightList, read
from tests.weight_files import LIST, REPOSITORY
from worker.loading import LISTS


def _write(folder: Path, text: str) -> Path:
    path = folder / "tiny.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_list_is_read(tmp_path: Path) -> None:
    """Each table is a repository with its files; size and sha256 may be missing."""
    assert (REPOSITORY,) == read(_write(tmp_path, LIST))


def test_repositories_keep_their_order(tmp_path: Path) -> None:
    """A list may have several repositories."""
    second = LIST.replace("[tiny", "[another").replace("files.", "files.other_")
    assert ["tiny", "another"] == [repository.name for repository in read(_write(tmp_path, LIST + second))]


@pytest.mark.parametrize("path", sorted(LISTS.glob("*.toml")), ids=lambda path: path.stem)
def test_our_own_lists_can_be_read(path: Path) -> None:
    """Every list of builder/weights is good, and pins with size and sha256 each file that a model cannot do without."""
    files = [file for repository in read(path) if not repository.optional for file in repository.files.values()]
    assert all(file.size_bytes and file.sha256 for file in files)


BAD = {
    "no revision": (f'revision = "{"a" * 40}"', "", "tiny.revision: Field required"),
    "a branch": ("a" * 40, "main", "tiny.revision: "),
    "no repository": ("Org/Tiny-TTS", "Tiny-TTS", "tiny.repository: "),
    "a size in words": ("size_bytes = 25600", 'size_bytes = "25 kB"', "tiny.files.model.size_bytes: "),
    "half a sum": ('sha256 = "', 'sha256 = "0', "tiny.files.model.sha256: "),
    "a misspelt key": ("sha256 =", "sha265 =", "tiny.files.model.sha265: Extra inputs"),
    "another's folder": ("v1/model.bin", "../other/model.bin", "tiny.files.model.path: "),
    "an absolute path": ("v1/model.bin", "/etc/passwd", "tiny.files.model.path: "),
    "a folder elsewhere": ("[tiny", '["../tiny"', "../tiny.name: "),
    "no table": ("[tiny]", "other = 1\n[tiny]", "other: "),
    "no TOML": ("[tiny]", "[tiny", "cannot be read: .* line 2"),
}


@pytest.mark.parametrize(("good", "bad", "reason"), BAD.values(), ids=BAD)
def test_a_bad_list_is_refused(tmp_path: Path, good: str, bad: str, reason: str) -> None:
    """A list that cannot be used is refused in one line that names the file and the key."""
    assert good in LIST
    with pytest.raises(BadWeightList, match=rf"tiny\.toml.*{reason}") as refused:
        read(_write(tmp_path, LIST.replace(good, bad)))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "[tiny]\n", LIST.split("[tiny.files")[0] + "[tiny.files]\n"])
def test_an_empty_list_is_refused(tmp_path: Path, text: str) -> None:
    """A list without a repository, or a repository without a file, is refused."""
    with pytest.raises(BadWeightList, match=r"tiny\.toml"):
        read(_write(tmp_path, text))


def test_a_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A missing list, and one that is no text, is refused by its name."""
    with pytest.raises(BadWeightList, match=r"none\.toml"):
        read(tmp_path / "none.toml")
    (tmp_path / "odd.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(BadWeightList, match=r"odd\.toml"):
        read(tmp_path / "odd.toml")


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    """A name stands for one file in the whole list, since an engine gets them all together."""
    with pytest.raises(BadWeightList, match="more than one file is called model, config"):
        read(_write(tmp_path, LIST + LIST.replace("[tiny", "[another")))
