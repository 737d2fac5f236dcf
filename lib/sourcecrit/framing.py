"""What a text does with words round the matter itself: announces, confirms, sets side by side, leaves open.

Each check yields proposals as `retelling.proposals` collects them. An answer takes others for granted, and what one
telling takes for granted another may leave open (N. D. Belnap and T. B. Steel, "The Logic of Questions and Answers",
1976, on presupposition); which questions bear on which is read by hand, in `questions`.
"""

import re
from itertools import combinations, product

from rapidfuzz import fuzz

from sourcecrit import agreement, corpus, reuse, silences, sourcing
from sourcecrit.redundancy import cues
from sourcecrit.sourcing import NONE
from sourcecrit.tellings import FLAT, claimed, firmness, likest, proposal

__all__ = ["framings", "nearby"]

OPEN = {"asked", "denied", "not verified", "conditional"}
LIKELY = {"probable", "possible"}
PERSONS = {"person", "anonymous_person"}


def framings(read):
    """All proposals of these checks on a `tellings.Reader`, one list in the order of `retelling.COLUMNS` each."""
    for check in CHECKS:
        yield from check(read)


def _announced(read):
    """A quotation announced by its verb, and no words in quotation marks."""
    announcing = [cue for cue, label in cues("announcing_words") if label == "quotation"]
    for row in read.spoken.values():
        if row.direct == "none" and any(cue.search(row.cue) for cue in announcing):
            yield proposal(read, row, row, "quotation", "announced, not given", row.cue, None)


def _unheld(read):
    """Evidence brought in after a colon without most of the longer words it is announced with."""
    for passage in read.case.passages.itertuples():
        content = read.case.texts[passage.report].content
        if passage.part == "embedded_evidence" and content[: passage.start].rstrip().endswith(":"):
            before = [span for span in corpus.sentences(content) if span.start < passage.start][-1]
            shown = content[before.start : min(before.end, passage.start)].strip()
            given = _plain(content[passage.start : passage.end])
            missing = [word for key, word in _plain(shown).items() if key not in given]
            if len(missing) > len(_plain(shown)) / 2:
                said = [row for row in read.spoken.values() if row.report == passage.report and before.touches(row)]
                a = next(iter(said), passage)
                yield proposal(read, a, passage, "quotation", f"does not hold: {', '.join(missing)}", shown)


def _plain(words):
    """The longer words of a sentence, by their forms without case and the ending of number."""
    return {re.sub("(?<!s)s$", "", word.casefold()): word for word in re.findall(r"[^\W\d_]{6,}", words)}


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
            yield proposal(read, a, b, "quotation", "cut or altered", row.source_quote, row.quote)


def _otherwise(read):
    """One speaker's words in quotation marks, much alike, and neither holds the other."""
    rows = [row for row in read.spoken.values() if row.direct != "none" and row.speaker not in read.passing]
    for a, b in combinations(rows, 2):
        for pair in product(_marked(a), _marked(b)) if a.speaker == b.speaker else ():
            one, two = (words.casefold() for words in pair)
            alike = min(fuzz.partial_ratio(one, two), fuzz.token_set_ratio(one, two))
            if one not in two and two not in one and alike >= 60:
                yield proposal(read, a, b, "quotation", f"quoted otherwise: {' / '.join(pair)}", *pair)


def _marked(row):
    """The words in quotation marks in a saying."""
    return [row.quote[span.start : span.end].strip(" ,.") for span in reuse.quoted(row.quote)]


def _inferred(read):
    """An inference that is printed as found."""
    for row in read.spoken.values():
        if row.access == "inference" and row.cue_class == "endorsing":
            yield proposal(read, row, row, "stance", "an inference printed as found", row.cue, None)


