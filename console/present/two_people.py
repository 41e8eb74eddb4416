"""What is said beside buttons where two people decide; the books enforce it."""

from core.domain.approval import Approval, Principal


def why_not_ours(approval: Approval | None, us: Principal | None) -> str:
    """Why it is not we who approve what was proposed; empty where it may be."""
    if approval is None or us is None or not us.enforced:
        return ""
    proposer = approval.proposed_by.name
    return f"{proposer} proposed it, so another one must approve it" if us.name == proposer else ""


def you_text(us: Principal | None) -> str:
    """As whom we act."""
    if us is None:
        return ""
    word = "" if us.enforced else " (advisory: these books cannot know who acts)"
    return f"You are {us.name}{word}."
