"""Reports written for the tests in the manner of other offices: the pages of each, and what a person reads in them.

Each recommendation is given by its number, its first and last words and, where the report says so, what was answered.
"""

from typing import NamedTuple

from ipr_compliance.domain.words import Agreement, Status

C, P, N = Agreement.CONCUR, Agreement.PARTIALLY_CONCUR, Agreement.NON_CONCUR
OPEN, UNRESOLVED, CLOSED = Status.OPEN_RESOLVED, Status.OPEN_UNRESOLVED, Status.CLOSED_IMPLEMENTED


class Wanted(NamedTuple):
    """One recommendation as a person reads it."""

    number: str | None
    first: str
    last: str
    agreement: Agreement | None = None
    status: Status | None = None


VETERANS = (
    """Department of Veterans Affairs
Office of Inspector General
Recommendations 1-3
1. The under secretary for health ensures that clinics answer calls within a day.
2. The facility director evaluates why referrals are lost and takes action as needed.
3. The chief of staff confirms that nurses complete the yearly course.
VA Comments
The under secretary concurred with recommendations 1 and 3 and concurred in principle, but did not say when.""",
    [
        Wanted("1", "The under secretary for health ensures", "within a day.", C),
        Wanted("2", "The facility director evaluates", "as needed."),
        Wanted("3", "The chief of staff confirms", "yearly course.", C),
    ],
)

VETERANS_HEADED = (
    """Inspection of Two Clinics

Recommendation 1
The Under Secretary for Health reviews how clinics keep their stock of vaccines and ensures that
expired doses are removed.

Concur.
Target date for completion: March 2027

Recommendation 2
The Network Director makes certain that both clinics record the temperature of their refrigerators daily.

Nonconcur.""",
    [
        Wanted("1", "The Under Secretary for Health reviews", "doses are removed.", C),
        Wanted("2", "The Network Director makes certain", "refrigerators daily.", N),
    ],
)

DEFENSE = (
    """Recommendations, Management Comments, and Our Response

Recommendation A.1
We recommend that the Director, Defense Supply Office:
a. Issue a rule on the storage of batteries.
b. Train the depot's staff in that rule.

Defense Supply Office Comments
The Director agreed with the recommendation, stating that the rule was being written.

Our Response
Comments from the Director addressed the recommendation; therefore, the recommendation is resolved but will
remain open. We will close the recommendation once we see the rule.

Recommendation A.2
We recommend that the Commander, Depot North, count the batteries at the end of each quarter.

Depot North Comments
The Commander disagreed with the recommendation.

Our Response
The comments did not address the recommendation. Therefore, the recommendation is unresolved.""",
    [
        Wanted("A.1", "We recommend that the Director", "staff in that rule.", C, OPEN),
        Wanted("A.2", "We recommend that the Commander", "end of each quarter.", N, UNRESOLVED),
    ],
)

DEFENSE_LETTERED = (
    """Recommendation A.1.a: We recommend that the Assistant Secretary establish a list of approved makers.
Recommendation A.1.b: We recommend that the Assistant Secretary require depots to buy from that list.
Recommendation B.1: We recommend that the Commander report shortfalls each month.""",
    [
        Wanted("A.1.a", "We recommend that the Assistant Secretary establish", "approved makers."),
        Wanted("A.1.b", "We recommend that the Assistant Secretary require", "from that list."),
        Wanted("B.1", "We recommend that the Commander", "each month."),
    ],
)

AID = (
    """We recommend that the mission in Ruritania's Office of Health take the following actions:

Recommendation 1. Develop a plan to hand the warehouse over to the ministry, with dates.

Recommendation 2. Determine the allowability of $35,210 in questioned costs for fuel, and recover what is
unallowable.

OUR ANALYSIS

Management agreed with both recommendations.""",
    [
        Wanted("1", "Develop a plan", "with dates.", C),
        Wanted("2", "Determine the allowability", "what is unallowable.", C),
    ],
)

JUSTICE = (
    """Conclusion and Recommendations

The office did not always keep its receipts.

We recommend that the Office of Grants:

1. Work with the grantee to remedy $12,400 in unsupported travel costs.

2. Ensure that the grantee keeps its receipts for
the whole time that the award's terms require, and that they can be found.

3. Require quarterly reports.

STATEMENT ON INTERNAL CONTROLS

We looked at controls only where they mattered here.""",
    [
        Wanted("1", "Work with the grantee", "travel costs."),
        Wanted("2", "Ensure that the grantee keeps", "can be found."),
        Wanted("3", "Require quarterly", "reports."),
    ],
)

ENVIRONMENT = (
    """Recommendations
We recommend that the assistant administrator for Clean Lakes:
1. Develop a schedule for testing private wells.
2. Tell owners about the results in plain words.
We recommend that the regional administrator for Region 12:
3. In coordination with the states, update the list of wells.
Agency Response and OIG Assessment
The Agency agreed with Recommendations 1 and 3 and provided acceptable planned corrective actions with dates.
These recommendations are resolved with corrective actions pending. The Agency disagreed with Recommendation 2,
which is unresolved.""",
    [
        Wanted("1", "Develop a schedule", "private wells.", C, OPEN),
        Wanted("2", "Tell owners", "plain words.", N, UNRESOLVED),
        Wanted("3", "In coordination with the states", "list of wells.", C, OPEN),
    ],
)

