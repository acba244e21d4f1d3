"""The demonstration accounts: one for each role, all invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    username: str
    role: str
    label: str


ACCOUNTS = (
    Account("secretariat", "secretariat", "시연 사무국"),
    Account("chair", "chair", "시연 위원장"),
    Account("member", "member", "시연 위원 1"),
    Account("demand", "demand_company", "시연 수요기업 A 담당자"),
    Account("sme", "sme", "시연 공급기업 B 담당자"),
    Account("ministry", "ministry", "시연 부처 담당자"),
    Account("agency", "agency", "시연 지원기관 담당자"),
    Account("auditor", "auditor", "시연 감사 담당자"),
)
