-- What is known of hosts. Inventory and attestation each have their own order of events.
create table host_view (
    id                 text        primary key,
    name               text        not null default '',
    site               text        not null default '',
    hypervisor         text        not null default '',
    hypervisor_version text        not null default '',
    labels             jsonb       not null default '{}',
    inventoried        boolean     not null default false,
    inventory_epoch    bigint      not null default -1,
    inventory_sequence bigint      not null default -1,
    trust_status       text        not null default 'UNKNOWN',
    trust_reason       text        not null default 'it has never been attested',
    attested_at        timestamptz,
    attested_until     timestamptz,
    assurance          text        not null default 'NONE',
    trust_epoch        bigint      not null default -1,
    trust_sequence     bigint      not null default -1
);

-- What is known of workloads.
create table workload_view (
    id       text   primary key,
    name     text   not null,
    tenant   text,
    labels   jsonb  not null,
    host     text,
    site     text,
    epoch    bigint not null,
    sequence bigint not null
);

-- Every decision with all that it was made from. A request id is unique to whoever asked.
create table decision (
    id             uuid        primary key,
    asked_by       text        not null,
    request_id     text        not null,
    request_digest text        not null,
    tenant         text,
    workload       text        not null,
    action         text        not null,
    effect         text        not null,
    decided_at     timestamptz not null,
    document       jsonb       not null,
    unique (asked_by, request_id)
);
create index decision_by_tenant on decision (tenant, id desc);
create index decision_by_workload on decision (workload, id desc);
create index decision_by_effect on decision (effect, id desc);

-- Requests for a second person's consent.
create table approval (
    id             uuid        primary key,
    decision       uuid        not null references decision (id),
    policy         text        not null,
    policy_version integer     not null,
    action         text        not null,
    workload       text        not null,
    destination    text        not null,
    requested_by   text        not null,
    asked_by       text        not null,
    tenant         text,
    requested_at   timestamptz not null,
    expires_at     timestamptz not null,
    state          text        not null check (state in ('OPEN', 'GRANTED', 'REJECTED')),
    answered_by    text,
    answered_at    timestamptz,
    check ((state = 'OPEN') = (answered_by is null and answered_at is null))
);
create index approval_by_subject on approval (workload, requested_by, state);
create index approval_by_tenant on approval (tenant, id desc);
