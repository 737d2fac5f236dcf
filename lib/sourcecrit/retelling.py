"""Where two tellings of one thing differ: proposals from the tables, and the pairs in which nothing differs.

Tellings of one question are paired by their wording and compared field by field; beside that stand checks of what a
text announces, confirms or sets side by side. What is proposed here is for a reader to judge.
"""

from itertools import combinations, product

import pandas as pd
from rapidfuzz import fuzz

from sourcecrit import agreement, silences, sourcing
from sourcecrit.framing import framings, nearby
from sourcecrit.redundancy import cues
from sourcecrit.sourcing import NONE
from sourcecrit.tellings import FIELDS, FLAT, HARM, SILENT, Reader, claimed, likest, nearest, proposal, standing

__all__ = ["COLUMNS", "proposals", "survivors"]

COLUMNS = ["report_a", "report_b", "a", "b", "question", "field", "change", "words_a", "words_b"]
COLUMNS += ["relation", "ancestor_reading", "said", "branch", "event", "rows_a", "rows_b"]
# Certainty across questions is `framing`'s; a day, a stance or an answer in words is compared on one question only.
ACROSS = ("outcome", "speaker", "descriptor", "standing", "number", "place")


def proposals(case):
    """Every difference the tables show between two tellings of one thing, as a frame with COLUMNS, one row each.

    `a` and `b` are rows (claims, mostly), `field` and `change` what differs and how, `words_a` and `words_b` the words.
    `relation` is parent (b is told from a), collateral, presumed or within (one report); `said` is changed or differ;
    `branch` holds the works both lean on; `event` how surely both tell of one event. Two tellings of a question differ
    once in a field: `rows_a` and `rows_b` hold all claims concerned, `a` and `b` those of the likest words.
    """
    read = Reader(case)
    told = [row for one, two in _tellings(read) for row in _differences(read, one, two)]
    found = [*_across(read), *_inside(read), *_firsts(read), *_undercut(read), *_scopes(read), *_spellings(read)]
    found += [*_exhibits(read), *_absent(read), *_harms(read), *_wider(read), *_means(read), *framings(read)]
    once = pd.DataFrame(told, columns=COLUMNS).drop_duplicates(["report_a", "report_b", "question", "field", "change"])
    frame = pd.concat([once, pd.DataFrame(found, columns=COLUMNS)]).drop_duplicates(["a", "b", "field", "change"])
    return frame.sort_values(["report_a", "report_b", "question", "field"], ignore_index=True, kind="stable")


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


def _tellings(read):
    """Every two tellings of a question, each as a list of its claims; of two in one report the quoted one first."""
    asked = {}
    for claim in read.claims.values():
        asked.setdefault(claim.question, {}).setdefault((claim.report, read.teller[claim.id]), []).append(claim)
    for tellings in asked.values():
        for one, two in combinations(tellings.values(), 2):
            turn = read.teller[two[0].id] in read.leans(one[0].id)
            yield (two, one) if turn else (one, two)


def _pairs(read):
    """Claims of two reports, each with the claim of the other telling whose words are nearest."""
    found = {}
    for one, two in _tellings(read):
        if one[0].report != two[0].report:
            found |= {(a.id, nearest(read, a, two).id): None for a in one}
            found |= {(nearest(read, b, one).id, b.id): None for b in two}
    return [(read.claims[a], read.claims[b]) for a, b in found]


def _differences(read, one, two):
    """The proposals on two tellings of a question: in each field what one says and the other does not."""
    for field in FIELDS:
        told, missing = _told(read, field, one, two)
        if all(told) and any(missing) and _counts(read, field, (one, two), *told, missing):
            yield _shown(read, field, told, missing)


def _across(read):
    """What two reports answer to questions that bear on each other, where in a field they have nothing in common."""
    for target, answers in read.matters():
        for (one, two), field in product(combinations(answers.values(), 2), ACROSS):
            told, missing = _told(read, field, one, two)
            common = field == "speaker" and set(told[0]) & set(told[1]) - {"nobody"}
            sides = [[c for name in own for c in said[name]] for own, said in zip(missing, told, strict=True)]
            near = any(a.question != b.question and _one_fate(read, a, b) for a, b in product(*sides))
            if all(told) and near and not common:
                yield _shown(read, field, told, missing, target)


def _one_fate(read, a, b):
    """Whether of two claims at most one tells what befell someone, or both of one event or of persons of one sort."""
    if not {a.id, b.id} <= read.outcomes.keys():
        return True
    sorts = [standing(read.outcomes[claim.id].who.replace("_", " ")) for claim in (a, b)]
    alike = set(sorts[0]) & set(sorts[1]) or ["troops"] in sorts
    return bool(alike) or agreement.sameness(a.event, b.event, read.same) != "none"


