-- The evidence log, and the views that follow from it.
--
-- A table holds one kind of fact. Either it keeps every fact of its kind once (history), or of each thing the newest
-- (state: newer by epoch and sequence of the source, never by arrival). Both can be merged in any order, so the views
-- are the same whatever order the partitions are read in. What a reader sees is joined from them in V2.

create table event_log (
    topic          text        not null,
    partition      int         not null,
    record_offset  bigint      not null,
    hash           bytea       not null,
    raw            bytea       not null,
    event_id       uuid        not null,
    type           text        not null,
    occurred_at    timestamptz not null,
    tenant         text,
    site           text,
    actor          text        not null,
    correlation_id text        not null,
    causation_id   text,
    source         text        not null,
    epoch          bigint      not null,
    sequence       bigint      not null,
    primary key (topic, partition, record_offset)
);
alter table event_log alter column raw set storage external;
create index event_log_newest on event_log (occurred_at);
create index event_log_tenant on event_log (tenant, occurred_at) where tenant is not null;

-- The last link of the chain over each partition, and how far the SIEM feed has got.
create table log_head (
    topic       text   not null,
    partition   int    not null,
    last_offset bigint not null,
    hash        bytea  not null,
    entries     bigint not null,
    primary key (topic, partition)
);
create table siem_position (
    topic       text   not null,
    partition   int    not null,
    last_offset bigint not null,
    primary key (topic, partition)
);

-- Hosts. Trust is renewed all the time: room on each page lets PostgreSQL update in place.

create table host_inventory (
    host_id            text   primary key,
    name               text   not null,
    site               text   not null,
    vendor             text   not null,
    model              text   not null,
    hypervisor         text   not null,
    hypervisor_version text   not null,
    epoch              bigint not null,
    sequence           bigint not null,
    event_id           uuid   not null
);
create table host_retirement (
    host_id     text        primary key,
    reason      text        not null,
    occurred_at timestamptz not null,
    epoch       bigint      not null,
    sequence    bigint      not null,
    event_id    uuid        not null
);
create table host_discovery (
    host_id     text        not null,
    epoch       bigint      not null,
    sequence    bigint      not null,
    event_id    uuid        not null,
    occurred_at timestamptz not null,
    primary key (host_id, epoch, sequence, event_id)
);
create table host_trust (
    host_id                text   primary key,
    host_name              text   not null,
    site                   text   not null,
    platform_status        text   not null,
    platform_reason        text   not null,
    platform_manifest      text,
    vmm_status             text   not null,
    vmm_reason             text   not null,
    vmm_manifest           text,
    configuration_status   text   not null,
    configuration_reason   text   not null,
    configuration_manifest text,
    overall                text   not null,
    reason                 text   not null,
    attested_at            timestamptz,
    attested_until         timestamptz,
    assurance              text   not null,
    evidence_id            text,
    reference_digest       text   not null,
    topic                  text   not null,
    partition              int    not null,
    record_offset          bigint not null,
    epoch                  bigint not null,
    sequence               bigint not null,
    event_id               uuid   not null
) with (fillfactor = 60);
create table host_turn (
    host_id       text        not null,
    epoch         bigint      not null,
    sequence      bigint      not null,
    event_id      uuid        not null,
    host_name     text        not null,
    overall       text        not null,
    reason        text        not null,
    occurred_at    timestamptz not null,
    actor          text        not null,
    correlation_id text        not null,
    topic          text        not null,
    partition      int         not null,
    record_offset  bigint      not null,
    primary key (host_id, epoch, sequence, event_id)
);

-- Workloads

