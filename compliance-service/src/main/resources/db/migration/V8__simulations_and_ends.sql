-- What versions of policy sets would have decided, and migrations that ended before a destination was found.
--
-- While this release is rolled out, replicas of the one before go on writing migration_request and reading migration_view
-- as they are; what they take in is not told here. Nor is what was taken in before. The evidence log has both: the role
-- admin has the views built anew from it.

create table simulation (
    simulation_id   text        primary key,
    event_id        uuid        not null,
    scope           text        not null,
    version         int         not null,
    tenant          text,                 -- whose decisions; null for everybody's
    since           timestamptz not null,
    requested_by    text        not null,
    requested_at    timestamptz not null,
    finished_at     timestamptz not null,
    failure         text,
    total           bigint      not null,
    replayed        bigint      not null,
    changed         bigint      not null,
    counts          jsonb       not null,
    counts_left_out int         not null,
    examples        jsonb       not null,
    topic           text        not null,
    partition       int         not null,
    record_offset   bigint      not null
);
create index simulation_newest on simulation (finished_at, simulation_id);

-- What was asked for, as the end of a migration tells it.
create table migration_end (
    migration_id     text        primary key,
    event_id         uuid        not null,
    requested_at     timestamptz not null,
    tenant           text,
    workload_id      text        not null,
    workload_name    text        not null,
    kind             text        not null,
    test             boolean     not null,
    source_site      text,
    source_host      text,
    destination_site text,
    destination_host text,
    requested_by     text        not null,
    origin           text        not null,
    order_id         text,
    evacuation_id    text
);

-- Every migration once: by its requests, or where it ended without any, by its end.
create view migration_list as
select * from migration_view
union all
select e.migration_id, e.requested_at, e.tenant, e.workload_id, e.workload_name, e.kind, e.test, p.state, p.code, p.reason,
       e.source_site, e.source_host, e.destination_site, e.destination_host, e.requested_by, e.origin, e.order_id,
       e.evacuation_id, p.occurred_at, null, null, null, null
  from migration_end e
  join migration_progress p on p.migration_id = e.migration_id
 where not exists (select 1 from migration_request r where r.migration_id = e.migration_id);
