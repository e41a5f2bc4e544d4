"""Print the rows of questions with the answers observed now, to be read, judged and given a why.

    python -m compare_tests.observe                 every question that lacks an answer
    python -m compare_tests.observe ID [ID ...]     these
    python -m compare_tests.observe --topic slashes

Nothing is written to the table: that is for a person to do.
"""

import sys

from compare_tests.asking import BARE, Answers, act, ask, ask_bare, needed_servers
from compare_tests.comparing import LAYERS, layer
from compare_tests.questions import TOPICS, Question, TableError, load
from shared.frameworks import FRAMEWORKS
from shared.launcher import running
from shared.options import Parser


def row(question: Question, answers: Answers) -> str:
    """Return the `answers` of a row as Python, and as comments what helps to judge them."""

    def said(name: str, server: str) -> str | None:
        seen = answers.get((question.id, name, server))
        return seen.answer if seen else None

    lines = [f"# {question.id}: {LAYERS[layer(question, said)]}", "answers={"]
    for name in FRAMEWORKS:
        seen = {server: answers[question.id, name, server].answer for server in question.servers}
        one = next(iter(seen.values())) if len(set(seen.values())) == 1 else seen
        bare = answers.get((question.id, name, BARE))
        note = f"  # bare: {bare.answer}" if bare and bare.answer != seen.get("waitress") else ""
        lines.append(f"    {name!r}: {one!r},{note}")
    return "\n".join([*lines, "},", ""])


def main() -> None:
    """Ask, and print the rows."""
    parser = Parser(prog="python -m compare_tests.observe", description="Print rows with answers.")
    parser.add_argument("id", nargs="*")
    parser.add_argument("--topic", choices=TOPICS)
    parser.add_argument("--raw", action="store_true", help="the raw responses too")
    asked = parser.parse_args()
    try:
        table = load([asked.topic] if asked.topic else TOPICS, answered=False)
    except TableError as error:
        sys.exit(str(error))
    if unknown := [one for one in asked.id if one not in table]:
        parser.error(f"no question {', '.join(unknown)}")
    chosen = [table[one] for one in asked.id] or [
        q for q in table.values() if asked.topic or set(FRAMEWORKS) - set(q.answers)
    ]
    if not chosen:
        sys.exit("Every question has its answers.")
    with running(needed_servers(chosen, FRAMEWORKS)) as servers:
        answers = ask(chosen, servers)
    answers |= ask_bare(chosen, FRAMEWORKS) | act(chosen, FRAMEWORKS)
    for question in chosen:
        print(row(question, answers))
        for name in FRAMEWORKS if asked.raw else ():
            for server in question.servers:
                seen = answers[question.id, name, server].exchange
                print(f"--- {name} on {server}\n{seen.raw.decode('latin-1') if seen else ''}\n")


if __name__ == "__main__":
    main()
