"""What a person does on a page a program does by a call: every deed of the pages, with its call or why it has none."""

OUTLIVES = "What would outlive the token that asks for it is made on a page."
BROWSER = "It begins, completes or ends a session in a browser; a token stands for its owner without one."
PROVEN = "It is done in a session that has shown a password or a second factor; a token never has."

WITH_A_CALL = {
    "account.choose_rhythm": "change_account",
    "account.end_session": "end_session",
    "account.revoke_calendar": "revoke_calendar",
    "admin.components.add": "add_component",
    "admin.components.change": "change_component",
    "admin.holdings.hand_over": "hand_over",
    "admin.office.change": "change_office_rules",
    "admin.people.add": "add_person",
    "admin.people.disable": "change_person",
    "admin.people.enable": "change_person",
    "admin.people.grant": "grant_role",
    "admin.people.reset_factors": "remove_second_factors",
    "admin.people.revoke": "revoke_role",
    "admin.records.void": "void_recommendation",
    "admin.tokens.revoke": "revoke_person_token",
    "admin.webhooks.add": "add_webhook",
    "admin.webhooks.remove": "remove_webhook",
    "admin.webhooks.send_test": "test_webhook",
    "admin.webhooks.switch_off": "switch_webhook",
    "admin.webhooks.switch_on": "switch_webhook",
    "aliases.add": "add_alias",
    "aliases.forget": "remove_alias",
    "deliveries.cancel": "cancel_delivery",
    "deliveries.send_test": "send_test_mail",
    "deliveries.try_address_again": "send_to_address_again",
    "deliveries.try_again": "send_again",
    "documents.accept": "accept_document",
    "documents.check": "correct_proposal",
    "documents.read_again": "read_document_again",
    "documents.receive": "add_document",
    "imports.accept": "accept_import",
    "imports.check": "check_import",
    "imports.receive": "add_import",
    "imports.undo": "undo_import",
    "issued.issue": "issue_report",
    "memos.choose_report": "read_memo_for_report",
    "memos.record": "record_memo",
    "progress.ask": "show_progress",
    "recommendations.closure": "add_closure",
    "recommendations.correction": "add_correction",
    "recommendations.decision": "add_decision",
    "recommendations.edit": "edit_recommendation",
    "recommendations.evidence": "add_evidence",
    "recommendations.extension": "add_extension",
    "recommendations.extension_decision": "decide_extension",
    "recommendations.milestone": "add_milestone",
    "recommendations.milestone_change": "change_milestone",
    "recommendations.response": "add_response",
    "recommendations.update": "add_update",
    "recommendations.withdrawal": "withdraw_evidence",
    "reconciliation.check": "check_reconciliation",
    "reconciliation.receive": "add_reconciliation",
    "reminder_rules.change": "set_reminder_rule",
    "reminder_rules.limit": "change_reminder_limits",
    "reports.change": "change_report",
    "schedules.add": "add_schedule",
    "schedules.end": "remove_schedule",
    "tokens.revoke": "revoke_token",
    "views.delete": "remove_view",
    "views.rename": "change_view",
    "views.save": "add_view",
    "views.subscribe": "subscribe_to_view",
    "work.cancel": "cancel_work",
}
WITHOUT = {
    "account.add_calendar": OUTLIVES,
    "account.change_password": PROVEN,
    "admin.tokens.add": OUTLIVES,
    "factors.add_key": PROVEN,
    "factors.begin_app": PROVEN,
    "factors.begin_key": PROVEN,
    "factors.confirm_app": PROVEN,
    "factors.make_codes": PROVEN,
    "factors.remove_app": PROVEN,
    "factors.remove_key": PROVEN,
    "login.enter": BROWSER,
    "login.leave": BROWSER,
    "recovery.ask": BROWSER,
    "recovery.change": BROWSER,
    "second_factor.take_code": BROWSER,
    "second_factor.take_key": BROWSER,
    "tokens.add": OUTLIVES,
}


def test_every_deed_of_the_pages_has_a_call_or_a_reason(app):
    rules = [rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/api/")]
    deeds = {rule.endpoint for rule in rules if rule.methods - {"GET", "HEAD", "OPTIONS"}}
    assert deeds == WITH_A_CALL.keys() | WITHOUT.keys()
    assert not WITH_A_CALL.keys() & WITHOUT.keys()


def test_every_call_that_is_named_is_there(app):
    assert {f"api.{call}" for call in WITH_A_CALL.values()} <= app.view_functions.keys()