create table placement_history (
    workload_id     text        not null,
    placement_epoch bigint      not null,
    event_id        uuid        not null,
    workload_name   text        not null,
    tenant          text,
    site            text,
    host_id         text,
    labels          jsonb       not null,
    sensitive       boolean     not null,
    migration_id    text,
    occurred_at     timestamptz not null,
    actor           text        not null,
    correlation_id  text        not null,
    topic           text        not null,
    partition       int         not null,
    record_offset   bigint      not null,
    primary key (workload_id, placement_epoch, event_id)
);
create index placement_history_host on placement_history (host_id, workload_id);
create table placement (
    workload_id   text        primary key,
    workload_name text        not null,
    tenant        text,
    site          text,
    host_id       text,
    labels        jsonb       not null,
    sensitive     boolean     not null,
    since         timestamptz not null,
    epoch         bigint      not null,
    sequence      bigint      not null,
    event_id      uuid        not null
);
create index placement_host on placement (host_id);

-- Decisions

create table decision (
    decision_id       text        primary key,
    event_id          uuid        not null,
    decided_at        timestamptz not null,
    tenant            text,
    effect            text        not null,
    action            text        not null,
    workload_id       text        not null,
    source_host       text,
    destination_host  text,
    principal         text        not null,
    determining       jsonb       not null,
    monitor_hits      jsonb       not null,
    trust             jsonb       not null,
    enforcement_point text        not null,
    policy_set_digest text        not null,
    correlation_id    text        not null,
    topic             text        not null,
    partition         int         not null,
    record_offset     bigint      not null
);
create index decision_newest on decision (decided_at, decision_id);
create index decision_workload on decision (workload_id);
create table migration_block (
    decision_id       text        primary key,
    event_id          uuid        not null,
    migration_id      text,
    occurred_at       timestamptz not null,
    workload_name     text        not null,
    rule              text        not null,
    rule_version      int         not null,
    effect            text        not null,
    reason            text        not null
);
create index migration_block_migration on migration_block (migration_id) where migration_id is not null;
create table migration_approval (
    decision_id  text        primary key,
    event_id     uuid        not null,
    migration_id text        not null,
    occurred_at  timestamptz not null
);
create index migration_approval_migration on migration_approval (migration_id);
create table decision_note (
    event_id    uuid        primary key,
    decision_id text        not null,
    occurred_at timestamptz not null,
    kind        text        not null,
    who         text        not null,
    detail      text        not null
);
create index decision_note_decision on decision_note (decision_id);

-- Migrations

-- Every request: a migration asks again where its destination was refused and another is tried.
create table migration_request (
    migration_id     text        not null,
    epoch            bigint      not null,
    sequence         bigint      not null,
    event_id         uuid        not null,
    requested_at     timestamptz not null,
    tenant           text,
    workload_id      text        not null,
    workload_name    text        not null,
    kind             text        not null,
    test             boolean     not null,
    source_site      text,
    source_host      text,
    destination_site text        not null,
    destination_host text        not null,
    requested_by     text        not null,
    origin           text        not null,
    order_id         text,
    evacuation_id    text,
    primary key (migration_id, epoch, sequence, event_id)
);
create index migration_request_newest on migration_request (requested_at, migration_id);
create table migration_progress (
    migration_id     text        primary key,
    state            text        not null,
    destination_host text,
    code             text,
    reason           text,
    occurred_at      timestamptz not null,
    epoch            bigint      not null,
    sequence         bigint      not null,
    event_id         uuid        not null
);
create table migration_decision (
    migration_id text not null,
    event_id     uuid not null,
    decision_id  text not null,
    primary key (migration_id, event_id)
);
create table migration_move (
    migration_id   text        not null,
    event_id       uuid        not null,
    workload_id    text        not null,
    tenant         text,
    occurred_at    timestamptz not null,
    actor          text        not null,
    correlation_id text        not null,
    topic          text        not null,
    partition      int         not null,
    record_offset  bigint      not null,
    primary key (migration_id, event_id)
);
create table migration_result (
    migration_id     text   primary key,
    event_id         uuid   not null,
    destination_site text   not null,
    destination_host text   not null,
    downtime_millis  bigint not null,
    duration_millis  bigint not null,
    bytes_copied     bigint not null
);

-- Plan runs

