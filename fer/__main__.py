"""The command line: ``python -m fer …``."""

import typer

from fer.commands import (
    benchmarks,
    comparing,
    datasets,
    ensembles,
    models,
    photographs,
    robustness,
    studies,
)

app = typer.Typer(
    name="fer",
    help="Facial expression recognition: import faces, train, evaluate, recognise.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("import")(datasets.import_)
app.command("datasets")(datasets.datasets)
app.command("train")(models.train)
app.command("ensemble")(ensembles.ensemble)
app.command("pack")(ensembles.pack)
app.command("evaluate")(models.evaluate)
app.command("releases")(models.list_releases)
app.command("compare")(comparing.compare)
app.command("robustness")(robustness.robustness)
app.command("study")(studies.study)
app.command("recognise")(photographs.recognise)
app.command("benchmark")(benchmarks.benchmark)

if __name__ == "__main__":
    app()