def _told(read, field, one, two):
    """What two lists of claims say in a field, and of that what the other side does not say.

    Where both say one thing, what a headline alone says besides is between it and its own text.
    """
    value, _ = FIELDS[field]
    told = [_valued(read, value, _speaking(side) if field == "speaker" else side) for side in (one, two)]
    common = set(told[0]) & set(told[1])
    if one[0].report != two[0].report and common:
        told = [
            {name: own for name, own in side.items() if name in common or any(c.part != "headline" for c in own)}
            for side in told
        ]
    return told, (_missing(field, *told), _missing(field, *told[::-1]))


def _shown(read, field, told, missing, question=None):
    """The proposal that what is missing on either side makes; where a side misses nothing, all it says."""
    names = [own or list(said) for own, said in zip(missing, told, strict=True)]
    sides = [[claim for name in own for claim in said[name]] for own, said in zip(names, told, strict=True)]
    found = likest(read, sides, field, "", FIELDS[field][1], question)
    for row, own, said in zip(found[2:4], names, told, strict=True):
        [name] = [name for name in own if row in {claim.id for claim in said[name]}]
        found[6] += f" / {_named(read, name, said[name])}{' and others' if len(own) > 1 else ''}"
    found[6] = found[6].removeprefix(" / ") + (_perhaps(read, found) if field == "speaker" else "")
    return found


def _speaking(claims):
    """The claims of a telling in which somebody says something; all where everybody keeps silent."""
    return [claim for claim in claims if claim.act not in SILENT] or claims


def _named(read, name, claims):
    """What is said in a field; for nobody the outlet that is credited instead, where one is."""
    hops = [read.spoken[hop].speaker for claim in claims for hop in sourcing.chain(read.case, claim.attribution)]
    outlets = [row["name"] for row in map(read.case.row, hops) if row["kind"] == "outlet"]
    alone = "the text itself" if all(claim.attribution == NONE for claim in claims) else "nobody named"
    return (outlets or [alone])[-1] if name == "nobody" else name


def _perhaps(read, found):
    """A remark where the two speakers of a proposal are held to be, perhaps, one."""
    hops = [hop for name in found[2:4] for hop in read.speakers(read.claims[name])[-1:]]
    who = {read.spoken[hop].speaker for hop in hops}
    sure = [row.certainty for row in read.case.identities.itertuples() if {row.speaker_a, row.speaker_b} == who]
    return f" ({sure[0].replace('certain', 'certainly').replace('ble', 'bly')} one)" if sure else ""


def _valued(read, value, claims):
    """The claims of a telling by what they say in one field; nobody's word and no word are left apart."""
    found = {}
    for claim in claims:
        if (name := value(read, claim)) is not None:
            found.setdefault(name or "nobody", []).append(claim)
    return found


def _missing(field, here, there):
    """What one telling says in a field and the other does not; answers in other words are the same if much alike."""
    least = 85 if field == "content" else 100
    return [name for name in here if all(fuzz.ratio(name.casefold(), other.casefold()) < least for other in there)]


def _counts(read, field, sides, here, there, missing):
    """Whether what is missing on a side is a difference, and not only that one text says more."""
    sure = any(agreement.sameness(a.event, b.event, read.same) != "none" for a, b in product(*sides))
    if field == "speaker":
        named = [[name for name in side if name != "nobody"] for side in missing]
        return sure and any(named) and not (set(here) & set(there) - {"nobody"})
    if field == "content":
        apart = sides[0][0].report != sides[1][0].report
        return sure and apart and all(missing) and read.kinds[sides[0][0].question] != "yes_no"
    if field == "place":
        return all(name.islower() for side in (here, there) for name in side)  # names are looked at by their spelling
    if field == "standing":
        return sure and not set(here) & set(there)
    if field == "act":
        return all(missing) or bool({"asked", "denied"} & {name for side in missing for name in side})
    return all(missing) and (sure or field == "day") if field in ("stance", "day") else sure or all(missing)


def _inside(read):
    """The differences between claims of one telling that say the same thing twice, one for each question and field."""
    found = {}
    for a, b in combinations(read.claims.values(), 2):
        sure = agreement.sameness(a.event, b.event, read.same) != "none"
        if sure and (a.report, a.question) == (b.report, b.question):
            for field, (value, _) in FIELDS.items():
                one, two = value(read, a), value(read, b)
                if None not in (one, two) and one != two and _within(read, field, a, b, one, two):
                    told = found.setdefault((a.report, a.question, field), {})
                    for said, claim in ((one, a), (two, b)):
                        told.setdefault(said or "nobody", {})[claim.id] = claim
    for (_, _, field), told in found.items():
        first, *rest = told
        claims = {name: list(own.values()) for name, own in told.items()}
        yield _shown(read, field, (claims, claims), ([first], rest))