create table plan_run (
    run_id       text        primary key,
    event_id     uuid        not null,
    started_at   timestamptz not null,
    tenant       text,
    plan_id      text        not null,
    plan_name    text        not null,
    plan_version int         not null,
    kind         text        not null,
    groups       jsonb       not null,
    from_site    text        not null,
    to_site      text        not null,
    workloads    int         not null
);
create index plan_run_newest on plan_run (started_at, run_id);
create table plan_run_progress (
    run_id      text        primary key,
    state       text        not null,
    occurred_at timestamptz not null,
    epoch       bigint      not null,
    sequence    bigint      not null,
    event_id    uuid        not null
);
create table plan_run_result (
    run_id      text        primary key,
    event_id    uuid        not null,
    finished_at timestamptz not null,
    state       text        not null,
    rto_millis  bigint      not null,
    rpo_millis  bigint      not null,
    succeeded   int         not null,
    failed      int         not null
);
create table plan_run_step (
    run_id          text        not null,
    step_id         text        not null,
    action          text        not null,
    tier            int         not null,
    workload_id     text,
    state           text        not null,
    code            text,
    detail          text        not null,
    duration_millis bigint,
    occurred_at     timestamptz not null,
    epoch           bigint      not null,
    sequence        bigint      not null,
    event_id        uuid        not null,
    primary key (run_id, step_id)
);
create table plan_run_note (
    event_id    uuid        primary key,
    run_id      text        not null,
    occurred_at timestamptz not null,
    kind        text        not null,
    who         text        not null,
    detail      text        not null
);
create index plan_run_note_run on plan_run_note (run_id);

-- Protection groups

create table protection_group (
    group_id    text        primary key,
    name        text        not null,
    tenant      text,
    state       text        not null,
    from_site   text        not null,
    to_site     text        not null,
    workloads   jsonb       not null,
    occurred_at timestamptz not null,
    epoch       bigint      not null,
    sequence    bigint      not null,
    event_id    uuid        not null
);
create table protection_group_rpo (
    group_id   text    primary key,
    breached   boolean not null,
    lag_millis bigint  not null,
    rpo_millis bigint  not null,
    epoch      bigint  not null,
    sequence   bigint  not null,
    event_id   uuid    not null
);

-- Incidents: what the rules saw, what people did, and what follows from both.

create table incident_signal (
    incident_id   text        not null,
    occurred_at   timestamptz not null,
    event_id      uuid        not null,
    kind          text        not null,
    rule          text        not null,
    tenant        text,
    subject       text        not null,
    derived_from  text,
    actor         text        not null,
    correlation_id text       not null,
    severity      text        not null,
    title         text        not null,
    detail        text        not null,
    topic         text        not null,
    partition     int         not null,
    record_offset bigint      not null,
    primary key (incident_id, occurred_at, event_id, kind)
);
create index incident_signal_derived on incident_signal (derived_from) where derived_from is not null;
create table incident_answer (
    event_id    uuid        primary key,
    incident_id text        not null,
    kind        text        not null,
    seen        text,
    revision    bigint      not null,
    occurred_at timestamptz not null,
    who         text        not null,
    comment     text        not null
);
create index incident_answer_incident on incident_answer (incident_id);
create index incident_answer_seen on incident_answer (seen);
create table incident (
    incident_id   text        primary key,
    rule          text        not null,
    tenant        text,
    subject       text        not null,
    state         text        not null,
    severity      text        not null,
    title         text        not null,
    detail        text        not null,
    opened_at     timestamptz not null,
    last_fired_at timestamptz not null,
    changed_at    timestamptz not null,
    occurrences   int         not null,
    revision      bigint      not null,
    owner         text,
    resolution    text,
    first_event   uuid        not null,
    last_event    uuid        not null,
    latest_event  uuid        not null,
    latest_at     timestamptz not null,
    latest_kind   text        not null
);
create index incident_newest on incident (last_fired_at, incident_id);

-- What has been published, so that folding the log again publishes nothing twice. A rebuild leaves it alone.
create table publication (
    name text primary key
);