def _confirmed(read):
    """The claims of each report that somebody confirms, and the other claims in the same sentences."""
    confirming, found = [cue for cue, label in cues("announcing_words") if label == "confirmation"], {}
    for row in read.spoken.values():
        if any(cue.search(row.cue) for cue in confirming) and row.cue_class == "endorsing":
            around = [claim for claim in nearby(read, row) if claim.act == "asserts"]
            inner = [claim for claim in around if row.id in sourcing.chain(read.case, claim.attribution)]
            inner = inner or [claim for claim in around if claim.end > row.start][:1]
            own = found.setdefault(row.report, ([], []))
            own[0].extend(inner)
            own[1].extend(claim for claim in around if claim not in inner)
    return found


def _beside(read):
    """Numbers and hearsay in the sentences of a confirmation that does not cover them."""
    for inner, around in (sides for sides in _confirmed(read).values() if sides[0]):
        loose = [claim for claim in around if claim.certainty == "hearsay" or claim.answer in read.numbers]
        loose = [claim for claim in loose if claim not in inner and claim.question not in {c.question for c in inner}]
        for question in dict.fromkeys(claim.question for claim in loose if claim.answer in read.numbers):
            sides = inner, [claim for claim in loose if claim.question == question]
            yield likest(read, sides, "confirmation", "beside a claim it does not cover", claimed)


def _unverified(read):
    """A matter that one report says somebody confirms, or knows, and somebody could not verify."""
    for b in (claim for claim in read.claims.values() if claim.act == "could_not_verify"):
        sure = [c for c in _confirmed(read).get(b.report, ([], []))[0] + nearby(read, b) if c.act == "asserts"]
        near = [c for c in sure if agreement.sameness(c.event, b.event, read.same) != "none"]
        if near:
            yield likest(read, (near, [b]), "confirmation", "confirmed / could not be verified", claimed)


def _silent(read):
    """Who says nothing in one report and speaks in another."""
    for pair in silences.turned(read.case).itertuples():
        a, b = read.spoken[pair.silent], read.spoken[pair.speaks]
        if not set(pair.shared.split(" ")) & read.passing and a.speaker != b.speaker and _one_event(read, a, b):
            names = " and ".join(read.case.row(name)["name"] for name in pair.shared.split(" "))
            yield proposal(read, a, b, "act", f"withheld / stated by {names}")


def _sided(read):
    """Who says nothing, and who of his side, perhaps he himself, speaks of the same event in the same report."""
    spoken = [row for row in read.spoken.values() if row.speaker not in read.passing]
    for a in (row for row in spoken if row.cue_class == "silent"):
        speech = [row for row in spoken if row.report == a.report and row.cue_class not in ("silent", "unverified")]
        near = [row for row in speech if _sides(read, row) & _sides(read, a) and _one_event(read, a, row)]
        if near:
            name = read.case.row(a.speaker)["name"]
            found = proposal(read, a, near[0], "act", f"withheld by {name} / stated by that side")
            yield [*found[:-1], " ".join(row.id for row in near)]


def _sides(read, row):
    """The sides of who speaks, by his parts where he is joint."""
    who = read.case.row(row.speaker)
    joint = who["side"] == "joint" and who["member_of"] != NONE
    parts = who["member_of"].split(" ") if joint else [row.speaker]
    return {read.case.row(part)["side"] for part in parts} - {"media", "unclear", "joint", NONE}


def _one_event(read, one, two):
    """Whether two sayings concern one event, by the claims that come by them."""
    events = [{claim.event for claim in _said(read, row)} - {NONE} for row in (one, two)]
    return any(agreement.sameness(*pair, read.same) != "none" for pair in product(*events))


def _said(read, row):
    """The claims that come by a saying."""
    return [claim for claim in read.claims.values() if row.id in sourcing.chain(read.case, claim.attribution)]


