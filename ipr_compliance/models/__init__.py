"""The tables; rules stay in `domain`."""

from ipr_compliance.models.action import Extension, Milestone
from ipr_compliance.models.base import metadata
from ipr_compliance.models.calendar import CalendarFeed
from ipr_compliance.models.component import Component, ComponentAlias
from ipr_compliance.models.document import DocumentKind, DocumentProposal, DocumentState
from ipr_compliance.models.evidence import Content, ContentChunk, Evidence, EvidenceKind
from ipr_compliance.models.factor import AuthenticatorApp, RecoveryCode, SecurityKey
from ipr_compliance.models.history import History
from ipr_compliance.models.import_batch import IMPORTED, BatchKind, BatchState, ImportBatch, ImportLayout
from ipr_compliance.models.issued import IssuedReport
from ipr_compliance.models.job import Heartbeat, JobRun
from ipr_compliance.models.login_session import LoginSession
from ipr_compliance.models.message import Attachment, Message, MessageState, RefusedAddress, Reminder
from ipr_compliance.models.office import OfficeSetting
from ipr_compliance.models.person import ApiToken, LoginFailure, Person, RoleGrant
from ipr_compliance.models.recommendation import Recommendation, Standing
from ipr_compliance.models.recovery import PasswordRecovery
from ipr_compliance.models.reminder_rule import ReminderRule
from ipr_compliance.models.report import Report
from ipr_compliance.models.schedule import ReportSchedule, ScheduleReader
from ipr_compliance.models.view import SavedView, ViewSubscription
from ipr_compliance.models.webhook import Webhook
from ipr_compliance.models.work import Work, WorkState

__all__ = [
    "IMPORTED",
    "ApiToken",
    "Attachment",
    "AuthenticatorApp",
    "BatchKind",
    "BatchState",
    "CalendarFeed",
    "Component",
    "ComponentAlias",
    "Content",
    "ContentChunk",
    "DocumentKind",
    "DocumentProposal",
    "DocumentState",
    "Evidence",
    "EvidenceKind",
    "Extension",
    "Heartbeat",
    "History",
    "ImportBatch",
    "ImportLayout",
    "IssuedReport",
    "JobRun",
    "LoginFailure",
    "LoginSession",
    "Message",
    "MessageState",
    "Milestone",
    "OfficeSetting",
    "PasswordRecovery",
    "Person",
    "Recommendation",
    "RecoveryCode",
    "RefusedAddress",
    "Reminder",
    "ReminderRule",
    "Report",
    "ReportSchedule",
    "RoleGrant",
    "SavedView",
    "ScheduleReader",
    "SecurityKey",
    "Standing",
    "ViewSubscription",
    "Webhook",
    "Work",
    "WorkState",
    "metadata",
]
