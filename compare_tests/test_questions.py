"""Every question, put to every framework on every server: an answer that changed fails."""

import pytest

from compare_tests.questions import TOPICS, load


def test_answers(topic, framework, answers, outcomes):
    """Each answer is the one that the table gives, if it gives one for this framework."""
    failures = 0
    for row in load().values():
        for target in row.targets([framework]) if row.topic == topic else ():
            expected, answer = row.expected(target), answers.get((row.id, target))
            kind = "right" if answer and answer.text == expected else "wrong"
            if answer is None or expected is None:
                kind = "not asked"
            outcomes.count(TOPICS[topic], framework, kind)
            if kind == "wrong":
                failures += 1
                sentence = (
                    f"{row.question} The table says {expected} and the app answers {answer.text}. "
                    f"To see it: make compare ID={row.id}"
                )
                outcomes.wrong(framework, target.server, TOPICS[topic], sentence)
    if failures:
        pytest.fail(f"{failures} answers are not what the table says", pytrace=False)
