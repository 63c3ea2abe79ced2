-- Protection groups: what they are, and the phase of life that they are in.
create table protection_group (
    id          text primary key,
    tenant      text        not null,
    name        text        not null,
    workloads   text[]      not null,
    rpo_millis  bigint      not null,
    replication text        not null,
    phase       text        not null,
    from_site   text        not null,
    to_site     text        not null,
    run_id      text,
    test_run_id text,
    reason      text,
    epoch       bigint      not null,
    breached    boolean     not null,
    sequence    bigint      not null default 0,
    created_at  timestamptz not null
);
create index protection_group_tenant on protection_group (tenant, id);

-- A workload replicates with one group at most.
create table protected_workload (
    workload_id text primary key,
    group_id    text not null references protection_group on delete cascade
);
create index protected_workload_group on protected_workload (group_id);

-- Recovery plans in their newest version, and every version that there ever was.
create table recovery_plan (
    id         text primary key,
    tenant     text        not null,
    version    int         not null,
    groups     text[]      not null,
    document   jsonb       not null,
    updated_at timestamptz not null
);
create index recovery_plan_tenant on recovery_plan (tenant, id);
create index recovery_plan_groups on recovery_plan using gin (groups);

create table recovery_plan_version (
    plan_id    text        not null,
    version    int         not null,
    document   jsonb       not null,
    created_at timestamptz not null,
    primary key (plan_id, version)
);

-- Plan runs. An engine holds a run while engine and lease_until are set; fence grows with every claim, and what is
-- written under an older one is refused. A run is looked at when due_at has come.
create table plan_run (
    id             text primary key,
    tenant         text        not null,
    plan_id        text        not null,
    plan_version   int         not null,
    document       jsonb       not null,
    kind           text        not null,
    state          text        not null,
    phase          text,
    detail         text,
    from_site      text        not null,
    to_site        text        not null,
    requester      jsonb       not null,
    correlation_id text        not null,
    accepted       jsonb       not null,
    test_run_id    text,
    accepted_at    timestamptz not null,
    finished_at    timestamptz,
    rto_millis     bigint,
    rpo_millis     bigint,
    sequence       bigint      not null default 0,
    due_at         timestamptz,
    engine         text,
    lease_until    timestamptz,
    fence          bigint      not null default 0
) with (fillfactor = 70);
create index plan_run_tenant on plan_run (tenant, id);
create index plan_run_plan on plan_run (plan_id);
create index plan_run_due on plan_run (due_at) where due_at is not null;

create table run_step (
    run_id          text    not null references plan_run on delete cascade,
    step_id         text    not null,
    ordinal         int     not null,
    stage           int     not null,
    tier            int     not null,
    action          text    not null,
    group_id        text,
    workload_id     text,
    needs           text[]  not null,
    prompt          text,
    state           text    not null,
    attempt         int     not null,
    started_at      timestamptz,
    finished_at     timestamptz,
    deadline        timestamptz,
    code            text,
    detail          text,
    warning         boolean not null default false,
    host            text,
    downtime_millis bigint,
    primary key (run_id, step_id)
) with (fillfactor = 70);
create index run_step_durations on run_step (action, finished_at desc) where state = 'Succeeded';

-- Which step each order is for, whichever attempt it was.
create table run_order (
    order_id text primary key,
    run_id   text not null references plan_run on delete cascade,
    step_id  text not null,
    attempt  int  not null
);

-- What each group was started from.
create table run_promotion (
    run_id        text        not null references plan_run on delete cascade,
    group_id      text        not null,
    point_id      text        not null,
    taken_at      timestamptz not null,
    lag_millis    bigint      not null,
    loss_accepted boolean     not null,
    primary key (run_id, group_id)
);

-- What was said about each run, in order.
create table run_history (
    run_id   text        not null references plan_run on delete cascade,
    sequence bigint      not null,
    at       timestamptz not null,
    type     text        not null,
    data     jsonb       not null,
    primary key (run_id, sequence)
);

create table tenant_quota (
    tenant          text primary key,
    concurrent_runs int not null
);

-- Folded from attestation-service's topics.
create table host (
    id            text primary key,
    name          text,
    site          text   not null,
    in_inventory  boolean not null default false,
    trusted       boolean not null default false,
    trusted_until timestamptz,
    trust_epoch   bigint not null default 0,
    trust_sequence bigint not null default 0
);
create index host_site on host (site);

-- Folded from migration-service's topic.
create table placement (
    workload_id text primary key,
    name        text   not null,
    tenant      text,
    site        text,
    host        text,
    epoch       bigint not null
);