STATE = (
    """Recommendation 1: The Bureau of Buildings should set up a register of leased generators. (Action: Bureau of
Buildings, in coordination with Embassy Strelsau)
Management Response: In its January 8, 2027, response, the Bureau of Buildings concurred with this recommendation.
OIG Reply: OIG considers the recommendation resolved. The recommendation can be closed when OIG receives the register.
Recommendation 2: Embassy Strelsau should test its alarms each month. (Action: Embassy Strelsau)
Management Response: The embassy did not concur with this recommendation.
OIG Reply: OIG considers the recommendation unresolved.""",
    [
        Wanted("1", "The Bureau of Buildings should", "Embassy Strelsau)", C, OPEN),
        Wanted("2", "Embassy Strelsau should", "Embassy Strelsau)", N, UNRESOLVED),
    ],
)

TAX = (
    """The Chief, Mail Operations, should:
Recommendation 1: Ensure that envelopes are opened within two days.
Management's Response: IRS management agreed with this recommendation and will hire clerks.
Recommendation 2: The Commissioner, Small Filers, should coordinate with the Chief, Mail Operations, to forward
misrouted letters weekly.
Management's Response: IRS management partially agreed with this recommendation.
Office of Audit Comment: Part of the risk remains.""",
    [
        Wanted("1", "Ensure that envelopes", "two days.", C),
        Wanted("2", "The Commissioner, Small Filers, should", "letters weekly.", P),
    ],
)

RECONSTRUCTION = (
    """RECOMMENDATIONS
To protect the investment in the bridge, we recommend that the Commanding General direct the engineers to take the
following actions within 90 days:
1. Inspect the eastern pier and report the findings to us.
2. Recover $88,000 from the builder for missing railings, or write down why not.
AGENCY COMMENTS
The command concurred with the first recommendation and did not concur with the second recommendation.""",
    [
        Wanted("1", "Inspect the eastern pier", "findings to us.", C),
        Wanted("2", "Recover $88,000", "down why not.", N),
    ],
)

HOUSING = (
    """We recommend that the Director of the Field Office of Public Housing require the authority to:
1A. Support $20,100 in payments for which it had no contract, or repay its program from other money.
1B. Adopt a rule on buying.
Finding 2: Rents Were Not Checked
We recommend that the Director of the Field Office of Public Housing require the authority to
2A. Check rents every year.""",
    [
        Wanted("1A", "Support $20,100", "from other money."),
        Wanted("1B", "Adopt a rule", "on buying."),
        Wanted("2A", "Check rents", "every year."),
    ],
)

FARMING = (
    """Recommendation 1
Write a procedure for weighing grain samples.
Agency Response
The agency agrees with the recommendation. It will finish by June 30, 2027.
OIG Position
We accept management decision on this recommendation.
Recommendation 2
Train inspectors in the procedure.
Agency Response
The agency agrees with the recommendation.""",
    [
        Wanted("1", "Write a procedure", "grain samples.", C),
        Wanted("2", "Train inspectors", "in the procedure.", C),
    ],
)

INTERIOR = (
    """We recommend that the Bureau of Trails:

• Close the three footbridges that failed inspection.
• Post the results of inspections at each trailhead; and
• Budget for repairs.

The Bureau told us it would act.""",
    [
        Wanted(None, "Close the three footbridges", "failed inspection."),
        Wanted(None, "Post the results", "each trailhead"),
        Wanted(None, "Budget for", "repairs."),
    ],
)

SPACE = (
    """To improve the upkeep of test stands, we recommended the Associate Administrator for Stands:

Recommendation 1: Establish a yearly count of spare valves.

Recommendation 2: Reassess the need for Stand 4.

We provided a draft of this report to management, who concurred with Recommendation 1 and partially
concurred with Recommendation 2. We consider Recommendation 1 resolved; Recommendation 2 is unresolved.""",
    [
        Wanted("1", "Establish a yearly count", "spare valves.", C, OPEN),
        Wanted("2", "Reassess the need", "Stand 4.", P, UNRESOLVED),
    ],
)

SECURITY = (
    """Recommendation #1: We recommend that the Assistant Administrator, Grants, require applicants to show a
plan for repairs.
Recommendation #2: We recommend that the Assistant Administrator, Grants, recoup $2,500,000 of unsupported costs.
Management Comments and OIG Analysis
Management concurred with recommendation 1. It plans to finish in 2027. This recommendation is resolved and open.
Management did not concur with recommendation 2, which is unresolved and open.""",
    [
        Wanted("1", "We recommend that the Assistant Administrator", "plan for repairs.", C),
        Wanted("2", "We recommend that the Assistant Administrator", "unsupported costs.", N, UNRESOLVED),
    ],
)

BANKING = (
    """We recommend that the Director, Division of Vaults,

(1) Update the checklist for visits to small banks.

(2) Document each visit within a week.

We are not making further recommendations.""",
    [
        Wanted("1", "Update the checklist", "small banks."),
        Wanted("2", "Document each visit", "within a week."),
    ],
)

LABOR = (
    """We recommend the Assistant Secretary for Mines:
1. Require operators to post the results of dust samples.
2. Strengthen the follow-up of samples that fail.
These recommendations are meant to be carried out together.
Analysis of Agency's Comments
The Assistant Secretary agreed with our recommendations.""",
    [
        Wanted("1", "Require operators", "dust samples.", C),
        Wanted("2", "Strengthen the follow-up", "that fail.", C),
    ],
)

OFFICES = {
    "veterans": VETERANS, "veterans, headed": VETERANS_HEADED, "defense": DEFENSE,
    "defense, lettered": DEFENSE_LETTERED,
    "aid": AID, "justice": JUSTICE, "environment": ENVIRONMENT, "state": STATE, "tax": TAX,
    "reconstruction": RECONSTRUCTION, "housing": HOUSING, "farming": FARMING, "interior": INTERIOR, "space": SPACE,
    "security": SECURITY, "banking": BANKING, "labor": LABOR,
}  # fmt: skip
