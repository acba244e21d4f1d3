"""Who may follow up what was promised and what came of it, and who may see it; one file a subject."""

from sangsaeng.followup import material_rules, outcome_rules, purchase_rules

ACCESS: dict[str, str] = {**purchase_rules.ACCESS, **outcome_rules.ACCESS, **material_rules.ACCESS}
