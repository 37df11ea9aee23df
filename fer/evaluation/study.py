"""The study's results: which variant was how good at what cost, and what mattered.

It reads the small table that ``python -m fer study --out`` wrote; it trains nothing.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from fer.errors import FerError

if TYPE_CHECKING:
    import pandas as pd

TABLE = Path(__file__).with_name("study.csv")
FACTORS = ("depth", "kernel", "stride")
COLUMNS = (
    *("trial", *FACTORS, "parameters", "macs", "epochs", "train_faces"),
    *("n", "correct", "loss", "seconds", "seed"),
)


def read(path: Path = TABLE) -> "pd.DataFrame | None":
    """Return the table of the study, with a column ``accuracy`` (0–1); None where there is none.

    Raises
    ------
    FerError
        If the file is no such table.
    """
    import pandas as pd

    if not path.is_file():
        return None
    again = "Write it anew: python -m fer study --out"
    try:
        found = pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise FerError(f"The study's table {path.name} cannot be read. {again} {path}") from error
    missing = [column for column in COLUMNS if column not in found]
    if missing or not len(found):
        what = f"lacks {', '.join(missing)}" if missing else "has no rows"
        raise FerError(f"The study's table {path.name} {what}. {again} {path}")
    return found.assign(accuracy=found["correct"] / found["n"])


def importances(table: "pd.DataFrame", seed: int = 0) -> dict[str, float]:
    """Return what share of the spread of accuracy each factor explains, the largest first.

    Functional analysis of variance on a random forest (Hutter, Hoos & Leyton-Brown 2014), as Optuna
    implements it; the shares sum to 1.

    Parameters
    ----------
    table : DataFrame
        Of `read`, at least four rows that differ.
    seed : int
    """
    import optuna
    from optuna.importance import FanovaImportanceEvaluator, get_param_importances

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(direction="maximize")
    levels = {name: sorted(int(v) for v in table[name].unique()) for name in FACTORS}
    study.add_trials(
        [
            optuna.create_trial(
                params={name: int(row[name]) for name in FACTORS},
                distributions={
                    name: optuna.distributions.CategoricalDistribution(levels[name])
                    for name in FACTORS
                },
                value=float(row["accuracy"]),
            )
            for _, row in table.iterrows()
        ]
    )
    evaluator = FanovaImportanceEvaluator(seed=seed)
    return dict(get_param_importances(study, evaluator=evaluator))
