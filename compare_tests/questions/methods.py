"""Methods: what a framework makes of HEAD, OPTIONS, DELETE and the others."""

from compare_tests.questions import Question, request

QUESTIONS = [
    Question(
        id="wrong-method",
        level="essential",
        question="What does DELETE get from a page that was only made to be read?",
        request=request("DELETE /bye"),
        look="status allow page",
        answers={},
        why="",
        links=(),
    ),
]
