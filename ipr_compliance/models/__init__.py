"""The tables; rules stay in `domain`."""

from ipr_compliance.models.base import metadata
from ipr_compliance.models.component import Component
from ipr_compliance.models.history import History
from ipr_compliance.models.job import Heartbeat, JobRun
from ipr_compliance.models.message import Attachment, Message, MessageState, Reminder
from ipr_compliance.models.person import ApiToken, LoginFailure, Person, RoleGrant
from ipr_compliance.models.recommendation import Recommendation, Standing
from ipr_compliance.models.report import Report

__all__ = [
    "ApiToken",
    "Attachment",
    "Component",
    "Heartbeat",
    "History",
    "JobRun",
    "LoginFailure",
    "Message",
    "MessageState",
    "Person",
    "Recommendation",
    "Reminder",
    "Report",
    "RoleGrant",
    "Standing",
    "metadata",
]
