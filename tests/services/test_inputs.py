import pytest

from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.services.inputs import DecisionInput, RecommendationInput, ReportInput, UpdateInput

RECOMMENDATION = {"report_number": "R", "number": "1", "component": "C", "text": "We recommend."}
NOTE = {"note": "x", "version": 1}


@pytest.mark.parametrize(
    ("reads", "values", "sentence"),
    [
        (UpdateInput, {"version": 1}, "Fill in “note”."),
        (UpdateInput, {"note": "x" * 10_001, "version": 1}, "“note” is too long: at most 10,000 characters."),
        (UpdateInput, NOTE | {"percent_complete": "half"}, "“percent complete” must be a whole number."),
        (UpdateInput, NOTE | {"percent_complete": "101"}, "“percent complete” must be 100 or less."),
        (RecommendationInput, RECOMMENDATION | {"questioned_cost": "-1"}, "“questioned cost” must be 0 or more."),
        (RecommendationInput, RECOMMENDATION | {"questioned_cost": "1.005"},
         "“questioned cost” must be an amount with at most 2 places."),
        (RecommendationInput, RECOMMENDATION | {"questioned_cost": "much"},
         "“questioned cost” must be an amount such as 1250.50."),
        (DecisionInput, NOTE | {"status": "done", "decided_on": "2026-01-01"}, "“status” must be 'response-due'"),
        (RecommendationInput, RECOMMENDATION | {"responsible_email": "Jürgen@cbp.example"},
         "“responsible email” is not an address that mail can be sent to; it has letters without accents,"),
        (ReportInput, {"number": ".."}, "“..” cannot be the number of a report."),
        (ReportInput, {"number": "N/../1"}, "“N/../1” cannot be the number of a report."),
        (ReportInput, {"number": None}, "Fill in “number”."),
        (ReportInput, {"number": "N-1", "public": None}, "“public”: input should be a valid boolean."),
        (ReportInput, {"number": "N-1", "nothing": None}, "“nothing” is not a field here."),
        (ReportInput, {"number": "N-1", "nothing": ""}, "“nothing” is not a field here."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_a_sentence(reads, values, sentence):
    with pytest.raises(Invalid) as refused:
        reads.read(values)
    assert refused.value.message.startswith(sentence)


def test_a_blank_field_is_one_that_is_not_given():
    blank = ReportInput.read({"number": "N-1", "title": None, "issuing_office": "", "issued_on": "", "public": ""})
    assert blank == ReportInput(number="N-1")


@pytest.mark.parametrize("number", ["OIG-26-01", "4-611-13-002-P", "A/26.1", "25-E-05-040.01"])
def test_real_numbers_are_taken(number):
    assert ReportInput.read({"number": number}).number == number
