"""What is printed is what was meant: sentences for errors, names as they are."""

import pytest
import typer

from fer.commands.console import console, count_bar, errors, sentences, share_bar
from fer.errors import FerError

ODD = "[bold]a[/bold] :smile: [/oops] C:\\x"


def test_an_error_becomes_its_sentence_and_status_1(capsys):
    @sentences
    def fails():
        raise FerError(f"'{ODD}' cannot be read.")

    with pytest.raises(typer.Exit) as left:
        fails()
    assert left.value.exit_code == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"'{ODD}' cannot be read.\n"


def test_a_long_sentence_is_not_broken(capsys):
    @sentences
    def fails():
        raise FerError("word " * 100)

    with pytest.raises(typer.Exit):
        fails()
    assert capsys.readouterr().err.count("\n") == 1


def test_ctrl_c_is_status_130(capsys):
    @sentences
    def waits():
        raise KeyboardInterrupt

    with pytest.raises(typer.Exit) as left:
        waits()
    assert left.value.exit_code == 130
    assert capsys.readouterr().err == "Stopped.\n"


def test_another_error_is_nobodys_sentence():
    @sentences
    def broken():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()


def test_a_command_keeps_its_name_its_words_and_its_answer():
    @sentences
    def doubled(value: int) -> int:
        """Return twice the value."""
        return 2 * value

    assert doubled(4) == 8
    assert (doubled.__name__, doubled.__doc__) == ("doubled", "Return twice the value.")


@pytest.mark.parametrize("where", [console, errors], ids=["out", "err"])
def test_names_are_printed_as_they_are(where):
    with where.capture() as said:
        where.print(ODD, soft_wrap=True)
    assert said.get() == f"{ODD}\n"


@pytest.mark.parametrize("bar", [share_bar, count_bar])
def test_a_bar_shows_what_it_is_about_as_it_is(bar):
    made = bar()
    made.add_task(ODD, total=3)
    with errors.capture() as said:
        errors.print(made, width=200)
    assert ODD in said.get()


def test_what_a_disk_refuses_is_a_sentence(capsys, tmp_path):
    @sentences
    def writes():
        (tmp_path / "missing" / "x.csv").write_text("", encoding="utf-8")

    with pytest.raises(typer.Exit) as left:
        writes()
    assert left.value.exit_code == 1
    assert capsys.readouterr().err.endswith("x.csv: No such file or directory.\n")


def test_a_reader_that_went_away_is_no_error():
    @sentences
    def prints():
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        prints()
