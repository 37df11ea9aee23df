"""Errors whose message is fit for a person: what was wrong, and what to do.

Commands and pages show the message of a `FerError` as it stands; any other exception is a defect.
"""


class FerError(Exception):
    """Base of every error that a person can do something about."""


class SourceError(FerError):
    """A dataset cannot be imported from this source; the message names the line or file."""


class DatasetError(FerError):
    """A dataset is missing, or its files do not agree with one another."""


class ImageError(FerError):
    """A picture cannot be read: not an image, cut off, or larger than is accepted."""


class ReleaseError(FerError):
    """A release is missing, incomplete, or its files do not match its card."""


class TrainingError(FerError):
    """A training cannot start or continue."""


class ComparisonError(FerError):
    """Predictions cannot be compared: of other pictures, without a common row, of other labels."""


class PredictionsError(FerError):
    """A file of predictions cannot be read; the message names the column, row or line."""


class DecisionError(FerError):
    """Costs or shares under which no decision can be judged; the message says what to set."""
