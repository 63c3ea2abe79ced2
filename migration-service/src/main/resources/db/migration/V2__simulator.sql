-- The embedded data plane. It behaves as a system outside: nothing here shares a transaction with the rest.
create schema simulator;

create table simulator.site (
    id text primary key
);

create table simulator.host (
    id    text primary key,
    site  text not null references simulator.site (id),
    slots int not null
);

create table simulator.link (
    from_site       text not null references simulator.site (id),
    to_site         text not null references simulator.site (id),
    latency_millis  int not null,
    mbit_per_second bigint not null,
    primary key (from_site, to_site)
);

create table simulator.volume (
    id       text primary key,
    kind     text not null,
    site     text references simulator.site (id),
    size_gib bigint not null
);

create table simulator.workload (
    id         text primary key,
    name       text not null,
    tenant     text not null,
    memory_mib bigint not null,
    labels     jsonb not null,
    volumes    text[] not null,
    fence      bigint not null
);

-- What runs, or would run if its site were alive.
create table simulator.instance (
    workload text not null references simulator.workload (id),
    host     text not null references simulator.host (id),
    test     boolean not null,
    epoch    bigint not null,
    up       boolean not null,
    primary key (workload, host, test)
);

create table simulator.operation (
    id               text primary key,
    workload         text not null references simulator.workload (id),
    kind             text not null,
    test             boolean not null,
    epoch            bigint not null,
    source_host      text,
    source_site      text,
    destination_host text not null,
    destination_site text not null,
    started_at       timestamptz not null,
    prepare_millis   bigint not null,
    storage_millis   bigint not null,
    memory_millis    bigint not null,
    switch_millis    bigint not null,
    downtime_millis  bigint not null,
    bytes_total      bigint not null,
    switch_at        timestamptz,
    outcome          text,
    reason           text
);
create index operation_open on simulator.operation (workload) where outcome is null;

-- The oracle.
create table simulator.activity (
    id        bigint generated always as identity primary key,
    workload  text not null,
    action    text not null,
    site      text not null,
    host      text not null,
    epoch     bigint not null,
    test      boolean not null,
    operation text,
    at        timestamptz not null
);
create index activity_by_workload on simulator.activity (workload, id);

create table simulator.violation (
    id       bigint generated always as identity primary key,
    kind     text not null,
    workload text not null,
    detail   text not null,
    at       timestamptz not null
);

create table simulator.fault (
    target text not null,
    fault  text not null,
    at     timestamptz not null,
    primary key (target, fault)
);
