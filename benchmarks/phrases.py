"""A small grammar that writes recommendations, titles and updates as a government's reports read."""

import random

VERBS = (
    "establish", "document", "implement", "revise", "complete", "test", "publish", "strengthen", "approve", "update",
    "assess", "consolidate", "standardize", "review", "enforce", "fund", "staff", "monitor", "validate", "replace",
)  # fmt: skip
THINGS = (
    "written procedures", "an inventory", "quarterly reviews", "a staffing model", "internal controls",
    "training records", "performance measures", "a schedule of inspections", "access permissions", "cost estimates",
    "an acquisition strategy", "the oversight plan", "system backups", "retention schedules", "a risk assessment",
    "contract files", "a corrective action plan", "reporting thresholds", "data quality checks",
    "the escalation process",
)  # fmt: skip
MATTERS = (
    "seizures of narcotics", "baggage screening", "grant closeouts", "detention standards", "vessel maintenance",
    "cargo examinations", "travel card purchases", "emergency housing", "cloud migrations", "mobile devices",
    "visa petitions", "protective details", "flood insurance claims", "canine teams", "background investigations",
    "firearms storage", "overtime payments", "medical care in custody", "incident reporting", "warehouse leases",
    "drug testing", "continuity exercises", "software licenses", "port security grants", "refund claims",
)  # fmt: skip
PLACES = (
    "land ports of entry", "regional offices", "seaports", "field operations", "processing centers", "headquarters",
    "airports", "training academies", "mail facilities", "data centers", "forward operating sites", "sector stations",
)  # fmt: skip
REASONS = (
    "so that managers can tell whether funds were spent as intended",
    "because the audit found that records were incomplete at {count} of {all} sites that were visited",
    "and report the results to the responsible assistant secretary at least once every {days} days",
    "including milestones, named owners and the resources that each step will need",
    "in coordination with the Office of the Chief Financial Officer and the privacy officer",
    "and retain evidence of every supervisory review for no less than {years} years",
    "consistent with the department's directive on audit follow-up and the guidance issued since",
    "with particular attention to the {count} locations where exceptions were reported twice",
    "and verify by sampling at least {all} transactions that the change works as designed",
)  # fmt: skip
SECOND = (
    "At a minimum, the {things} should cover {matters} at {places} and say who decides when the two conflict",
    "Until this is in place, the office should {verb} {things} for {matters} by hand and keep the records",
    "The plan should name the official who is responsible for {matters} and a date by which it will be complete",
    "Where {matters} are handled by contractors, the same {things} should be required of them in writing",
)  # fmt: skip
DONE = (
    "The draft of {things} for {matters} went to counsel for review",
    "Training on {things} was held at {count} of {all} {places}",
    "The working group on {matters} met and agreed on the remaining steps",
    "Funding for {things} was approved in the current spending plan",
    "A first test of {things} at {places} found {count} exceptions, which are being corrected",
    "The contract for {things} was awarded and work at {places} has begun",
    "Leadership signed the directive on {matters}; distribution to {places} follows",
    "The {things} were updated after comments from {count} offices",
)  # fmt: skip
NEXT = (
    "next comes the review by the management office", "the remaining {places} follow within {days} days",
    "evidence will be sent with the next report", "the schedule was kept", "the vendor asked for {days} more days",
    "no obstacle is expected", "a second sample of {all} files will be drawn",
    "staffing remains {count} positions short",
)  # fmt: skip
TITLES = (
    "{place} Needs to Improve Its Oversight of {matter}", "Controls over {matter} at {place} Were Not Effective",
    "Audit of {matter} at {place}", "Better Planning Would Strengthen {matter} at {place}",
    "{place} Did Not Always Document {matter}", "Review of {matter} at {place}, Fiscal Year {year}",
)  # fmt: skip
RARE = "tarmac"
"""A word that a known share of the texts holds, for searches."""

SHARE_OF_RARE = 0.01


def _filled(chance: random.Random, form: str) -> str:
    pick = chance.choice
    return form.format(
        verb=pick(VERBS), things=pick(THINGS), matters=pick(MATTERS), places=pick(PLACES),
        count=chance.randrange(2, 19), all=chance.randrange(20, 90), days=chance.randrange(15, 120),
        years=chance.randrange(2, 8),
    )  # fmt: skip


def recommendation(chance: random.Random, official: str) -> str:
    """One to four sentences, 300 to 1,500 characters."""
    first = (
        f"We recommend that the {official} {chance.choice(VERBS)} and {chance.choice(VERBS)} "
        f"{chance.choice(THINGS)} for {chance.choice(MATTERS)} at {chance.choice(PLACES)}, "
        f"{_filled(chance, chance.choice(REASONS))}, {_filled(chance, chance.choice(REASONS))}"
    )
    sentences = [first]
    for _ in range(chance.choice((0, 1, 1, 2, 2, 3))):
        reasons = chance.sample(REASONS, chance.choice((1, 1, 2)))
        sentences.append(", ".join(_filled(chance, form) for form in (chance.choice(SECOND), *reasons)))
    if chance.random() < SHARE_OF_RARE:
        sentences[-1] += f", also on the {RARE}"
    while sum(map(len, sentences)) < 300:
        sentences[-1] += f", {_filled(chance, chance.choice(REASONS))}"
    return (". ".join(sentences) + ".")[:1500]


def title(chance: random.Random, office: str, year: int) -> str:
    """What a report is called."""
    matter = " ".join(word.capitalize() for word in chance.choice(MATTERS).split())
    place = f"{office} {' '.join(word.capitalize() for word in chance.choice(PLACES).split())}"
    return chance.choice(TITLES).format(place=place, matter=matter, year=year)


def update(chance: random.Random) -> str:
    """What somebody reports about the work."""
    return f"{_filled(chance, chance.choice(DONE))}; {_filled(chance, chance.choice(NEXT))}."
