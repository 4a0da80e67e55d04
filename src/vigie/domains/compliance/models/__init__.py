"""Tables of compliance, a module for each subject."""

from vigie.domains.compliance.models.choices import Decision, SharingAgreement
from vigie.domains.compliance.models.incidents import Incident, IncidentMeasure
from vigie.domains.compliance.models.keeping import ErasureCarriedOut, RetentionRun
from vigie.domains.compliance.models.policies import PolicyVersion, SignedForGood
from vigie.domains.compliance.models.register import DpoContact, Processing
from vigie.domains.compliance.models.requests import DataRequest
from vigie.domains.compliance.models.space import Document, DocumentVersion, PupilWork

__all__ = [
    "DataRequest",
    "Decision",
    "Document",
    "DocumentVersion",
    "DpoContact",
    "ErasureCarriedOut",
    "Incident",
    "IncidentMeasure",
    "PolicyVersion",
    "Processing",
    "PupilWork",
    "RetentionRun",
    "SharingAgreement",
    "SignedForGood",
]
