"""Where two tellings of one thing differ: proposals from the tables, and the pairs in which nothing differs.

Tellings of one question are paired by their wording and compared field by field; beside that stand checks of what a
text announces, confirms or sets side by side. What is proposed here is for a reader to judge.
"""

import re
from itertools import combinations, product

import pandas as pd
from rapidfuzz import fuzz

from sourcecrit import agreement, corpus, silences, sourcing
from sourcecrit.redundancy import cues
from sourcecrit.sourcing import NONE
from sourcecrit.tellings import FIELDS, HARM, SAID, Reader, nearest, standing

__all__ = ["COLUMNS", "against", "keeps", "proposals", "survivors"]

COLUMNS = ["report_a", "report_b", "a", "b", "question", "field", "change", "words_a", "words_b"]
COLUMNS += ["relation", "ancestor_reading", "said", "branch", "event"]
ACTS = {"asserts": "stated", "asks": "asked", "denies": "denied", "declines": "withheld"}
ACTS |= {"did_not_respond": "unanswered", "could_not_verify": "not verified"}
SURE = {"certain": "certainly", "probable": "probably", "possible": "possibly"}


def proposals(case):
    """Every difference the tables show between two tellings of one thing, as a frame with COLUMNS, one row each.

    `a` and `b` are rows (claims, mostly), `field` and `change` what differs and how, `words_a` and `words_b` the words.
    `relation` is parent (b is told from a), collateral, presumed or within (one report); `said` is changed or differ;
    `branch` holds the works both lean on; `event` how surely both tell of one event. In one field two sayings differ
    once, and so do two reports on one question: that of the likest words is taken, a change before a difference.
    """
    read = Reader(case)
    found = [row for a, b in _pairs(read) for row in _differences(read, a, b)]
    inside, across = ([row for row in found if (row[0] == row[1]) == same] for same in (True, False))
    both = [*COLUMNS[:2], "field"]
    own = [_unique(across, [*both, "question"], [*both, "about"]), _unique(inside, [*both, "question", "values"])]
    more = [*_firsts(read), *_undercut(read), *_scopes(read), *_spellings(read), *_exhibits(read)]
    more += [*_announced(read), *_unheld(read), *_cut(read), *_inferred(read), *_beside(read), *_juxtaposed(read)]
    more += [*_unverified(read), *_absent(read)]
    frame = pd.concat([*own, _unique(more, [*both, "question", "change"])])
    return frame.sort_values(["report_a", "report_b", "question", "field"], ignore_index=True, kind="stable")


def _unique(rows, *keys):
    """Proposals as a frame, one for each value of each set of columns."""
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "saying"])
    alike = [fuzz.token_set_ratio(a, b) for a, b in zip(frame["words_a"], frame["words_b"], strict=True)]
    frame = frame.assign(alike=alike, about=[_about(row) for row in frame.itertuples()])
    frame["values"] = [frozenset(change.split(" / ")) for change in frame["change"]]
    frame = frame.sort_values(["said", "alike"], ascending=[True, False], kind="stable")
    for columns in keys:
        frame = frame.drop_duplicates(columns)
    return frame[COLUMNS]


def _about(row):
    """What a difference is counted by: the sayings, where it lies in how they are said, else the question."""
    return row.saying if row.field in SAID else row.question


def survivors(case):
    """Claims of two reports on one question and event that differ in no field: a frame of rows, question and words.

    A pair is here where both give an answer in a form that can be compared and no field of either says other than the
    other's. That nothing differs says nothing of whether either is true.
    """
    read, rows = Reader(case), []
    for a, b in _pairs(read):
        sure = agreement.sameness(a.event, b.event, read.same)
        if a.report != b.report and a.act == b.act and sure in ("certain", "probable") and _alike(read, a, b):
            rows.append([a.report, b.report, a.id, b.id, a.question, case.words(a.id), case.words(b.id)])
    return pd.DataFrame(rows, columns=[*COLUMNS[:5], "words_a", "words_b"]).sort_values(["a", "b"], ignore_index=True)


