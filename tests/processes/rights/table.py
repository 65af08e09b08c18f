"""The table of rights (desk.md 8.1): what happens when somebody tries a verb.

    +  it is done          =  it is allowed, and there is nothing left to do
    -  Forbidden           .  NotFound: a stranger cannot tell whether there is such a ticket
    !  Conflict: somebody else has claimed it          ?  Refused

The columns are, from the left: agents with a single permission in the group of the queue and no relation to the ticket; agents without any
permission there, who own the ticket (Own), are responsible for it (Rsp), watch it (Wat), or are let in by one of its open activities
(Act); who have no relation to it either: an administrator (Adm), a designer (Des), a stranger (Str); an agent with rw who is not valid
(Inv). Customer users: whose ticket it is (Cus), of the same customer (Com), of another one (Oth). A process whose group has the queue
(Prc), and one whose group does not (For); the system (Sys).

Where responsible agents, watchers and the tickets of one's company are switched off, Rsp, Wat and Com are strangers; but whom a model lets
in (`lz:may`) it lets in all the same.
"""

from typing import Final

PEOPLE: Final = (  # as the world calls them, in the order of the columns
    *("ro", "move_into", "create", "note", "owner", "priority", "rw", "owner_of", "responsible", "watches", "let_in"),
    *("admin", "designer", "stranger", "ex", "customer", "company", "rival", "process", "foreign", "system"),
)
SIGNS: Final = {"+", "=", "-", ".", "!", "?"}
SWITCHED_OFF: Final = {"responsible": "stranger", "watches": "stranger", "company": "rival"}  # who is like whom then
STRANGERS: Final = {"stranger", "ex", "rival", "designer"}  # who is told nothing about any ticket
LET_IN_BY_MODEL: Final = {
    *("complete: for the owner", "complete: for the responsible", "complete: for a group", "complete: for a role"),
    *("complete: for the customer", "complete: for the company", "complete: for nobody"),
}  # all of them on one ticket

