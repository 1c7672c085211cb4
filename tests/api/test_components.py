from tests.api.conftest import Caller


def test_the_caller_s_components_come_parents_first(viewer: Caller) -> None:
    answer = viewer.read("/components")

    assert [item["code"] for item in answer["items"]] == ["CBP", "CBP-OFO", "CBP-OT"]
    assert answer["items"][0] == {
        "code": "CBP", "name": "Office CBP", "parent": "DHS", "mailbox": "audits@cbp.example", "head_email": None,
    }  # fmt: skip
    assert (answer["total"], answer["next"]) == (3, None)