def _within(read, field, a, b, one, two):
    """Whether a difference inside one report is one between two tellings of the same, and not a second statement."""
    frame = a.part != b.part and bool({a.part, b.part} & {"headline", "standfirst", "summary"})
    if field == "certainty":
        alike = a.answer.split(",")[0] == b.answer.split(",")[0]
        return alike or {a.id, b.id} <= read.outcomes.keys()
    if field == "speaker":
        return read.member(a, b) or ("headline" in (a.part, b.part) and "" in (one, two))
    if field == "stance" and "passed on" in (one, two):
        return frame or any(side.stance == "distances" and side.attribution == NONE for side in (a, b))
    return field in ("act", "stance", "outcome", "number", "descriptor")


def _firsts(read):
    """Firsts of one question or of harm in two reports that differ in what is first, else among whom, else how far."""
    rows = [row for row in read.case.firsts.itertuples() if row.claim in read.claims and row.certainty != "hearsay"]
    for one, two in combinations(rows, 2):
        if read.teller[two.claim] in read.leans(one.claim):
            one, two = two, one
        a, b = read.claims[one.claim], read.claims[two.claim]
        alike = a.question == b.question or all(_harm(row.of_what) or standing(row.of_what) for row in (one, two))
        differ = [name for name in ("of_what", "scope", "limits") if getattr(one, name) != getattr(two, name)]
        for name in differ[:1] if alike and a.report != b.report else ():
            change = f"{getattr(one, name)} / {getattr(two, name)}"
            yield proposal(read, a, b, "first", change, read.case.words(one.id), read.case.words(two.id))


def _harm(words):
    """Whether words name what befell someone."""
    return any(cue.search(words) for cue, _ in cues("outcome_words"))


def _undercut(read):
    """Firsts of harm beside harm to persons of the same sort that a report printed before tells of."""
    before, told = silences.early(read.case), {}
    for row, out in product(read.case.firsts.itertuples(), read.case.outcomes.itertuples()):
        groups = read.same.get(row.event, {}).keys() | {row.event}
        earlier = out.report != row.report and any((out.report, name) in before for name in groups)
        if earlier and _harm(row.of_what) and set(out.outcome.split()) & HARM and row.claim in read.claims:
            scope, sort = standing(row.of_what), standing(out.who.replace("_", " "))
            if scope[:1] == ["troops"] or scope[:1] == sort[:1]:
                told.setdefault(row.id, []).append(out)
    for name, outs in told.items():
        a, b, words = read.claims[read.rows[name].claim], read.claims[outs[0].claim], read.case.words
        found = proposal(read, a, b, "first", "told of earlier", words(name), words(outs[0].id))
        yield [*found[:-1], " ".join(out.claim for out in outs)]


def _wider(read):
    """Firsts of harm to persons of a wider sort than those whom the same report says were harmed."""
    for row in read.firsts.values():
        told = [out for out in read.outcomes.values() if (out.report, out.event) == (row.report, row.event)]
        told = [out for out in told if out.claim != row.claim]
        ranked = [out for out in told if standing(out.who.replace("_", " "))[:1] not in ([], ["troops"])]
        if ranked and _harm(row.of_what) and standing(row.of_what)[:1] == ["troops"]:
            sides = [read.claims[out.claim] for out in ranked], [read.claims[row.claim]]
            yield likest(read, sides, "first", "wider than what is told", claimed)


def _harms(read):
    """Harm that one report tells of twice, perhaps of one event, with another certainty or place."""
    scenes = {row.event: row.quote for row in read.case.place_mentions.itertuples() if row.role == "scene"}
    for one, two in combinations(read.case.outcomes.itertuples(), 2):
        a, b = read.claims[one.claim], read.claims[two.claim]
        sure = agreement.sameness(one.event, two.event, read.same)
        own = one.report == two.report and a.question != b.question and not {a.id, b.id} & read.firsts.keys()
        if own and sure != "none" and one.outcome == two.outcome:
            if one.certainty != two.certainty:
                said = [FLAT if row.certainty == "certain" else row.certainty for row in (one, two)]
                yield proposal(read, a, b, "certainty", " / ".join(said))
            places = [scenes.get(row.event) for row in (one, two)]
            if all(places) and places[0] != places[1]:
                yield proposal(read, a, b, "place", " / ".join(places))


