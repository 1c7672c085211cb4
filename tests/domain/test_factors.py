import pytest

from ipr_compliance.domain.factors import is_app_code, is_required, recovery_code, tidy
from ipr_compliance.domain.sessions import vouches_for_two


@pytest.mark.parametrize("typed", ["abcd-efgh", " ABCD efgh ", "abcdefgh", "a-b-c-d\te f g h"])
def test_a_code_is_read_as_people_write_it(typed):
    assert tidy(typed) == "abcdefgh"


@pytest.mark.parametrize(
    ("code", "is_one"), [("123456", True), ("12345", False), ("1234567", False), ("12345x", False), ("١٢٣٤٥٦", False)]
)
def test_six_digits_are_a_code_of_an_app(code, is_one):
    assert is_app_code(code) is is_one


def test_a_recovery_code_has_groups_of_four_letters_that_look_like_no_other():
    code = recovery_code(range(31))
    assert code == "abcd-efgh-jkmn-pqrs-tuvw-xyz2-3456-789"
    assert not set("il1o0") & set(code)


@pytest.mark.parametrize(
    ("roles", "required", "asked"),
    [
        ({"liaison"}, {"liaison", "admin"}, True),
        ({"viewer"}, {"admin"}, False),
        ({"viewer"}, (), False),
        ((), (), False),
    ],
)
def test_one_role_that_asks_is_enough(roles, required, asked):
    assert is_required(roles, required) is asked


@pytest.mark.parametrize(
    ("means", "two"),
    [({"pwd", "mfa"}, True), ({"sc"}, True), ({"pwd"}, False), ({"pwd", "otp"}, False), ((), False), ({"MFA"}, False)],
)
def test_a_provider_says_whether_it_asked_for_two_factors(means, two):
    assert vouches_for_two(means) is two
