-- Replays of kept decisions against a version of a policy set that may not be in force.
create table simulation (
    id           uuid        primary key,
    scope        text        not null,
    version      integer     not null,
    tenant       text,                 -- whose decisions; null for everybody's
    since        timestamptz not null,
    requested_by text        not null,
    requested_at timestamptz not null,
    state        text        not null check (state in ('RUNNING', 'SUCCEEDED', 'FAILED')),
    total        bigint      not null,
    done         bigint      not null,
    position     uuid        not null, -- the last decision that was replayed
    until        uuid        not null, -- the last one to replay
    tally        jsonb       not null,
    lease_until  timestamptz not null, -- another replica goes on after this
    finished_at  timestamptz,
    failure      text,
    foreign key (scope, version) references policy_set_version (scope, version)
);
create index simulation_running on simulation (lease_until) where state = 'RUNNING';

-- Decisions that would have been others.
create table simulation_change (
    simulation    uuid not null references simulation (id) on delete cascade,
    decision      uuid not null,
    tenant        text,
    workload      text not null,
    effect_before text not null,
    effect_after  text not null,
    reason_before text not null,
    reason_after  text not null,
    primary key (simulation, decision)
);
