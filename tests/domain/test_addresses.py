import pytest

from ipr_compliance.domain.addresses import is_address, normal


@pytest.mark.parametrize("text", ["a@b.example", "first.last+oig@cbp.example", "ops@localhost", "o'neil@x-y.example"])
def test_addresses_that_mail_servers_take(text):
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "nobody", "a@", "@b.example", "a b@c.example", "a@b.example, c@d.example", "<a@b.example>", "a@b..example",
        "a.@b.example", "a@-b.example", "a@b.example\n", "a@b.example\r\nBcc: c@d.example", "é@b.example",
        "x" * 65 + "@b.example", "a@" + "b" * 64 + ".example", "a@" + "b." * 126 + "example",
    ],
)  # fmt: skip
def test_texts_that_are_no_address(text):
    assert not is_address(text)


def test_upper_case_and_spaces_make_no_other_mailbox():
    assert normal(" Head@CBP.example ") == "head@cbp.example"
