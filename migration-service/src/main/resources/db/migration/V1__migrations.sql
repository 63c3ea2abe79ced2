-- What attestation-service says about hosts.
create table host_description (
    host_id  text primary key,
    name     text not null,
    site_id  text not null,
    labels   jsonb not null,
    retired  boolean not null,
    epoch    bigint not null,
    sequence bigint not null
);

create table host_trust (
    host_id        text primary key,
    status         text not null,
    reason         text not null,
    attested_until timestamptz,
    epoch          bigint not null,
    sequence       bigint not null
);

-- What the hypervisors say.
create table host_capacity (
    host_id text primary key,
    site_id text not null,
    slots   int not null
);

create table volume (
    id       text primary key,
    kind     text not null,
    site_id  text,
    size_gib bigint not null
);

create table workload (
    id                 text primary key,
    name               text not null,
    tenant             text not null,
    labels             jsonb not null,
    memory_mib         bigint not null,
    volumes            text[] not null,
    site_id            text,
    host_id            text,
    epoch              bigint not null,
    issued_epoch       bigint not null,
    placement_sequence bigint not null
);
create index workload_by_host on workload (host_id);
create index workload_by_site on workload (site_id);

-- One row a migration: the fold of its events, for reading.
create table migration (
    id               uuid primary key,
    workload_id      text not null,
    workload_name    text not null,
    tenant           text not null,
    kind             text not null,
    test             boolean not null,
    phase            text not null,
    active           boolean not null,
    reason_code      text,
    reason_detail    text,
    source_site      text,
    source_host      text,
    destination_site text,
    destination_host text,
    failover         boolean not null,
    order_id         text unique,
    evacuation_id    uuid,
    requested_by     text not null,
    correlation_id   text not null,
    requested_at     timestamptz not null,
    since            timestamptz not null,
    finished_at      timestamptz,
    decision_id      text,
    downtime_millis  bigint,
    bytes_copied     bigint,
    progress         double precision not null default 0,
    sequence         int not null,
    published        bigint not null
);
create unique index migration_one_active on migration (workload_id, test) where active;
create index migration_queued on migration (tenant, failover, since) where phase = 'QUEUED';
create index migration_active on migration (destination_host) where active;
create index migration_by_workload on migration (workload_id, id);
create index migration_by_tenant on migration (tenant, id);
create index migration_by_evacuation on migration (evacuation_id) where evacuation_id is not null;

-- What happened to it; the truth.
create table migration_event (
    migration_id uuid not null references migration (id),
    sequence     int not null,
    type         text not null,
    body         jsonb not null,
    primary key (migration_id, sequence)
);

create table tenant_share (
    tenant      text primary key,
    last_served timestamptz not null
);

-- Orders of the orchestrator: the same id is the same order.
create table move_order (
    order_id    text primary key,
    workload_id text not null,
    received_at timestamptz not null
);

create table test_cleanup (
    id             uuid primary key,
    order_id       text not null unique,
    workload_id    text not null,
    workload_name  text not null,
    tenant         text not null,
    kind           text not null,
    site_id        text not null,
    actor          text not null,
    correlation_id text not null,
    asked_at       timestamptz not null
);

create table evacuation (
    id             uuid primary key,
    site_id        text,
    host_id        text,
    reason         text not null,
    requested_by   text not null,
    roles          text[] not null,
    correlation_id text not null,
    started_at     timestamptz not null,
    finished_at    timestamptz,
    check ((site_id is null) <> (host_id is null))
);

create table evacuation_member (
    evacuation_id uuid not null references evacuation (id),
    workload_id   text not null,
    migration_id  uuid,
    outcome       text,
    primary key (evacuation_id, workload_id)
);

-- Durable work: a row is claimed for the length of a lease; the fence outlives the claim, the signal counts wake-ups.
create table work (
    kind        text not null,
    subject     uuid not null,
    due         timestamptz not null,
    lease_until timestamptz,
    fence       bigint not null default 0,
    signal      bigint not null default 0,
    failures    int not null default 0,
    primary key (kind, subject)
);
create index work_due on work (due);

insert into work (kind, subject, due) values
    ('DISCOVERY', '00000000-0000-0000-0000-000000000000', '2000-01-01T00:00:00Z'),
    ('SLOTS', '00000000-0000-0000-0000-000000000000', '2000-01-01T00:00:00Z');
