"""A report written for the tests in the form of DHS OIG, with what printing does to a text."""

NAMES = {
    "CBP": "CBP", "U.S. Customs and Border Protection": "CBP", "Office of Field Operations": "CBP-OFO", "ICE": "ICE",
    "Federal Emergency Management Agency": "FEMA", "FEMA": "FEMA", "Office of Strategy, Policy, and Plans": "PLCY",
}  # fmt: skip

COVER = """U.S. Department of Homeland Security
Office of Inspector General
CBP and FEMA Need Better
Records of Radio Equipment
OIG-27-04
December 14, 2026
"""

BODIES = [
    """DHS OIG HIGHLIGHTS
CBP and FEMA Need Better Records of Radio Equipment
What We Recommend
We made four recommendations to improve how radios are tracked.
Recommendation 1: Count radios.
Table of Contents
Background .......... 2
Recommendation 1 ......... 3
Appendix B: Management Comments ........ 9""",
    """Results of Audit
CBP did not count its radios every year.3 Field offices kept their own sheets.
Officials said staff were few.

Recommendations
Recommendation 1: We recommend the Executive Assistant Commissioner, Office of Field Operations,
U.S. Customs and Border Protection, update the inven-
tory procedure so that each port counts its radios once a year and reports the count to head-

3 The policy took effect on June 30, 2031, after our fieldwork.""",
    """quarters within 30 days.
Recommendation 2: We recommend that the Administrator of the Federal Emergency Management Agency, in
coordination with the Commissioner of U.S. Customs and Border Protection:
a. write a shared loan agreement;
b. record each loan of a radio; and
c. resolve the $1.2 million in questioned costs.
Recommendation 3a: We recommend the Under Secretary, Office of Strategy, Policy, and Plans, issue a
department-wide directive.
Recommendation 3b: We recommend the Commissioner of CBP and the Director of ICE put $450,000 to better use.
Management Comments and OIG Analysis
CBP and FEMA provided comments. We also received technical comments.
CBP Response to Recommendation 1: Concur. The Office of Field Operations will revise the procedure.
Estimated Completion Date: March 31, 2027.
OIG Analysis: CBP's planned actions are responsive. We consider this recommendation resolved and open
until we receive the revised procedure.4
4 A draft dated January 5, 2027, was shown to us.""",
    """FEMA Response to Recommendation 2: Partially concur. FEMA agrees with parts a and b but not with
part c. Estimated Completion Date (ECD): September 30, 2027.
OIG Analysis: FEMA's response does not address part c. We consider this recommendation unresolved and
open.
DHS Response to Recommendation 3a: Non-concur. PLCY stated that a directive exists. ECD: N/A.
OIG Analysis: We disagree. This recommendation is unresolved and open.
CBP Response to Recommendation 3b: Concur. CBP provided evidence that it had acted. Estimated Completion
Date: Completed.
OIG Analysis: We reviewed the evidence and consider this recommendation resolved and closed.""",
    """Appendix B
Management Comments
Recommendation 1: Update the inventory procedure so that each port counts its radios.
Response: Concur. ECD: April 30, 2028.
Recommendation 2: Write a shared loan agreement.""",
]


def printed(head: str = "OFFICE OF INSPECTOR GENERAL\nDepartment of Homeland Security\n") -> list[str]:
    """The report's pages: the cover, then the body with a running header and footer."""
    return [COVER, *(f"{head}\n{body}\n\nwww.oig.dhs.gov {page} OIG-27-04\n" for page, body in enumerate(BODIES, 1))]
