"""The works that this project rests on, each with what rests on it here."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Reference:
    """A published work.

    Attributes
    ----------
    authors : str
    year : int
    title : str
    where : str
        Where it appeared.
    url : str
        Empty of what was not published on the web.
    used : str
        What rests on it here, as a sentence.
    """

    authors: str
    year: int
    title: str
    where: str
    url: str
    used: str

    def plain(self) -> str:
        """Return the full reference as text."""
        address = f" {self.url}" if self.url else ""
        return f"{self.authors} ({self.year}). {self.title}. {self.where}.{address}"


_ALL: dict[str, dict[str, Reference]] = {
    "The paper, and what it follows": {
        "paper": Reference(
            "Li, Shen, & Miao",
            2018,
            "Facial expression recognition",
            "Final project of TIM 209, University of California, Santa Cruz, December 2018",
            "",
            "The networks cnn2 and cnn4, the linear SVM, and every claim that pages put to test.",
        ),
        "alizadeh": Reference(
            "Alizadeh, S., & Fazel, A.",
            2017,
            "Convolutional neural networks for facial expression recognition",
            "arXiv:1704.06756",
            "https://arxiv.org/abs/1704.06756",
            "The fully connected layers of cnn4.",
        ),
        "pramerdorfer": Reference(
            "Pramerdorfer, C., & Kampel, M.",
            2016,
            "Facial expression recognition using convolutional neural networks: State of the art",
            "arXiv:1612.02903",
            "https://arxiv.org/abs/1612.02903",
            "What others reach on FER-2013 without choosing on PrivateTest.",
        ),
    },
    "Data": {
        "fer2013": Reference(
            "Goodfellow, I. J., Erhan, D., Carrier, P.-L., Courville, A., Mirza, M., Hamner, B., "
            "Cukierski, W., Tang, Y., Thaler, D., Lee, D.-H., Zhou, Y., Ramaiah, C., Feng, F., "
            "Li, R., Wang, X., Athanasakis, D., Shawe-Taylor, J., Milakov, M., Park, J., "
            "Ionescu, R., Popescu, M., Grozea, C., Bergstra, J., Xie, J., Romaszko, L., Xu, B., "
            "Chuang, Z., & Bengio, Y.",
            2013,
            "Challenges in representation learning: A report on three machine learning contests",
            "Neural Information Processing, ICONIP 2013, Lecture Notes in Computer Science 8228, "
            "117–124. Springer",
            "https://doi.org/10.1007/978-3-642-42051-1_16",
            "FER-2013: its pictures, labels and splits.",
        ),
        "ferplus": Reference(
            "Barsoum, E., Zhang, C., Canton Ferrer, C., & Zhang, Z.",
            2016,
            "Training deep networks for facial expression recognition with crowd-sourced label "
            "distribution",
            "Proceedings of the 18th ACM International Conference on Multimodal Interaction, "
            "279–283",
            "https://doi.org/10.1145/2993148.2993165",
            "FER+: ten annotators' votes for every row of FER-2013.",
        ),
        "facs": Reference(
            "Ekman, P., Friesen, W. V., & Hager, J. C.",
            2002,
            "Facial action coding system",
            "A Human Face, Salt Lake City",
            "",
            "The movements by which the drawn faces show an expression.",
        ),
        "gebru": Reference(
            "Gebru, T., Morgenstern, J., Vecchione, B., Vaughan, J. W., Wallach, H., "
            "Daumé III, H., & Crawford, K.",
            2021,
            "Datasheets for datasets",
            "Communications of the ACM, 64(12), 86–92",
            "https://doi.org/10.1145/3458723",
            "The questions that the data sheets answer.",
        ),
        "mitchell": Reference(
            "Mitchell, M., Wu, S., Zaldivar, A., Barnes, P., Vasserman, L., Hutchinson, B., "
            "Spitzer, E., Raji, I. D., & Gebru, T.",
            2019,
            "Model cards for model reporting",
            "Proceedings of the Conference on Fairness, Accountability, and Transparency, 220–229",
            "https://doi.org/10.1145/3287560.3287596",
            "The questions that the model cards answer.",
        ),
    },
    "How faces are found and described": {
        "viola": Reference(
            "Viola, P., & Jones, M.",
            2001,
            "Rapid object detection using a boosted cascade of simple features",
            "Proceedings of the IEEE Conference on Computer Vision and Pattern Recognition, 1, "
            "I-511–I-518",
            "https://doi.org/10.1109/CVPR.2001.990517",
            "Detection of faces and eyes, by the cascades that OpenCV ships.",
        ),
        "dalal": Reference(
            "Dalal, N., & Triggs, B.",
            2005,
            "Histograms of oriented gradients for human detection",
            "Proceedings of the IEEE Conference on Computer Vision and Pattern Recognition, 1, "
            "886–893",
            "https://doi.org/10.1109/CVPR.2005.177",
            "The features of naive Bayes.",
        ),
        "ioffe": Reference(
            "Ioffe, S., & Szegedy, C.",
            2015,
            "Batch normalization: Accelerating deep network training by reducing internal "
            "covariate shift",
            "Proceedings of the 32nd International Conference on Machine Learning, PMLR 37, "
            "448–456",
            "https://proceedings.mlr.press/v37/ioffe15.html",
            "Normalisation in the networks, about which the paper makes a claim.",
        ),
        "he": Reference(
            "He, K., Zhang, X., Ren, S., & Sun, J.",
            2016,
            "Deep residual learning for image recognition",
            "Proceedings of the IEEE Conference on Computer Vision and Pattern Recognition, "
            "770–778",
            "https://doi.org/10.1109/CVPR.2016.90",
            "The blocks of the residual networks.",
        ),
        "hu": Reference(
            "Hu, J., Shen, L., & Sun, G.",
            2018,
            "Squeeze-and-excitation networks",
            "Proceedings of the IEEE Conference on Computer Vision and Pattern Recognition, "
            "7132–7141",
            "https://doi.org/10.1109/CVPR.2018.00745",
            "The weighing of channels in the residual networks.",
        ),
    },
    "How figures are made": {
        "wilson": Reference(
            "Wilson, E. B.",
            1927,
            "Probable inference, the law of succession, and statistical inference",
            "Journal of the American Statistical Association, 22(158), 209–212",
            "https://doi.org/10.1080/01621459.1927.10502953",
            "Intervals of accuracy.",
        ),
        "mcnemar": Reference(
            "McNemar, Q.",
            1947,
            "Note on the sampling error of the difference between correlated proportions or "
            "percentages",
            "Psychometrika, 12(2), 153–157",
            "https://doi.org/10.1007/BF02295996",
            "Whether two models differ on the same faces.",
        ),
        "guo": Reference(
            "Guo, C., Pleiss, G., Sun, Y., & Weinberger, K. Q.",
            2017,
            "On calibration of modern neural networks",
            "Proceedings of the 34th International Conference on Machine Learning, PMLR 70, "
            "1321–1330",
            "https://proceedings.mlr.press/v70/guo17a.html",
            "Temperatures, and the expected calibration error.",
        ),
        "northcutt": Reference(
            "Northcutt, C., Jiang, L., & Chuang, I.",
            2021,
            "Confident learning: Estimating uncertainty in dataset labels",
            "Journal of Artificial Intelligence Research, 70, 1373–1411",
            "https://doi.org/10.1613/jair.1.12125",
            "Likely label errors on Mistakes.",
        ),
        "krippendorff": Reference(
            "Krippendorff, K.",
            2011,
            "Computing Krippendorff's alpha-reliability",
            "University of Pennsylvania, Annenberg School for Communication",
            "https://repository.upenn.edu/asc_papers/43",
            "Agreement of reviewers.",
        ),
        "hendrycks": Reference(
            "Hendrycks, D., & Dietterich, T.",
            2019,
            "Benchmarking neural network robustness to common corruptions and perturbations",
            "International Conference on Learning Representations",
            "https://arxiv.org/abs/1903.12261",
            "The changes on Robustness.",
        ),
    },
    "How answers are explained": {
        "zeiler": Reference(
            "Zeiler, M. D., & Fergus, R.",
            2014,
            "Visualizing and understanding convolutional networks",
            "Computer Vision, ECCV 2014, Lecture Notes in Computer Science 8689, 818–833. Springer",
            "https://doi.org/10.1007/978-3-319-10590-1_53",
            "Covering a face piece by piece.",
        ),
        "selvaraju": Reference(
            "Selvaraju, R. R., Cogswell, M., Das, A., Vedantam, R., Parikh, D., & Batra, D.",
            2017,
            "Grad-CAM: Visual explanations from deep networks via gradient-based localization",
            "Proceedings of the IEEE International Conference on Computer Vision, 618–626",
            "https://doi.org/10.1109/ICCV.2017.74",
            "Grad-CAM.",
        ),
        "sundararajan": Reference(
            "Sundararajan, M., Taly, A., & Yan, Q.",
            2017,
            "Axiomatic attribution for deep networks",
            "Proceedings of the 34th International Conference on Machine Learning, PMLR 70, "
            "3319–3328",
            "https://proceedings.mlr.press/v70/sundararajan17a.html",
            "Integrated gradients.",
        ),
        "adebayo": Reference(
            "Adebayo, J., Gilmer, J., Muelly, M., Goodfellow, I., Hardt, M., & Kim, B.",
            2018,
            "Sanity checks for saliency maps",
            "Advances in Neural Information Processing Systems 31",
            "https://arxiv.org/abs/1810.03292",
            "The check beside every map: the same for shuffled weights.",
        ),
    },
    "What a label cannot mean": {
        "barrett": Reference(
            "Barrett, L. F., Adolphs, R., Marsella, S., Martinez, A. M., & Pollak, S. D.",
            2019,
            "Emotional expressions reconsidered: Challenges to inferring emotion from human facial "
            "movements",
            "Psychological Science in the Public Interest, 20(1), 1–68",
            "https://doi.org/10.1177/1529100619832930",
            "Why no page says what a person feels.",
        ),
        "ai-act": Reference(
            "European Parliament and Council",
            2024,
            "Regulation (EU) 2024/1689 (Artificial Intelligence Act), Article 5(1)(f)",
            "Official Journal of the European Union, L, 12.7.2024",
            "https://eur-lex.europa.eu/eli/reg/2024/1689/oj",
            "Uses that are prohibited: inferring emotions at work and in education, but for "
            "medical or safety reasons.",
        ),
    },
}
REFERENCES: Mapping[str, Mapping[str, Reference]] = MappingProxyType(
    {part: MappingProxyType(works) for part, works in _ALL.items()}
)
