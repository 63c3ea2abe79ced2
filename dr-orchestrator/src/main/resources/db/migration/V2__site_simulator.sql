-- The simulated sites' own memory: another system, that only happens to live in the same database.
create schema if not exists simulator;

create table simulator.replication (
    group_id    text primary key,
    from_site   text        not null,
    to_site     text        not null,
    mode        text        not null,
    state       text        not null,
    stopped_at  timestamptz,
    epoch       bigint      not null default 0,
    next_point  bigint      not null default 1
);

create table simulator.bookmark (
    group_id text        not null references simulator.replication on delete cascade,
    id       text        not null,
    taken_at timestamptz not null,
    primary key (group_id, id)
);
create index bookmark_newest on simulator.bookmark (group_id, taken_at desc);

-- What each operation came to: the same operation gives the same answer.
create table simulator.operation (
    id         text primary key,
    group_id   text        not null,
    kind       text        not null,
    point_id   text        not null,
    taken_at   timestamptz not null,
    lag_millis bigint      not null
);

create table simulator.fence (
    workload_id text    not null,
    site        text    not null,
    epoch       bigint  not null,
    granted     boolean not null,
    primary key (workload_id, site)
);

create table simulator.dead_site (
    site text primary key
);