def _alike(read, a, b):
    """Whether two claims answer alike, and no field differs."""
    both = {name: (value(read, a), value(read, b)) for name, (value, _) in FIELDS.items()}
    said = {name for name, pair in both.items() if None not in pair}
    return bool(said & {"outcome", "number", "day", "place", "content"}) and all(x == y for x, y in both.values())


def keeps(case, a, b):
    """The questions that two reports both answer, and those that only one does: a frame of question, a, b, state.

    `a` and `b` hold ids of claims, several with a space between; `state` is both, only a or only b.
    """
    sides = [case.claims[case.claims["report"] == name].groupby("question")["id"].agg(" ".join) for name in (a, b)]
    frame = pd.concat(sides, axis=1, keys=["a", "b"]).fillna("").rename_axis("question").reset_index()
    state = {(True, True): "both", (True, False): "only a", (False, True): "only b"}
    return frame.assign(state=[state[bool(x), bool(y)] for x, y in zip(frame["a"], frame["b"], strict=True)])


def _pairs(read):
    """Claims to compare: on one question, each with the claim of the other text whose words are nearest."""
    asked = {}
    for claim in read.claims.values():
        asked.setdefault(claim.question, {}).setdefault((claim.report, read.teller[claim.id]), []).append(claim)
    found = {}
    for tellings in asked.values():
        for one, other in combinations(tellings.values(), 2):
            found |= {(a.id, nearest(read, a, other).id): None for a in one}
            found |= {(nearest(read, b, one).id, b.id): None for b in other}
        found |= {(a.id, b.id): None for own in tellings.values() for a, b in combinations(own, 2)}
    return [(read.claims[a], read.claims[b]) for a, b in found]


def _differences(read, a, b):
    """The proposals on one pair of claims: what one has and the other telling has not."""
    if read.teller[b.id] in read.leans(a.id):
        a, b = b, a
    sure = agreement.sameness(a.event, b.event, read.same) if (a.event == NONE) == (b.event == NONE) else "none"
    if a.act != b.act:
        if _apart(read, a, b, sure):
            yield _row(read, a, b, "act", f"{ACTS[a.act]} / {ACTS[b.act]}")
        return
    for field, (value, words) in FIELDS.items() if sure != "none" else ():
        one, two = value(read, a), value(read, b)
        if None in (one, two) or one == two:
            continue
        inside = a.report == b.report and (field in SAID or read.teller[a.id] == read.teller[b.id])
        if (_within if inside else _across)(read, field, a, b, one, two):
            change = f"{one or 'nobody'} / {two or 'nobody'}{_perhaps(read, a, b) if field == 'speaker' else ''}"
            yield _row(read, a, b, field, change, words(read, a), words(read, b))


def _apart(read, a, b, sure):
    """Whether two acts differ in more than that one text says something and the other will not."""
    acts = {a.act, b.act}
    if "denies" in acts or sure == "none":
        return "denies" in acts and "asks" not in acts
    return (
        acts != {"asserts", "declines"}
        and "asserts" in acts
        and "did_not_respond" not in acts
        or ("declines" in acts and read.relation(a, b)[0] == "parent" and "asserts" in acts)
    )


def _across(read, field, a, b, one, two):
    """Whether a difference between two tellings is more than that one of them says the thing twice."""
    here, there = one in read.values(field, b), two in read.values(field, a)
    if field in SAID and not read.mutual(a, b):
        return False
    if field == "speaker":
        return not (one and here) and not (two and there)
    if field == "content":
        near = fuzz.token_set_ratio(read.case.words(a.id), read.case.words(b.id)) >= 40
        return (
            fuzz.token_set_ratio(one, two) < 80
            and near
            and (read.kinds[a.question] != "yes_no" or one.split(",")[0] != two.split(",")[0])
        )
    named = field == "place" and not (one.islower() and two.islower())  # other spellings are looked for by themselves
    return not (here and there or named or (field == "stance" and "passed on" in (one, two)))