def _verbs(read):
    """One mouth, certainly or perhaps, and verbs of saying of two kinds on questions that bear on each other."""
    pairs = {frozenset((row.speaker_a, row.speaker_b)) for row in read.case.identities.itertuples()}
    rows = [row for row in read.spoken.values() if row.cue_class not in ("silent", "unverified")]
    for a, b in combinations((row for row in rows if row.speaker not in read.passing), 2):
        who = {a.speaker, b.speaker}
        if a.cue_class != b.cue_class and (len(who) == 1 or frozenset(who) in pairs):
            on = [{q for c in _said(read, row) for q in (c.question, *read.bears[c.question])} for row in (a, b)]
            if on[0] & on[1]:
                yield proposal(read, a, b, "stance", f"{a.cue} / {b.cue}", a.cue, b.cue)


def _twos(read):
    """What one report tells as two events that may be one; the likest claims stand for the rest."""
    events = {}
    for claim in (claim for claim in read.claims.values() if claim.event != NONE):
        events.setdefault((claim.report, claim.event), []).append(claim)
    for ((here, one), a), ((there, two), b) in combinations(events.items(), 2):
        sure = agreement.sameness(one, two, read.same)
        if here == there and sure in ("probable", "possible"):
            found = likest(read, (a, b), "identity", f"told as two events, {sure.replace('ble', 'bly')} one", claimed)
            yield [*found[:-2], *found[2:4]]


def _persons(read):
    """A person named in a report that withholds a person's name, where some reading has the two for, perhaps, one.

    Whom a withheld name belongs to the tables do not say; so any unnamed person of `identities` may be meant.
    """
    names = {_name(read, row) for row in read.case.identities.itertuples()} - {None}
    for name, report in product(sorted(names), read.case.texts):
        own = [claim for claim in read.claims.values() if claim.report == report]
        held = {c.question for c in own if c.act == "declines" and read.kinds[c.question] == "person"}
        about = [c for c in own if any(c.question in (asked, *read.bears[asked]) for asked in held)]
        named = [c for c in own if c not in about and re.search(rf"\b{re.escape(name)}\b", claimed(read, c))]
        if about and named:
            yield likest(read, (about, named), "beside", "one unnamed, one named beside", claimed)


def _name(read, row):
    """The name, up to a comma, of the one of two persons held to be perhaps one who is named; None without just one."""
    both = [read.case.row(speaker) for speaker in (row.speaker_a, row.speaker_b)]
    names = [one["name"].split(",")[0] for one in both if one["named"]]
    return names[0] if len(names) == 1 and {one["kind"] for one in both} <= PERSONS else None


def _left_open(read):
    """What a report leaves open on a question, and words that answer it, or one that bears on it, without a hedge.

    Within one report a mere likelihood beside such words counts too.
    """
    for target, told in read.matters():
        for (one, weak), (two, firm) in product(told.items(), repeat=2):
            left = [claim for claim in weak if _open(read, claim, target, one == two)]
            given = [claim for claim in firm if firmness(read, claim) == FLAT and claim.stance != "distances"]
            if left and given and len({claim.question for claim in left + given}) > 1:
                found = likest(read, (left, given), "certainty", "", claimed, target)
                shown, states = firmness(read, read.claims[found[2]]), {firmness(read, claim) for claim in left}
                change = f"{shown}{' and others' if len(states) > 1 else ''} / {FLAT}"
                yield [*found[:6], change, *found[7:]]


def _open(read, claim, target, within):
    """Whether a claim leaves the target open; doubt on how or why leaves only that open, not what it rests on."""
    own = claim.question == target or read.kinds[claim.question] != "manner"
    return firmness(read, claim) in OPEN | ({"left open", "hearsay", *(LIKELY if within else ())} if own else set())


def nearby(read, row):
    """The claims in the sentences of a row."""
    spans = [
        span
        for span in corpus.sentences(read.case.texts[row.report].content)
        if span.start < row.end and row.start < span.end
    ]
    own = [claim for claim in read.claims.values() if claim.report == row.report]
    return [claim for claim in own if any(span.start <= claim.start < span.end for span in spans)]


CHECKS = (
    *(_announced, _unheld, _cut, _otherwise, _inferred, _beside, _unverified),
    *(_silent, _sided, _verbs, _twos, _persons, _left_open),
)
