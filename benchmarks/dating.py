"""How long the network of days takes on the texts: to gather, to solve, to find a smallest contradiction."""

import time

from sourcecrit import dating
from sourcecrit.case import Case

ROUNDS = 7


def best(work):
    """The least processor time of several rounds, in milliseconds."""
    took = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        took.append(time.process_time() - start)
    return 1000 * min(took)


def main():
    """Measure with every outside day off, then with those on that are recorded as anchors, then with a reading on."""
    case = Case.open()
    facts = case.references[case.references["kind"] == "day"]
    anchors = facts[facts["used_for"].str.startswith(("An outside anchor", "A day before which"))]["id"].tolist()
    settings = [("inside only", [], [])] + [("with anchors", anchors, [])]
    settings += [(f"with anchors, {name}", anchors, [name]) for name in case.readings["name"].unique()]
    print("setting | statements | gather, ms | solve, ms | contradiction, ms | statements in it")
    for name, outside, readings in settings:
        told = dating.gather(case, outside, readings=readings)
        found = dating.contradiction(told)
        gathered = best(lambda o=outside, r=readings: dating.gather(case, o, readings=r))
        solved = "-" if found else f"{best(lambda t=told: dating.solve(t)):.1f}"
        searched = best(lambda t=told: dating.contradiction(t))
        print(f"{name} | {len(told)} | {gathered:.1f} | {solved} | {searched:.1f} | {len(found)}")


if __name__ == "__main__":
    main()