def _row(read, a, b, field, change, words_a=None, words_b=None):
    """One proposal about two rows with words."""
    words = [words_a or read.case.words(a.id), words_b or read.case.words(b.id)]
    events = [getattr(side, "event", NONE) for side in (a, b)]
    sure = agreement.sameness(*events, read.same)
    question = getattr(a, "question", getattr(b, "question", NONE))
    saying = tuple(getattr(side, "attribution", NONE).replace(NONE, "") or side.id for side in (a, b))
    return [a.report, b.report, a.id, b.id, question, field, change, *words, *read.relation(a, b), sure, saying]


def _within(read, field, a, b, one, two):
    """Whether a difference inside one text is one between two tellings of the same, and not a second statement."""
    if field == "certainty":
        return a.answer == b.answer or {a.id, b.id} <= read.outcomes.keys()
    if field == "speaker":
        return a.part != b.part and read.member(a, b)
    if field == "stance" and "passed on" in (one, two):
        return any(side.stance == "distances" and side.attribution == NONE for side in (a, b))
    return field in ("stance", "outcome", "number")


def _perhaps(read, a, b):
    """A remark where two speakers are held to be, perhaps, one."""
    who = {read.spoken[hop].speaker for side in (a, b) for hop in read.speakers(side)[-1:]}
    sure = [row.certainty for row in read.case.identities.itertuples() if {row.speaker_a, row.speaker_b} == who]
    return f" ({SURE[sure[0]]} one)" if sure else ""


def _firsts(read):
    """Firsts of harm in two reports that differ in what is first, else in what limits it, else among whom."""
    rows = [row for row in read.case.firsts.itertuples() if _harm(row.of_what) and row.claim in read.claims]
    for one, two in combinations(rows, 2):
        if read.teller[two.claim] in read.leans(one.claim):
            one, two = two, one
        a, b = read.claims[one.claim], read.claims[two.claim]
        differ = [name for name in ("of_what", "limits", "scope") if getattr(one, name) != getattr(two, name)]
        for name in differ[:1] if a.report != b.report else ():
            change = f"{getattr(one, name)} / {getattr(two, name)}"
            yield _row(read, a, b, "first", change, read.case.words(one.id), read.case.words(two.id))


def _harm(words):
    """Whether words name what befell someone."""
    return any(cue.search(words) for cue, _ in cues("outcome_words"))


def _undercut(read):
    """Firsts of harm beside harm to persons of the same sort that a report printed before tells of."""
    before = silences.early(read.case)
    for row in read.case.firsts.itertuples():
        scope = standing(row.of_what)
        wide = _harm(row.of_what) and scope[:1] == ["troops"] and row.claim in read.claims
        told = {out.id: out for out in read.case.outcomes.itertuples() if wide and set(out.outcome.split()) & HARM}
        for out in told.values():
            groups = read.same.get(row.event, {}).keys() | {row.event}
            if out.report != row.report and any((out.report, name) in before for name in groups):
                a, b, words = read.claims[row.claim], read.claims[out.claim], read.case.words
                yield _row(read, a, b, "first", "harm told of earlier", words(row.id), words(b.id))


def _scopes(read):
    """Numbers of one sort told of one event that answer different questions."""
    rows = [
        read.rows[name] for name, number in read.numbers.items() if number.counted and read.rows[name].claim != NONE
    ]
    for one, two in combinations(rows, 2):
        alike = read.numbers[one.id].counted == read.numbers[two.id].counted and one.question != two.question
        sure = agreement.sameness(one.event, two.event, read.same)
        if alike and sure in ("certain", "probable") and one.report != two.report:
            a, b = read.claims[one.claim], read.claims[two.claim]
            yield _row(read, a, b, "scope", f"{one.scope} / {two.scope}", read.case.words(a.id), read.case.words(b.id))


def _spellings(read):
    """One place under two spellings in two reports."""
    rows = read.case.place_mentions.drop_duplicates(["report", "place", "quote"])
    for one, two in combinations(rows.itertuples(), 2):
        plain = [row.quote.casefold() for row in (one, two)]
        alike = one.place == two.place and one.report != two.report and plain[0] != plain[1]
        if (
            alike
            and all(row.quote.istitle() and row.quote.isalpha() for row in (one, two))
            and fuzz.ratio(*plain) >= 50
        ):
            yield _row(read, one, two, "place", f"spelling: {one.quote} / {two.quote}", one.quote, two.quote)