TABLE: Final = """
                                ro mv cr nt ow pr rw  Own Rsp Wat Act  Adm Des Str Inv  Cus Com Oth  Prc For Sys
writing
add_article: a note              -  -  -  +  -  -  +   +   +   -   +    .   .   .   .    -   -   .    +   -   +
add_article: of the customer     -  -  -  +  -  -  +   +   +   -   +    .   .   .   .    +   +   .    +   -   +
follow_up                        -  -  -  +  -  -  +   +   +   -   +    .   .   .   .    +   +   .    +   -   +
split_values                     -  -  -  +  -  -  +   +   +   -   +    .   .   .   .    +   +   .    +   -   +
split_values: internal           -  -  -  +  -  -  +   +   +   -   +    .   .   .   .    .   .   .    +   -   +
resend                           -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +

reading marks
mark_seen                        +  -  -  -  -  -  +   +   +   +   +    .   .   .   .    -   -   .    -   -   -
mark_unseen                      =  -  -  -  -  -  =   =   =   =   =    .   .   .   .    -   -   .    -   -   -
mark_important                   +  -  -  -  -  -  +   +   +   +   +    .   .   .   .    -   -   .    -   -   -
watch: oneself                   +  -  -  -  -  -  +   +   +   =   +    .   .   .   .    -   -   .    +   -   +
watch: another                   +  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
unwatch: oneself                 =  -  -  -  -  -  =   =   =   +   =    .   .   .   .    -   -   .    +   -   +
unwatch: another                 -  -  -  -  -  -  +   +   +   +   -    .   .   .   .    -   -   .    +   -   +

what it is like
set_title                        -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
set_priority                     -  -  -  -  -  +  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
set_type                         -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
set_service                      -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
set_sla                          -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
set_customer                     -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
set_customer_user                -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
set_whose                        -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
set_fields                       -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +

who works on it
set_owner                        -  -  -  -  +  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
hand_over                        -  -  -  -  +  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
set_responsible                  -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
lock                             -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
lock: for a note                 -  -  -  +  -  -  +   +   +   -   +    .   .   .   .    -   -   .    +   -   +
set_lock                         -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
unlock                           -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
undo_lock                        -  -  -  -  -  -  =   =   =   -   -    .   .   .   .    -   -   .    =   -   =

where it is (to move, one needs move_into in both queues)
move_to                          -  +  -  -  -  -  +   .   .   -   -    .   .   .   .    -   -   .    +   -   +
move_to: where all may           -  +  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    -   -   +
move_to: a hidden queue          -  .  -  -  -  -  .   .   .   -   -    .   .   .   .    -   -   .    -   -   +

how it stands
set_state                        -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
set_state: closed                -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
set_pending_until                -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
close                            -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
close_own                        -  -  -  -  -  -  -   -   -   -   -    .   .   .   .    +   -   .    -   -   -
reopen                           -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
archive                          -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
restore                          -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +

with others (rw here, and ro there; to merge, rw in both)
link                             -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
link: as a child                 -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
link: with a hidden one          -  -  -  -  -  -  .   .   .   -   -    .   .   .   .    -   -   .    -   -   +
unlink                           -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
split_into                       -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
merge_into                       -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
merge_into: a hidden one         -  -  -  -  -  -  .   .   .   -   -    .   .   .   .    -   -   .    -   -   +
merge_into: out of a hidden one  .  .  .  .  .  .  .   .   .   .   .    .   .   .   .    .   .   .    -   -   +

coming into being (a customer user has every queue, as long as customer groups are off)
create                           -  -  +  -  -  -  +   .   .   .   .    .   .   .   .    +   +   +    +   .   +
create: in a hidden queue        .  .  .  .  .  .  .   .   .   .   .    .   .   .   .    +   +   +    .   +   +
open_ticket                      -  -  +  -  -  -  +   .   .   .   .    .   .   .   .    +   +   +    +   .   +
open_by_dialog                   -  -  +  -  -  -  +   -   -   -   -    -   -   -   -    +   +   +    +   -   +
ask_to_start                     -  -  +  -  -  -  +   -   -   -   -    -   -   -   -    +   +   +    +   -   +

activities (done by people; by nobody but those lz:may lets in, which also lets them read the ticket; what is for nobody, administrators do)
complete: no lz:may              -  .  .  .  .  .  +   +   +   -   -    .   .   .   .    .   .   .    -   .   +
complete: dialog asks for note   -  .  .  +  .  .  +   +   +   -   +    .   .   .   .    .   .   .    -   .   +
complete: claimed by rw          -  .  .  .  .  .  +   !   !   -   -    .   .   .   .    .   .   .    -   .   +
complete: for an agent           -  .  .  .  .  .  -   -   -   -   +    .   .   .   .    .   .   .    -   .   +
complete: for the owner          -  .  .  .  .  .  -   +   -   -   .    -   .   .   .    .   .   .    -   .   +
complete: for the responsible    -  .  .  .  .  .  -   -   +   -   .    -   .   .   .    .   .   .    -   .   +
complete: for a group            -  .  .  .  .  .  +   -   -   -   .    -   .   .   .    .   .   .    -   .   +
complete: for a role             +  .  .  .  .  .  -   -   -   -   .    -   .   .   .    .   .   .    -   .   +
complete: for the customer       -  .  .  .  .  .  -   -   -   -   .    -   .   .   .    +   -   .    -   .   +
complete: for the company        -  .  .  .  .  .  -   -   -   -   .    -   .   .   .    +   +   .    -   .   +
complete: for nobody             -  .  .  .  .  .  -   -   -   -   .    +   .   .   .    .   .   .    -   .   +
complete: no such dialog         ?  .  .  .  .  .  ?   ?   ?   ?   ?    .   .   .   .    .   .   .    ?   .   ?
ask: no lz:may                   -  .  .  .  .  .  +   +   +   -   -    .   .   .   .    .   .   .    -   .   +
ask: dialog asks for note        -  .  .  +  .  .  +   +   +   -   +    .   .   .   .    .   .   .    -   .   +
ask: claimed by rw               -  .  .  .  .  .  +   !   !   -   -    .   .   .   .    .   .   .    -   .   +
ask: for an agent                -  .  .  .  .  .  -   -   -   -   +    .   .   .   .    .   .   .    -   .   +
ask: no such dialog              ?  .  .  .  .  .  ?   ?   ?   ?   ?    .   .   .   .    .   .   .    ?   .   ?
claim: no lz:may                 -  .  .  .  .  .  +   +   +   -   -    .   .   .   .    -   -   .    -   .   -
claim: for an agent              -  .  .  .  .  .  -   -   -   -   +    .   .   .   .    -   -   .    -   .   -
release: claimed by rw           -  .  .  .  .  .  +   +   +   -   -    .   .   .   .    -   -   .    +   .   +

the process (everything by hand is for administrators, versions are for designers; neither needs the queue)
enrol                            -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
ask_to_enrol                     -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
cancel                           -  -  -  -  -  -  +   +   +   -   -    .   .   .   .    -   -   .    +   -   +
move                             -  -  -  -  -  -  -   -   -   -   -    +   -   -   -    -   -   -    -   -   +
retry                            -  -  -  -  -  -  -   -   -   -   -    +   -   -   -    -   -   -    -   -   +
retry: skipping                  -  -  -  -  -  -  -   -   -   -   -    +   -   -   -    -   -   -    -   -   +
migrate                          -  -  -  -  -  -  -   -   -   -   -    -   +   -   -    -   -   -    -   -   +

definitions (a designer needs rw in the group that owns the process; what is the house's own needs an administrator who is a designer)
deploy                           -  -  -  -  -  -  -   -   -   -   -    -   +   -   -    -   -   -    -   -   +
deploy: for the house            -  -  -  -  -  -  -   -   -   -   -    -   -   -   -    -   -   -    -   -   +
deploy: for others               -  -  -  -  -  -  -   -   -   -   -    -   -   -   -    -   -   -    -   -   +
activate                         -  -  -  -  -  -  -   -   -   -   -    -   +   -   -    -   -   -    -   -   +
fade_away                        -  -  -  -  -  -  -   -   -   -   -    -   +   -   -    -   -   -    -   -   +
retire                           -  -  -  -  -  -  -   -   -   -   -    -   +   -   -    -   -   -    -   -   +
hand_over: a process             -  -  -  -  -  -  -   -   -   -   -    -   +   -   -    -   -   -    -   -   +
hand_over: to others             -  -  -  -  -  -  -   -   -   -   -    -   -   -   -    -   -   -    -   -   +

evidence
erase                            -  -  -  -  -  -  -   -   -   -   -    +   -   -   -    -   -   -    -   -   +
erase_article                    -  -  -  -  -  -  -   -   -   -   -    +   -   -   -    -   -   -    -   -   +
"""


def expected() -> dict[str, dict[str, str]]:
    """Row -> person -> sign."""
    rows = (line.rsplit(maxsplit=len(PEOPLE)) for line in TABLE.splitlines() if line)
    return {name: dict(zip(PEOPLE, signs, strict=True)) for name, *signs in rows if len(signs) == len(PEOPLE) and set(signs) <= SIGNS}


def expected_switched_off() -> dict[str, dict[str, str]]:
    """The same of those whose relations are worth nothing then."""
    found = {}
    for row, signs in expected().items():
        kept = {"responsible", "company"} if row in LET_IN_BY_MODEL else set()
        found[row] = {person: signs[person if person in kept else like] for person, like in SWITCHED_OFF.items()}
    return found
