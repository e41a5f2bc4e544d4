"""To be written."""

from compare_tests.questions import Question

QUESTIONS: list[Question] = []