def _exhibits(read):
    """Things of one sort offered as evidence in two reports, checked or shared by others."""
    for one, two in combinations(read.case.exhibits.itertuples(), 2):
        if one.report == two.report or one.medium != two.medium or one.held or two.held:
            continue
        for field in ("checked_by", "shared_by"):
            sides = [getattr(row, field) for row in (one, two)]
            if sides[0] != sides[1] and _one_matter(read, one, two):
                said = ["nobody named" if side in ("not_stated", NONE) else "somebody named" for side in sides]
                yield _row(read, one, two, "exhibit", f"{field.replace('_', ' ')}: {said[0]} / {said[1]}")


def _one_matter(read, one, two):
    """Whether some claim round one row tells of the same event as some claim round the other."""
    sides = [{c.event for c in _round(read, row) if c.event != NONE} for row in (one, two)]
    return any(agreement.sameness(*pair, read.same) in ("certain", "probable") for pair in product(*sides))


def _round(read, row):
    """The claims in the sentences of a row."""
    spans = [
        span
        for span in corpus.sentences(read.case.texts[row.report].content)
        if span.start < row.end and row.start < span.end
    ]
    own = [claim for claim in read.claims.values() if claim.report == row.report]
    return [claim for claim in own if any(span.start <= claim.start < span.end for span in spans)]


def _announced(read):
    """A quotation announced by its verb, and no words in quotation marks."""
    announcing = [cue for cue, label in cues("announcing_words") if label == "quotation"]
    for row in read.spoken.values():
        if row.direct == "none" and any(cue.search(row.cue) for cue in announcing):
            yield _row(read, row, row, "quotation", "announced, not given", row.cue, None)


def _unheld(read):
    """Evidence brought in after a colon without the words it is announced for."""
    for passage in read.case.passages.itertuples():
        content = read.case.texts[passage.report].content
        if passage.part != "embedded_evidence" or not content[: passage.start].rstrip().endswith(":"):
            continue
        before = [span for span in corpus.sentences(content) if span.end <= passage.start][-1]
        said, given = ({*_plain(content[span.start : span.end])} for span in (before, passage))
        shown = content[before.start : before.end].strip()
        missing = [word for word in _plain(shown) if word not in given]
        if len(missing) > len(said) / 2:
            yield _row(read, passage, passage, "quotation", f"does not hold: {', '.join(missing)}", shown, None)


def _plain(words):
    """The longer words of a sentence, without endings of number."""
    return list(dict.fromkeys(word.casefold().rstrip("s") for word in re.findall(r"[^\W\d_]{5,}", words)))


def _cut(read):
    """A quotation whose words are held longer elsewhere, or otherwise."""
    for row in read.case.dependences.itertuples():
        report = read.case.row(row.source)["report"]
        if row.kind != "quotes" or row.source_quote == NONE or row.quote == row.source_quote or report == row.report:
            continue
        a = next(
            (c for c in read.claims.values() if c.report == report and row.source_quote in read.case.words(c.id)), None
        )
        b = next(
            (c for c in read.claims.values() if c.report == row.report and c.start < row.end and row.start < c.end),
            None,
        )
        if a and b:
            yield _row(read, a, b, "quotation", "cut or altered", row.source_quote, row.quote)


def _inferred(read):
    """An inference that is printed as found."""
    for row in read.spoken.values():
        if row.access == "inference" and row.cue_class == "endorsing":
            yield _row(read, row, row, "stance", "an inference printed as found", row.cue, None)


