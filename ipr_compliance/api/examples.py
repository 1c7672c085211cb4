"""An example of what each call takes and of what the most important ones answer; a test reads each by its model."""

from collections.abc import Mapping
from typing import Any

_VERSION = {"version": 7}
_RECORD = {
    "id": 17, "report_number": "OIG-26-31", "report_title": "Cargo examinations", "number": "2",
    "text": "We recommend that the Office of Trade write its procedure for examinations down.", "component": "CBP-OT",
    "responsible_official": "Director, Trade", "responsible_email": "director@cbp.example", "agreement": "concur",
    "status": "open-resolved", "whose_move": "component", "issued_on": "2026-01-15", "due_on": "2027-03-31",
    "original_due_on": "2026-12-31", "extensions": 1, "days_slipped": 90, "overdue": False, "days_late": 0,
    "next_update_due_on": "2026-12-20", "priority": True, "questioned_cost": "125000.00", "unsupported_cost": None,
    "funds_put_to_better_use": None, "closed_on": None, "version": 7,
}  # fmt: skip

EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "AcceptanceInput": {"digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
    "AccountInput": {"rhythm": "monday"},
    "AddressInput": {"address": "manager@cbp.example"},
    "AliasInput": {"alias": "Trade Policy", "component": "CBP-OT", "official_email": "director@cbp.example"},
    "ClosureInput": {"note": "The procedure is in force.", "implemented_on": "2026-11-20"} | _VERSION,
    "ComponentChangeInput": {"name": "Office of Trade", "mailbox": "trade@cbp.example"},
    "ComponentInput": {"code": "CBP-OT", "name": "Office of Trade", "parent": "CBP", "mailbox": "trade@cbp.example"},
    "CorrectionInput": {"seq": 1203, "note": "It was another recommendation."} | _VERSION,
    "DecisionInput": {"status": "closed-implemented", "decided_on": "2026-11-20", "letter": 41} | _VERSION,
    "EditInput": {"responsible_official": "Director, Trade", "responsible_email": None} | _VERSION,
    "ExtensionDecisionInput": {"approve": True, "note": "The vendor's delay is documented."},
    "ExtensionInput": {"proposed_due_on": "2027-03-31", "reason": "The vendor delivers in February."} | _VERSION,
    "HandingOverInput": {
        "email": "leaving@cbp.example", "responsible_official": "Director, Trade",
        "responsible_email": "director@cbp.example",
    },
    "IssueInput": {"component": "CBP", "from": "2026-10-01", "as_of": "2026-10-31", "format": "pdf"},
    "LimitsInput": {"weekly": True, "at_once": ["due-date"], "within": 7},
    "MemoDecisionsInput": {
        "decided_on": "2026-11-20", "lines": [{"recommendation_id": 17, "status": "closed-implemented"} | _VERSION],
    },
    "MemoReportInput": {"report_number": "OIG-26-31"},
    "MilestoneChangeInput": {"due_on": "2027-02-28", "note": "Counsel was away."},
    "MilestoneInput": {"title": "Publish the procedure", "due_on": "2027-01-15", "owner": "Trade Policy"},
    "NewPersonInput": {
        "email": "manager@cbp.example", "name": "Manager, Trade", "new_password": "four words make one",
        "role": "program-manager", "component": "CBP-OT",
    },
    "OfficeInput": {"update_days": 90, "extension_limit": 2},
    "PersonChangeInput": {"active": False},
    "ProposalAcceptanceInput": {"digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
    "ProposalInput": {
        "report_number": "OIG-26-31",
        "recommendations": [{"place": 1, "component": "CBP-OT", "remember": True}, {"place": 2, "left_out": True}],
    },
    "RecommendationInput": {
        "report_number": "OIG-26-31", "number": "2", "component": "CBP-OT", "due_on": "2026-12-31",
        "text": "We recommend that the Office of Trade write its procedure for examinations down.",
    },
    "ReportInput": {"number": "OIG-26-31", "title": "Cargo examinations", "issued_on": "2026-01-15"},
    "ReportChangeInput": {"public": False, "note": "It holds law enforcement sensitive parts."},
    "ResponseInput": {
        "agreement": "concur", "plan": "Trade Policy writes the procedure.", "due_on": "2026-12-31",
        "responsible_official": "Director, Trade", "received_on": "2026-02-20",
    } | _VERSION,
    "RoleInput": {"role": "viewer", "component": "CBP"},
    "TableCheckInput": {
        "map": ["rec_no=number"], "value": ["status:Open=open-resolved"], "left_out": [3],
        "kept": [{"line": 4, "column": "due_on"}],
    },
    "UpdateInput": {
        "note": "The draft went to counsel.", "next_step": "Counsel's comments", "next_step_on": "2026-12-10",
        "percent_complete": 60,
    } | _VERSION,
    "RuleInput": {"before": [30, 7], "after": "weekly", "to": ["official", "liaison"], "supervisor": 30},
    "ScheduleInput": {"component": "CBP", "every": "month", "readers": ["manager@cbp.example"]},
    "SubscriptionInput": {"rhythm": "weekly"},
    "VersionInput": _VERSION,
    "ViewFiltersInput": {"filters": {"component": "CBP", "overdue": "1"}} | _VERSION,
    "ViewInput": {"name": "Overdue at CBP", "component": "CBP", "filters": {"component": "CBP", "overdue": "1"}},
    "ViewNameInput": {"name": "Late at CBP", "component": "CBP"} | _VERSION,
    "VoidInput": {"note": "It was entered twice."} | _VERSION,
    "WebhookChangeInput": {"active": False},
    "WebhookInput": {
        "address": "https://receiver.example/hook", "owner": "systems@dhs.example", "component": "CBP",
    },
    "WithdrawalInput": {"note": "The wrong file."},
    "Problem": {
        "type": "about:blank", "title": "Unprocessable Entity", "status": 422, "field": "due_on",
        "detail": "“due on” is not a date; write it as 2027-03-15.",
    },
    "Recommendation": _RECORD,
    "UpdateRecorded": {"seq": 1204, "version": 8, "warnings": []},
    "Numbered": {"n": 1, "version": 8},
    "Attached": {"id": 41, "version": 7},
}  # fmt: skip
