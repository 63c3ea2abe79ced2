-- Every version of every policy set: the provider's ('provider') and those of tenants ('tenant:<id>').
create table policy_set_version (
    scope         text        not null,
    version       integer     not null check (version > 0),
    state         text        not null check (state in ('DRAFT', 'APPROVED', 'PUBLISHED', 'SUPERSEDED', 'REJECTED')),
    document      bytea       not null, -- as it was sent, byte for byte
    digest        text        not null, -- SHA-256 of the document
    based_on      integer,
    rollback_of   integer,
    note          text        not null,
    jws           text,
    key_id        text,
    signed_at     timestamptz,
    drafted_by    text        not null,
    drafted_at    timestamptz not null,
    approved_by   text,
    approved_at   timestamptz,
    published_by  text,
    published_at  timestamptz,
    superseded_at timestamptz,
    rejected_by   text,
    rejected_at   timestamptz,
    reason        text,
    publication   bigint unique, -- place in the order of all publications
    primary key (scope, version),
    check ((jws is null) = (key_id is null) and (jws is null) = (signed_at is null)),
    check ((state in ('PUBLISHED', 'SUPERSEDED')) = (publication is not null)),
    check ((state = 'REJECTED') = (rejected_by is not null))
);

-- One version of a scope is in force at most.
create unique index policy_set_in_force on policy_set_version (scope) where state = 'PUBLISHED';

-- Workloads that must stay apart, by the host that they run on.
create index workload_by_anti_affinity on workload_view (host, (labels ->> 'anti-affinity'))
    where labels ->> 'anti-affinity' is not null;

-- Whether a host's asset tag is as the reference says; null where the host is not judged on it.
alter table host_view add column asset_tag text;
