-- Where managers of machines (vCenters) show them, to be compared with what was decided.
create table seen_source (
    id          text        primary key,
    looked_at   timestamptz not null,
    compared_at timestamptz
);
comment on column seen_source.looked_at is 'When the look began that counts; what an earlier one finds is left aside';
comment on column seen_source.compared_at is 'When the last look that was compared began; null before the first, which is compared with nothing';

create table seen_machine (
    source   text    not null references seen_source (id),
    id       text    not null,
    workload text    not null,
    name     text    not null,
    host     text    not null,
    running  boolean not null,
    ran      boolean not null,
    primary key (source, id)
);
comment on column seen_machine.ran is 'Whether it was ever seen running';

-- Decisions that an arrival was put down to: each allows one.
create table seen_decision (
    decision uuid        primary key references decision (id),
    used_at  timestamptz not null
);
create index seen_decision_by_time on seen_decision (used_at);
