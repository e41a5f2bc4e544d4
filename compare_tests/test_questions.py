"""Every question, put to every framework on every server: an answer that changed fails."""

import pytest

from compare_tests.questions import ALIGNED, TOPICS, aligned, load
from shared.frameworks import APPS, SERVERS


def test_answers(topic, framework, answers, outcomes):
    """Each answer is the one that the table gives, if it gives one for this framework."""
    failures = 0
    for row in [*load().values(), *aligned()]:
        title = ALIGNED if APPS[row.app].aligns else TOPICS[topic]
        excused = APPS[row.app].aligns and framework in row.unaligned
        for target in row.targets([framework]) if row.topic == topic else ():
            expected, answer = row.expected(target), answers.get((row.id, target))
            kind, said = "right", f"The table says {expected}"
            if excused:
                if answer is None or answer.text != row.aligned_answer:
                    continue
                kind, said = "wrong", "The table says that it cannot answer as the others do"
            elif answer is None or expected is None:
                kind = "not asked"
            elif answer.text != expected:
                kind = "wrong"
            outcomes.count(title, framework, kind)
            if kind == "wrong":
                failures += 1
                sentence = (
                    f"{row.question} {said} and the app answers {answer.text}. "
                    f"To see it: make compare ID={row.id}"
                )
                outcomes.wrong(framework, SERVERS[target.server], title, sentence)
    if failures:
        pytest.fail(f"{failures} answers are not what the table says", pytrace=False)