def _scopes(read):
    """Numbers of one sort told of one event that answer different questions."""
    rows = [
        read.rows[name] for name, number in read.numbers.items() if number.counted and read.rows[name].claim != NONE
    ]
    for one, two in combinations(rows, 2):
        alike = read.numbers[one.id].counted == read.numbers[two.id].counted and one.question != two.question
        sorts = [standing(row.of_what) for row in (one, two)]
        sure = agreement.sameness(one.event, two.event, read.same)
        persons = sorts[0] and sorts[0] == sorts[1] and NONE not in (one.event, two.event)
        if alike and one.report != two.report and (persons or sure in ("certain", "probable")):
            a, b = read.claims[one.claim], read.claims[two.claim]
            yield proposal(read, a, b, "scope", f"{one.scope} / {two.scope}")


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
            yield proposal(read, one, two, "place", f"spelling: {one.quote} / {two.quote}", one.quote, two.quote)


def _exhibits(read):
    """Things of one sort offered as evidence in two reports, checked or shared by others."""
    for one, two in combinations(read.case.exhibits.itertuples(), 2):
        if one.report == two.report or one.medium != two.medium or one.held or two.held:
            continue
        for field in ("checked_by", "shared_by"):
            sides = [getattr(row, field) for row in (one, two)]
            if sides[0] != sides[1] and _one_matter(read, one, two):
                said = ["not said by whom" if side in ("not_stated", NONE) else "said by whom" for side in sides]
                yield proposal(read, one, two, "exhibit", f"{field.replace('_', ' ')}: {said[0]} / {said[1]}")


def _one_matter(read, one, two):
    """Whether some claim round one row tells of the same event as some claim round the other."""
    sides = [{c.event for c in nearby(read, row) if c.event != NONE} for row in (one, two)]
    return any(agreement.sameness(*pair, read.same) in ("certain", "probable") for pair in product(*sides))


def _means(read):
    """Means of harm of two kinds in tellings of what may be one event."""
    found = {}
    for claim in read.claims.values():
        kinds = {label for cue, label in cues("means_words") if cue.search(read.case.words(claim.id))}
        if len(kinds) == 1 and claim.act == "asserts":
            found.setdefault((claim.report, *kinds), []).append(claim)
    for (one, kind), (two, other) in combinations(found, 2):
        sides = found[one, kind], found[two, other]
        sure = any(agreement.sameness(a.event, b.event, read.same) != "none" for a, b in product(*sides))
        if kind != other and sure:
            yield likest(read, sides, "content", f"{kind} / {other}", claimed)


def _absent(read):
    """What two reports tell, and another that leans on a text with one of them does not.

    Either both have it from that text, or it is a number, a day or a place of an event of which all three tell. For a
    first, and for somebody's silence, one report that tells of it is enough.
    """
    lean, told, silent = {}, {}, {}
    for claim in read.claims.values():
        works = {work for work, sure in read.leans(claim.id).items() if sure != "possible"}
        lean.setdefault(claim.report, set()).update(works)
        head = [name for name, rank in read.same.get(claim.event, {}).items() if rank >= 2][-1:]
        plain = claim.act == "asserts" and read.kinds[claim.question] in ("number", "day", "place")
        for group in sorted(works | set(head if plain or _rare(read, claim) else ())):
            told.setdefault((claim.question, claim.act in SILENT, group), []).append(claim)
    for (question, quiet, group), claims in told.items():
        said = {c.report for c in read.claims.values() if c.question == question and (c.act in SILENT) == quiet}
        for report in sorted(lean.keys() - said):
            own = [claim for claim in claims if _rare(read, claim) or read.teller[claim.id] not in lean[report]]
            kin = any(lean[report] & lean[claim.report] for claim in own) and _tells(read, report, group, lean)
            enough = len({claim.report for claim in own}) > 1 or any(_rare(read, claim) for claim in own)
            if kin and enough and not _counted(read, report, own[0]):
                silent.setdefault((question, quiet, report), own)
    for (_, _, report), own in silent.items():
        b = next(claim for claim in read.claims.values() if claim.report == report)
        found = proposal(read, own[0], b, "absent", f"{report} does not say")
        yield [*found[:8], "", *found[9:-2], " ".join(claim.id for claim in own), b.id]


def _rare(read, claim):
    """Whether a claim is somebody's silence, or a first."""
    return claim.act in SILENT or claim.id in read.firsts


def _tells(read, report, group, lean):
    """Whether a report leans on a work, or tells of an event."""
    told = (claim.event for claim in read.claims.values() if claim.report == report)
    return group in lean[report] or any(read.same.get(event, {}).get(group, 0) >= 2 for event in told)


def _counted(read, report, claim):
    """Whether a report gives a number of the things that a claim counts."""
    counted = read.numbers[claim.answer].counted if claim.answer in read.numbers else None
    own = (c.answer for c in read.claims.values() if c.report == report and c.answer in read.numbers)
    return bool(counted) and counted in {read.numbers[answer].counted for answer in own}
