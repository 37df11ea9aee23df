"""What the paper reports: Li, Shen & Miao, *Facial Expression Recognition*, UC Santa Cruz, 2018."""

import numpy as np

ACCURACY: dict[str, float] = {"svm-linear": 0.34, "cnn2": 0.49, "cnn4": 0.58}
TITLES = {"svm-linear": "linear SVM", "cnn2": "2-layer CNN", "cnn4": "4-layer CNN"}
SPLIT = "PrivateTest"
# Its report of the 4-layer network on PrivateTest: precision, recall, F1 and support by class.
PRECISION = np.array([0.52, 0.49, 0.46, 0.76, 0.40, 0.72, 0.55])
RECALL = np.array([0.46, 0.42, 0.24, 0.84, 0.55, 0.71, 0.55])
F1 = np.array([0.49, 0.45, 0.32, 0.80, 0.46, 0.72, 0.55])
SUPPORT = np.array([491, 55, 528, 879, 594, 416, 626])
# What its text names of its confusion matrix: label, prediction, share of the label.
CONFUSIONS: dict[tuple[str, str], float] = {
    ("Angry", "Sad"): 0.26,
    ("Fear", "Sad"): 0.29,
    ("Neutral", "Sad"): 0.23,
    ("Disgust", "Angry"): 0.27,
    ("Angry", "Disgust"): 0.02,
    ("Fear", "Angry"): 0.14,
}
WEIGHTED_F1 = 0.57
KAGGLE_TOP_20 = (0.53, 0.71)
HUMAN = (0.60, 0.70)
# "Gains after about 2,000 iterations are overfitting", with batches of 128 faces.
OVERFITTING_STEP = 2_000
BATCH_SIZE = 128
