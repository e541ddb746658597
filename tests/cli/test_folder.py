"""An output folder appears whole or not at all, and what stood there before comes back."""

import pytest

from eastwind.cli.folder import whole, whole_file
from eastwind.cli.guard import Unusable
from tests.cli.run import contents


class Stop(BaseException):
    """Anything that ends a run: an error, a signal."""


def fill(folder, content):
    (folder / "a").write_text(content, encoding="utf-8")


def broken_off(out, *, meanwhile=lambda: None, **options):
    """A run that ends half-way."""
    with whole(out, **options) as made:
        fill(made, "2")
        meanwhile()
        raise Stop


def test_a_folder_appears_only_when_it_is_whole(tmp_path):
    out = tmp_path / "new" / "out"
    with whole(out) as made:
        fill(made, "1")
        assert not out.exists()
        assert made.parent == out.parent
        assert made.name.startswith(".out.")
    assert contents(tmp_path) == {"new/out/a": b"1"}
    assert out.stat().st_mode & 0o777 == 0o755


def test_a_failure_leaves_nothing_not_even_the_folders_on_the_way(tmp_path):
    (tmp_path / "kept").mkdir()
    with pytest.raises(Stop) as stop:
        broken_off(tmp_path / "kept" / "b" / "c" / "out")
    assert stop.value.__notes__ == ["Nothing was written."]
    assert [path.name for path in tmp_path.rglob("*")] == ["kept"]


def test_folders_on_the_way_that_others_use_by_now_stay(tmp_path):
    theirs = tmp_path / "b" / "theirs"
    with pytest.raises(Stop):
        broken_off(tmp_path / "b" / "out", meanwhile=lambda: theirs.write_text("x", encoding="utf-8"))
    assert contents(tmp_path) == {"b/theirs": b"x"}


def test_what_stood_there_is_replaced_at_the_end_and_only_then(tmp_path):
    out = tmp_path / "out"
    with whole(out) as made:
        fill(made, "1")
    with pytest.raises(Stop):
        broken_off(out, replaces=("a",))
    assert contents(tmp_path) == {"out/a": b"1"}
    with whole(out, replaces=("a",)) as made:
        fill(made, "2")
        assert contents(out) == {"a": b"1"}
    assert contents(tmp_path) == {"out/a": b"2"}


def test_what_stood_there_comes_back_when_the_new_one_cannot_be_put_in_place(tmp_path, monkeypatch):
    out = tmp_path / "out"
    with whole(out) as made:
        fill(made, "1")
    rename = type(out).rename

    def fails(path, target):
        if path.name.startswith(".out.") and target == out:
            raise OSError(5, "Input/output error", str(path / "b"))
        return rename(path, target)

    monkeypatch.setattr(type(out), "rename", fails)
    with pytest.raises(OSError, match="Input") as error, whole(out, replaces=("a",)) as made:
        fill(made, "2")
    assert error.value.filename == str(out / "b"), "the reader knows the folder by the name it was to have"
    assert contents(tmp_path) == {"out/a": b"1"}


def test_an_empty_folder_may_stand_there(tmp_path):
    (tmp_path / "out").mkdir()
    with whole(tmp_path / "out") as made:
        fill(made, "1")
    assert contents(tmp_path) == {"out/a": b"1"}


def test_a_link_is_replaced_not_what_it_leads_to(tmp_path):
    (tmp_path / "theirs").mkdir()
    fill(tmp_path / "theirs", "1")
    (tmp_path / "out").symlink_to(tmp_path / "theirs")
    with whole(tmp_path / "out", replaces=("a",)) as made:
        fill(made, "2")
    assert contents(tmp_path) == {"out/a": b"2", "theirs/a": b"1"}


@pytest.mark.parametrize(("replaces", "named"), [((), "--replace"), (("b",), "'a'")])
def test_what_is_not_ours_is_not_replaced(tmp_path, replaces, named):
    fill(tmp_path, "1")
    with pytest.raises(Unusable, match=named), whole(tmp_path, replaces=replaces):
        raise AssertionError("never entered")
    assert contents(tmp_path) == {"a": b"1"}


def test_of_two_runs_at_once_the_second_does_not_take_the_place_of_the_first(tmp_path):
    def other():
        with whole(tmp_path / "out") as made:
            fill(made, "1")

    with pytest.raises(Unusable, match="holds something"), whole(tmp_path / "out"):
        other()
    assert contents(tmp_path) == {"out/a": b"1"}


def test_leftovers_of_a_killed_run_for_the_same_place_are_put_away(tmp_path):
    for name in (".out.eastwind-abcdefgh", ".out.settings", ".out.old.abcdefgh", ".other.eastwind-abcdefgh"):
        (tmp_path / name).mkdir()
        fill(tmp_path / name, "half")
    with whole(tmp_path / "out") as made:
        fill(made, "1")
    kept = {".out.settings/a", ".out.old.abcdefgh/a", ".other.eastwind-abcdefgh/a"}
    assert set(contents(tmp_path)) == {"out/a", *kept}, "what another made, or holds an old plan, stays"


def test_what_another_run_is_working_on_stays(tmp_path):
    def overtaken(slow):
        fill(slow, "slow")
        with whole(tmp_path / "out") as quick:
            fill(quick, "quick")
        assert contents(slow) == {"a": b"slow"}

    with pytest.raises(Unusable, match="holds something"), whole(tmp_path / "out") as made:
        overtaken(made)
    assert contents(tmp_path) == {"out/a": b"quick"}


def test_where_nothing_can_be_locked_nothing_is_put_away(tmp_path, monkeypatch):
    def refuse(*arguments: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", refuse)
    left = tmp_path / ".out.eastwind-abcdefgh"
    left.mkdir()
    with whole(tmp_path / "out") as made:
        fill(made, "1")
    assert left.is_dir()
    assert contents(tmp_path) == {"out/a": b"1"}


def test_a_file_takes_its_place_only_when_it_is_whole(tmp_path):
    out = tmp_path / "new" / "model.json"
    with whole_file(out) as part:
        part.write_text("1", encoding="utf-8")
        assert not out.exists()
    with whole_file(out) as part:
        part.write_text("2", encoding="utf-8")
        assert out.read_text(encoding="utf-8") == "1"
    assert contents(tmp_path) == {"new/model.json": b"2"}


def test_a_file_broken_off_leaves_what_stood_there_and_nothing_else(tmp_path):
    old, new = tmp_path / "old.json", tmp_path / "new" / "model.json"
    old.write_text("1", encoding="utf-8")

    def broken_off(out):
        with whole_file(out) as part:
            part.write_text("2", encoding="utf-8")
            raise Stop

    for out in (old, new):
        with pytest.raises(Stop):
            broken_off(out)
    assert contents(tmp_path) == {"old.json": b"1"}


def test_a_folder_where_a_file_is_to_stand_is_named(tmp_path):
    with pytest.raises(Unusable, match="is a folder"), whole_file(tmp_path):
        pass
