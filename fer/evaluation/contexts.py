"""Six places where such a model is or might be used: the paper's three, and three of today.

Every figure here is an assumption that a room should argue about and change.
"""

from fer.evaluation.stakes import ANGRY, FEAR, HAPPY, SAD, Context

_PROHIBITED = (
    "In the European Union, inferring emotions {} has been prohibited since 2 February 2025, "
    "except for medical or safety reasons (Regulation 2024/1689, Article 5(1)(f))."
)

CONTEXTS: tuple[Context, ...] = (
    Context(
        id="marketing",
        title="Marketing",
        use="Viewers of an advertisement are filmed; those called Happy are counted as pleased.",
        flags=(HAPPY,),
        false_alarm=1,
        miss=1,
        other=1,
        silence=0.2,
        base=(30, 10, 10, 350, 40, 60, 500),
        why_costs="Every error miscounts one viewer among many, so all cost the same; a viewer "
        "who is not counted costs little.",
        why_base="An audience that mostly looks on or smiles.",
    ),
    Context(
        id="police",
        title="Law enforcement",
        use="Cameras watch a station; officers stop people whose face is called Angry or Fear.",
        flags=(ANGRY, FEAR),
        false_alarm=20,
        miss=50,
        other=1,
        silence=1,
        base=(10, 5, 10, 120, 50, 25, 780),
        why_costs="Stopping somebody for a face costs that person twenty times a harmless mix-up; "
        "a missed face is taken to cost more still, though a face is no offence.",
        why_base="Of 1,000 passers-by few look angry or afraid.",
    ),
    Context(
        id="psychotherapy",
        title="Psychotherapy",
        use="Between sessions a patient's videos are called one of seven; the therapist looks "
        "where they are called Sad.",
        flags=(SAD,),
        false_alarm=2,
        miss=3,
        other=1,
        silence=0.5,
        base=(120, 30, 120, 130, 300, 30, 270),
        why_costs="The therapist looks again anyway: an error costs time, missing a face labelled "
        "Sad costs more.",
        why_base="People who seek help: all labels occur, Sad most often.",
    ),
    Context(
        id="hiring",
        title="Hiring",
        use="Recorded interviews are ranked; applicants whose face is called Fear fall behind.",
        flags=(FEAR,),
        false_alarm=20,
        miss=2,
        other=1,
        silence=1,
        base=(20, 10, 60, 250, 30, 50, 580),
        why_costs="A false alarm may cost an applicant the job; a miss costs the employer little.",
        why_base="People who try to look friendly, and some faces that would be labelled Fear.",
        law=f"{_PROHIBITED.format('at work')} Whether choosing applicants is work is for a lawyer "
        "to say.",
    ),
    Context(
        id="classroom",
        title="Classroom",
        use="A camera watches pupils; those whose face is called Sad are reported as not engaged.",
        flags=(SAD,),
        false_alarm=5,
        miss=2,
        other=1,
        silence=0.5,
        base=(30, 15, 20, 180, 70, 55, 630),
        why_costs="A pupil reported wrongly is corrected for nothing; a miss changes little.",
        why_base="A class that mostly listens.",
        law=_PROHIBITED.format("in education"),
    ),
    Context(
        id="driving",
        title="Driver monitoring",
        use="A camera in the car warns a driver whose face is called Angry.",
        flags=(ANGRY,),
        false_alarm=2,
        miss=20,
        other=1,
        silence=1,
        base=(20, 10, 10, 100, 30, 20, 810),
        why_costs="A needless warning distracts; a missed one is taken to be ten times worse.",
        why_base="Drivers mostly look ahead.",
    ),
)


def context(name: str) -> Context:
    """Return a context by its id; raises ``KeyError`` where there is none."""
    return {one.id: one for one in CONTEXTS}[name]