def _beside(read):
    """A confirmation, and beside it in the same sentence a claim on another question that it does not cover."""
    confirming = [cue for cue, label in cues("announcing_words") if label == "confirmation"]
    for row in read.spoken.values():
        if not any(cue.search(row.cue) for cue in confirming) or row.cue_class not in ("endorsing", "unverified"):
            continue
        around = _round(read, row)
        covered = [claim for claim in around if row.id in sourcing.chain(read.case, claim.attribution)]
        covered = covered or [claim for claim in around if claim.start >= row.start][:1]
        for a in covered:
            for b in (claim for claim in around if claim.question != a.question and claim not in covered):
                if read.numbers.get(b.answer) or b.certainty == "hearsay":
                    yield _row(read, a, b, "confirmation", "beside a claim it does not cover")


def _unverified(read):
    """A matter that somebody confirms and somebody could not verify."""
    confirming = [cue for cue, label in cues("announcing_words") if label == "confirmation"]
    for b in (claim for claim in read.claims.values() if claim.act == "could_not_verify"):
        for a in read.claims.values():
            said = read.spoken[a.attribution].cue if a.attribution != NONE and a.act == "asserts" else ""
            sure = agreement.sameness(a.event, b.event, read.same)
            if sure != "none" and any(cue.search(said) for cue in confirming):
                yield _row(read, a, b, "confirmation", "confirmed / could not be verified")


def _absent(read):
    """What two or more other reports tell of an event, and one that tells of it too does not."""
    groups = {}
    for claim in read.claims.values():
        if claim.act == "asserts" and claim.event != NONE and read.kinds[claim.question] in ("number", "day", "place"):
            groups.setdefault((claim.question, _head(read, claim.event)), {}).setdefault(claim.report, claim)
    for (question, event), own in groups.items():
        for report in read.case.texts if len(own) > 1 else ():
            here = [c for c in read.claims.values() if c.report == report and _head(read, c.event) == event]
            if here and not _told(read, report, question, next(iter(own.values()))):
                yield _row(read, next(iter(own.values())), here[0], "absent", f"{report} does not say")


def _told(read, report, question, claim):
    """Whether a report says anything on a question, or gives a number of the same things."""
    counted = read.numbers[claim.answer].counted if claim.answer in read.numbers else None
    own = [c for c in read.claims.values() if c.report == report]
    numbers = [read.numbers[c.answer].counted for c in own if c.answer in read.numbers]
    return any(c.question == question for c in own) or bool(counted and counted in numbers)


def _head(read, event):
    """The first of the events that one is held, certainly or probably, to be the same as."""
    sure = [name for name, rank in read.same.get(event, {}).items() if rank >= 2]
    return sure[-1] if sure else event


def _juxtaposed(read):
    """A person named within two sentences of words on one whose name is withheld."""
    people = read.case.questions.query("kind == 'person'")["id"]
    for row in read.case.identities.itertuples():
        names = [speaker for speaker in (row.speaker_a, row.speaker_b) if read.case.row(speaker)["named"]]
        for claim in read.claims.values() if len(names) == 1 else ():
            if claim.question in set(people) and claim.act == "declines":
                near = [
                    c for c in read.claims.values() if c.report == claim.report and abs(c.start - claim.start) < 600
                ]
                for b in (c for c in near if read.case.row(names[0])["name"].split(",")[0] in read.case.words(c.id)):
                    yield _row(read, claim, b, "speaker", "one unnamed, one named beside")


def against(proposed, read, words):
    """Two lists of differences set against each other: for each of both, the places in the other that mean the same.

    `proposed` and `read` are frames with `a` and `b` (rows) or with spans; `words` gives the (report, start, end) of
    both sides of a row. Two rows mean the same where both sides touch, either way round.
    """
    left, right = ([words(row) for row in frame.itertuples()] for frame in (proposed, read))
    hits = [[place for place, other in enumerate(right) if _meet(one, other)] for one in left]
    back = [[place for place, one in enumerate(left) if _meet(one, other)] for other in right]
    return hits, back


def _meet(one, other):
    """Whether the sides of two differences touch, straight or crosswise."""
    return any(all(_touch(*pair) for pair in zip(one, turned, strict=True)) for turned in (other, other[::-1]))


def _touch(one, other):
    """Whether two stretches, (report, start, end), share a character."""
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
