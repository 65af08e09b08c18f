"""What OTRS calls the attributes of a ticket, and what they are called here (desk.md 11.4.2, 1.2, 1.3)."""

ATTRIBUTES = {
    "Title": "title",
    "Queue": "queue",
    "State": "state",
    "Priority": "priority",
    "Type": "type",
    "Service": "service",
    "SLA": "sla",
    "Owner": "owner",
    "Responsible": "responsible",
    "Lock": "lock",
    "PendingTime": "pending_until",
    "CustomerID": "customer",
}
# What a condition or text can ask for besides.
READABLE = {
    **{key: name for key, name in ATTRIBUTES.items() if key != "PendingTime"},
    "TicketNumber": "number",
    "StateType": "state_type",
    # The dialog asks for the customer once; where only that is known, the customer user is the customer.
    "CustomerUserID": "coalesce(customer_user, customer)",
}
# Keys that OTRS tickets have and that cannot be asked for here. The ids are those of its own database.
UNKNOWN_HERE = frozenset(
    {
        "TicketID",
        "QueueID",
        "StateID",
        "PriorityID",
        "TypeID",
        "LockID",
        "OwnerID",
        "ResponsibleID",
        "ServiceID",
        "SLAID",
        "GroupID",
        "StateTypeID",
        "CreateBy",
        "ChangeBy",
    }
    | {
        "ArchiveFlag",
        "Age",
        "Created",
        "Changed",
        "UntilTime",
        "RealTillTimeNotUsed",
        "UnlockTimeout",
        "FirstResponse",
        "Closed",
        "CreateTimeUnix",
    }
)
SHIPPED_IDS = {
    "StateID": {
        "1": "new",
        "2": "closed successful",
        "3": "closed unsuccessful",
        "4": "open",
        "5": "removed",
        "6": "pending reminder",
        "7": "pending auto close+",
        "8": "pending auto close-",
        "9": "merged",
    },
    "PriorityID": {"1": "1 very low", "2": "2 low", "3": "3 normal", "4": "4 high", "5": "5 very high"},
    "QueueID": {"1": "Postmaster", "2": "Raw", "3": "Junk", "4": "Misc"},
    "LockID": {"1": "unlock", "2": "lock", "3": "tmp_lock"},
    "TypeID": {"1": "Unclassified"},
}

STATE_TYPES = {
    "new": "new",
    "open": "open",
    "closed successful": "closed",
    "closed unsuccessful": "closed",
    "pending reminder": "pending reminder",
    "pending auto close+": "pending auto",
    "pending auto close-": "pending auto",
    "removed": "removed",
    "merged": "merged",
}


def is_unknown_here(key: str) -> bool:
    return key in UNKNOWN_HERE or key.startswith("Escalation")


def shipped(key: str, value: str) -> str | None:
    """The name OTRS ships under an id, for keys such as StateID."""
    return SHIPPED_IDS.get(key, {}).get(value)
