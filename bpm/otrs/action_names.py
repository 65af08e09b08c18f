"""What the modules of OTRS and their parameters are called here (desk.md 11.5; our names are those of `bpm.catalogue`)."""

# module: our action, and its parameter under the names OTRS has for it
SETTERS = {
    "TicketLockSet": ("ticket-lock-set", "Lock"),
    "TicketOwnerSet": ("ticket-owner-set", "Owner"),
    "TicketPrioritySet": ("ticket-priority-set", "Priority"),
    "TicketQueueSet": ("ticket-queue-set", "Queue"),
    "TicketResponsibleSet": ("ticket-responsible-set", "Responsible"),
    "TicketServiceSet": ("ticket-service-set", "Service"),
    "TicketSLASet": ("ticket-sla-set", "SLA"),
    "TicketStateSet": ("ticket-state-set", "State"),
    "TicketTitleSet": ("ticket-title-set", "Title"),
    "TicketTypeSet": ("ticket-type-set", "Type"),
}
ARTICLE = {
    "From": "from",
    "To": "to",
    "Cc": "cc",
    "ReplyTo": "reply_to",
    "Subject": "subject",
    "Body": "body",
    "SenderType": "sender_type",
    "ContentType": "content_type",
    "HistoryType": "history_type",
    "HistoryComment": "history_comment",
    "MessageID": "message_id",
    "InReplyTo": "in_reply_to",
    "References": "references",
    "NoAgentNotify": "no_agent_notify",
    "AutoResponseType": "auto_response_type",
    "UnlockOnAway": "unlock_on_away",
    "TimeUnit": "time_unit",
    "ForceNotificationToUserID": "force_notification_to",
    "ExcludeNotificationToUserID": "exclude_notification_to",
    "ExcludeMuteNotificationToUserID": "exclude_mute_notification_to",
}
TICKET = {
    "Title": "title",
    "Queue": "queue",
    "State": "state",
    "Lock": "lock",
    "Priority": "priority",
    "Owner": "owner",
    "Responsible": "responsible",
    "Type": "type",
    "Service": "service",
    "SLA": "sla",
    "CustomerID": "customer",
    "CustomerUser": "customer_user",
    "TN": "number",
    "ArchiveFlag": "archive",
    "LinkAs": "link_as",
}
CUSTOMER = {"CustomerID": "customer", "No": "customer", "CustomerUserID": "customer_user", "User": "customer_user"}
ARTICLE_KEYS = frozenset({*ARTICLE, "CommunicationChannel", "IsVisibleForCustomer", "ArticleType", "Charset", "MimeType"})
