"""Documents of the OIG, written for the tests."""

from typing import cast

import typst

REPORT = """Office of Inspector General

OIG-26-07
March 5, 2026

Trade Data Needs Better Checks
\f
Recommendation 1: We recommend the Executive Director of Office CBP-OT check the data each month.

Recommendation 2: We recommend the Chief of the Field Staff train all who enter the data.
\f
CBP Response to Recommendation 1: Concur. The office will check the data. Estimated Completion Date: June 30, 2027.

OIG Analysis: We consider this recommendation resolved and open.

CBP Response to Recommendation 2: Partially concur. Estimated Completion Date: September 30, 2027.

OIG Analysis: We consider this recommendation unresolved and open.
"""

MEMO = """Office of Inspector General

November 20, 2026

MEMORANDUM TO: Commissioner

FROM: Assistant Inspector General for Audits

SUBJECT: STATUS OF RECOMMENDATIONS: TRADE DATA NEEDS BETTER CHECKS (OIG-26-07)

Attached is the analysis of the status of the recommendations in the subject report, based on the agency's response
dated November 2, 2026. Based on this response, recommendations 1 through 3 remain open and resolved. Recommendation 4
is closed, superseded by a later one. Please provide an updated status of the open recommendations by March 31, 2027.
"""


def as_pdf(text: str) -> bytes:
    """The text as a PDF, in which a form feed ends a page."""
    pages = ["\n\n".join(_shown(line) for line in page.split("\n\n")) for page in text.split("\f")]
    source = "\n#pagebreak()\n".join(pages)
    return cast(bytes, typst.compile(f'#set page(paper: "us-letter")\n{source}'.encode(), format="pdf"))


def _shown(paragraph: str) -> str:
    return "".join(f"\\{character}" if character in "#*_$@<>~`'\"\\-" else character for character in paragraph)
