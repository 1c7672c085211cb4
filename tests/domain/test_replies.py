import pytest
from hypothesis import given
from hypothesis import strategies as some

from ipr_compliance.domain.replies import Stage, refuses_the_address


@pytest.mark.parametrize(
    "said",
    [
        "550 5.1.1 <head@plcy.example>: Recipient address rejected: User unknown",
        "550 5.1.10 The domain takes no mail",
        "550 5.2.1 The account is disabled",
        "552 5.2.2 Over quota",
        "550 5.4.1 Recipient address rejected: Access denied",
        "550 No such user",
        "550",
        "551 User not local",
        "553 Mailbox name not allowed",
        "556 Domain does not accept mail",
    ],
)
def test_a_refused_recipient_is_about_the_address(said):
    assert refuses_the_address(Stage.RECIPIENT, said)


@pytest.mark.parametrize(
    "said",
    [
        "550 5.7.1 Relaying denied",
        "554 5.7.1 Client host rejected",
        "550 5.1.8 Sender's domain does not exist",
        "552 5.3.4 Message too big for system",
        "550 Relay not permitted",
        "550 Blocked by a list",
        "553 Sorry, that domain is not in my list of allowed relays",
        "530 Authentication required",
        "554 Transaction failed",
        "503 Bad sequence of commands",
        "451 4.1.1 Try later",
    ],
)
def test_what_would_meet_every_recipient_is_not(said):
    assert not refuses_the_address(Stage.RECIPIENT, said)


def test_refused_content_is_about_the_address_only_where_the_enhanced_code_says_so():
    assert refuses_the_address(Stage.CONTENT, "550 5.1.1 No such user")
    assert not refuses_the_address(Stage.CONTENT, "554 5.6.0 Not understood")
    assert not refuses_the_address(Stage.CONTENT, "550 Looks like an advertisement")


@given(some.text(), some.sampled_from(Stage))
def test_nothing_but_a_refusal_for_good_of_recipient_or_content_counts(words, stage):
    assert not refuses_the_address(stage, f"250 {words}")
    assert not refuses_the_address(stage, f"450 {words}")
    assert not refuses_the_address(Stage.SENDER, f"550 {words}")
